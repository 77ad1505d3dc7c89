namespace ConnectNet.Sdk.Configuration;

/// <summary>A secret. Its text is <c>[hidden]</c>; only <see cref="Value"/> tells it.</summary>
/// <param name="value">The secret.</param>
public sealed class Password(string value) : IEquatable<Password>
{
    /// <summary>What stands in for secrets in answers and logs.</summary>
    public const string Hidden = "[hidden]";

    /// <summary>The secret itself.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public bool Equals(Password? other) => other is not null && other.Value == Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Password);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Always <c>[hidden]</c>.</summary>
    public override string ToString() => Hidden;
}
