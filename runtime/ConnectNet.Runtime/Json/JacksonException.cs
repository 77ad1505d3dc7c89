using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// JSON that Jackson would refuse, with the text Jackson would give: what is wrong, then the location, then for a bound value the chain
/// of members that leads to it. REST answers carry the text as it is.
/// </summary>
[ConnectName("com.fasterxml.jackson.core.JsonParseException")]
internal sealed class JacksonException : Exception
{
    private readonly string _problem;
    private readonly string _chain;

    /// <param name="problem">What is wrong.</param>
    /// <param name="location">Where, as <see cref="JacksonLocation.ToString"/> gives it, or null.</param>
    /// <param name="chain">The members that lead there, outermost first, or an empty text.</param>
    public JacksonException(string problem, string? location, string chain = "")
        : base(problem + (location is null ? "" : "\n at " + location) + (chain.Length == 0 ? "" : $" (through reference chain: {chain})"))
    {
        _problem = problem;
        Location = location;
        _chain = chain;
    }

    /// <summary>Whether the JSON itself is sound but does not fit the type it is bound to.</summary>
    public bool IsBinding { get; init; }

    /// <summary>Whether bytes are no UTF-8.</summary>
    public bool IsEncoding { get; init; }

    private string? Location { get; }

    /// <summary>The same error at another place.</summary>
    public JacksonException At(JacksonLocation location) => new(_problem, location.ToString());

    /// <summary>The same error seen from a member around it, such as <c>java.util.LinkedHashMap["a"]</c>.</summary>
    public JacksonException Within(string member) => new(_problem, Location, _chain.Length == 0 ? member : member + "->" + _chain) { IsBinding = true };
}
