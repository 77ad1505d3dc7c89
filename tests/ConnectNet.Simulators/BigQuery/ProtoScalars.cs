using System.Text;
using Google.Protobuf;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>Reads one scalar of a proto2 field as long, double, bool, string or byte[].</summary>
internal static class ProtoScalars
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static bool IsPackable(FieldType type) => type is not (FieldType.String or FieldType.Bytes or FieldType.Message or FieldType.Group);

    public static object Read(CodedInputStream input, FieldType type) => type switch
    {
        FieldType.Bool => input.ReadBool(),
        FieldType.Int64 => input.ReadInt64(),
        FieldType.Int32 => (long)input.ReadInt32(),
        FieldType.Uint32 => (long)input.ReadUInt32(),
        FieldType.Sint32 => (long)input.ReadSInt32(),
        FieldType.Sint64 => input.ReadSInt64(),
        FieldType.Sfixed32 => (long)input.ReadSFixed32(),
        FieldType.Sfixed64 => input.ReadSFixed64(),
        FieldType.Fixed32 => (long)input.ReadFixed32(),
        FieldType.Enum => (long)input.ReadEnum(),
        FieldType.Double => input.ReadDouble(),
        FieldType.Float => (double)input.ReadFloat(),
        FieldType.String => Text(input.ReadBytes()),
        FieldType.Bytes => input.ReadBytes().ToByteArray(),
        _ => throw new RowFailure($"Proto type {type} is not supported"),
    };

    private static string Text(ByteString bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new RowFailure("String field contains invalid UTF-8 data");
        }
    }
}
