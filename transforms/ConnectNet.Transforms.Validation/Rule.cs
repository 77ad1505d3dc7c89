namespace ConnectNet.Transforms.Validation;

/// <summary>What records must keep, and what becomes of those that do not. Used by one thread.</summary>
/// <param name="name">Its name.</param>
/// <param name="action">What becomes of records that break it.</param>
internal abstract class Rule(string name, RuleAction action)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What becomes of records that break it.</summary>
    public RuleAction Action => action;

    /// <summary>How a record breaks it, in one line; or null.</summary>
    /// <param name="root">The record's key or value.</param>
    public abstract string? Problem(Found root);
}
