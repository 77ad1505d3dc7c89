using ConnectNet.Transforms.Validation.JsonSchemas.Formats;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>format</c>, where it is a condition: the text has a form.</summary>
internal sealed class FormatKeyword(string location, string name, TextFormat format) : Assertion(location)
{
    protected override bool Holds(in Instance instance) => instance.Kind != JsonKind.Text || format(instance.Text);

    protected override string Problem(in Instance instance) => $"is {instance}, not of format {name}";
}
