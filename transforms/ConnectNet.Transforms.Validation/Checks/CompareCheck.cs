using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The value stands in a relation to another field's: numbers with numbers, texts with texts, times with times. An empty other field meets it.</summary>
/// <param name="operation">One of <see cref="Operators"/>.</param>
/// <param name="other">The other field.</param>
internal sealed class CompareCheck(string operation, RulePath other) : Check
{
    /// <summary>The relations.</summary>
    public static string[] Operators { get; } = ["=", "!=", "<", "<=", ">", ">="];

    public override string? Problem(Found found, Found root)
    {
        var second = other.Single(root);
        if (second.Value is null)
        {
            return null;
        }

        return Compare(found.Value!, second.Value) is not { } sign
            ? $"is {found}, which cannot be compared with {second} of field {other.Text}"
            : Holds(sign) ? null
            : $"is {found}, not {operation} field {other.Text}, which is {second}";
    }

    private static int? Compare(object a, object b) => (a, b) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (EpochMillis left, EpochMillis right) => left.CompareTo(right),
        (bool left, bool right) => left.CompareTo(right),
        _ when Numbers.IsNumber(a) && Numbers.IsNumber(b) => Numbers.Compare(a, b),
        _ => null,
    };

    private bool Holds(int sign) => operation switch
    {
        "=" => sign == 0,
        "!=" => sign != 0,
        "<" => sign < 0,
        "<=" => sign <= 0,
        ">" => sign > 0,
        _ => sign >= 0,
    };
}
