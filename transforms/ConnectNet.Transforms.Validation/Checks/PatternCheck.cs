using System.Text.RegularExpressions;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The whole text matches a Java regular expression.</summary>
/// <param name="pattern">The expression.</param>
internal sealed class PatternCheck(string pattern) : Check
{
    private readonly Regex _regex = JavaRegex.CompileWhole(pattern);

    public override string? Problem(Found found, Found root) => found.Value is not string text ? $"is {found}, not a text"
        : _regex.IsMatch(text) ? null
        : $"is {found}, which does not match {pattern}";
}
