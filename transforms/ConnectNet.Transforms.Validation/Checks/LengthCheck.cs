using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>A text, byte string, list or map has a length between two bounds.</summary>
/// <param name="minimum">The least length.</param>
/// <param name="maximum">The greatest length.</param>
internal sealed class LengthCheck(int minimum, int maximum) : Check
{
    public override string? Problem(Found found, Found root)
    {
        var length = found.Value switch
        {
            string text => text.Length,
            byte[] bytes => bytes.Length,
            ConnectMap map => map.Count,
            IReadOnlyList<object?> list => list.Count,
            _ => -1,
        };
        return length < 0 ? $"is {found}, which has no length"
            : length < minimum ? $"is {found} of length {length}, shorter than {minimum}"
            : length > maximum ? $"is {found} of length {length}, longer than {maximum}"
            : null;
    }
}
