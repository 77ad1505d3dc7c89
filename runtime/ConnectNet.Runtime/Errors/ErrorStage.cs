namespace ConnectNet.Runtime.Errors;

/// <summary>Where in its path a record failed; operators see Java's names.</summary>
internal enum ErrorStage
{
    Transformation,
    KeyConverter,
    ValueConverter,
    HeaderConverter,
    KafkaProduce,
    TaskPut,
}

/// <summary>Names of stages.</summary>
internal static class ErrorStages
{
    public static string Name(this ErrorStage stage) => stage switch
    {
        ErrorStage.Transformation => "TRANSFORMATION",
        ErrorStage.KeyConverter => "KEY_CONVERTER",
        ErrorStage.ValueConverter => "VALUE_CONVERTER",
        ErrorStage.HeaderConverter => "HEADER_CONVERTER",
        ErrorStage.KafkaProduce => "KAFKA_PRODUCE",
        _ => "TASK_PUT",
    };
}
