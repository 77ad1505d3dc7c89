using ConnectNet.Sdk.Java;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The whole text matches a Java regular expression.</summary>
/// <param name="pattern">The expression.</param>
internal sealed class PatternCheck(string pattern) : Check
{
    private readonly JavaRegex _regex = JavaRegex.Compile(pattern);

    public override string? Problem(Found found, Found root) => found.Value is not string text ? $"is {found}, not a text"
        : _regex.Matches(text) ? null
        : $"is {found}, which does not match {pattern}";
}
