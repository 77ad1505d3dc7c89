namespace ConnectNet.Runtime.Json;

/// <summary>A place in a JSON document; columns count bytes.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1; 0 where the document has no place to point at.</param>
internal readonly record struct JacksonLocation(int Line, int Column)
{
    private const string Source = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: ";

    /// <summary>Jackson's text of a place, without the document itself.</summary>
    public override string ToString() => Column == 0 ? $"{Source}{Line}]" : $"{Source}{Line}, column: {Column}]";
}
