using System.Text.RegularExpressions;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>pattern</c>: a regular expression is found somewhere in the text.</summary>
internal sealed class PatternKeyword : Assertion
{
    private readonly string _pattern;
    private readonly Regex _regex;

    public PatternKeyword(string location, string pattern)
        : base(location)
    {
        _pattern = pattern;
        _regex = EcmaRegex.Compile(pattern, location);
    }

    protected override bool Holds(in Instance instance) => instance.Kind != JsonKind.Text || _regex.IsMatch(instance.Text);

    protected override string Problem(in Instance instance) => $"is {instance}, which does not match {_pattern}";
}
