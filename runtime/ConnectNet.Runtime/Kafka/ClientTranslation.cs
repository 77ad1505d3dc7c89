namespace ConnectNet.Runtime.Kafka;

/// <summary>A Java client's properties as librdkafka takes them.</summary>
/// <param name="Properties">librdkafka's names and values; may hold secrets.</param>
/// <param name="Unsupported">Java's client keys that were set and have no counterpart.</param>
internal sealed record ClientTranslation(IReadOnlyDictionary<string, string> Properties, IReadOnlyList<string> Unsupported);
