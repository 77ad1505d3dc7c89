namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>One condition of a rule. Made at configuration; allocates nothing for values that meet it. Used by one thread.</summary>
internal abstract class Check
{
    /// <summary>What is wrong with a value that is not null, to follow the field's name in a message; or null.</summary>
    /// <param name="found">The value.</param>
    /// <param name="root">The whole key or value of the record.</param>
    public abstract string? Problem(Found found, Found root);
}
