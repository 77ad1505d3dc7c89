using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Java;

/// <summary>The Java class names of Connect values; messages that users search for contain them.</summary>
public static class JavaTypes
{
    /// <summary>The name of the value's class as Java prints it, such as <c>java.lang.Integer</c> or <c>[B</c> for bytes.</summary>
    public static string NameOf(object? value) => value switch
    {
        null => "null",
        sbyte => "java.lang.Byte",
        short => "java.lang.Short",
        int => "java.lang.Integer",
        long => "java.lang.Long",
        float => "java.lang.Float",
        double => "java.lang.Double",
        bool => "java.lang.Boolean",
        string => "java.lang.String",
        byte[] => "[B",
        BigDecimal => "java.math.BigDecimal",
        System.Numerics.BigInteger => "java.math.BigInteger",
        EpochMillis => "java.util.Date",
        Struct => "org.apache.kafka.connect.data.Struct",
        ConnectMap { KeepsOrder: true } => "java.util.LinkedHashMap",
        ConnectMap => "java.util.HashMap",
        IReadOnlyList<object?> => "java.util.ArrayList",
        _ => ConnectNames.Of(value.GetType()),
    };
}
