namespace ConnectNet.Sdk.Records;

/// <summary>What a consumed record's timestamp means.</summary>
public enum TimestampType
{
    /// <summary>The record has none.</summary>
    NoTimestampType = -1,

    /// <summary>Set by the producer.</summary>
    CreateTime = 0,

    /// <summary>Set by the broker on arrival.</summary>
    LogAppendTime = 1,
}
