namespace ConnectNet.Runtime.Rest;

/// <summary>What routing has to know of an endpoint beyond path and method; metadata of the endpoint.</summary>
[Flags]
internal enum EndpointTraits
{
    /// <summary>An endpoint that takes any Content-Type and answers JSON.</summary>
    None = 0,

    /// <summary>Takes only JSON: another Content-Type is refused, even without a body.</summary>
    ConsumesJson = 1,

    /// <summary>Part of <c>/admin</c>, which may have listeners of its own.</summary>
    Admin = 2,

    /// <summary>For other workers, which are known by their signature: no credentials are asked for.</summary>
    Internal = 4,

    /// <summary>Metrics as text; also on the metrics port.</summary>
    Metrics = 8,

    /// <summary>Of a REST extension: takes and answers what it likes.</summary>
    Extension = 16,
}

/// <summary>What a listener is for.</summary>
internal enum ListenerRole
{
    Main,
    Admin,
    Metrics,
}

/// <summary>Carries the traits of an endpoint.</summary>
internal sealed record EndpointTraitsMetadata(EndpointTraits Traits);
