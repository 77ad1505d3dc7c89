namespace ConnectNet.Sdk.Transforms;

/// <summary>
/// A transformation whose keys depend on the connector's. Validation of a connector config calls it after the keys themselves were
/// checked, so that an operator hears of a contradiction before the task meets it.
/// </summary>
public interface IConnectorConfigCheck
{
    /// <summary>Finds contradictions between the transformation's keys and the connector's.</summary>
    /// <param name="config">The transformation's keys, without prefix.</param>
    /// <param name="connectorConfig">All keys of the connector.</param>
    /// <returns>For each contradiction the transformation's key, without prefix, and the message.</returns>
    IEnumerable<KeyValuePair<string, string>> Check(
        IReadOnlyDictionary<string, string?> config, IReadOnlyDictionary<string, string?> connectorConfig);
}
