namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>A keyword of a schema, compiled. Allocates nothing for instances that keep it. Used by one thread.</summary>
/// <param name="location">Pointer to it, with <c>#</c>.</param>
internal abstract class Keyword(string location)
{
    public string Location => location;

    /// <summary>Whether the instance at hand keeps it; if not, the run knows why.</summary>
    public abstract bool Check(in Instance instance, Evaluation run);
}

/// <summary>A keyword about the instance itself.</summary>
/// <param name="location">Pointer to it, with <c>#</c>.</param>
internal abstract class Assertion(string location) : Keyword(location)
{
    public sealed override bool Check(in Instance instance, Evaluation run) =>
        Holds(instance) || (run.IsSilent ? false : run.Fail(Location, Problem(instance)));

    /// <summary>Whether the instance keeps it; it does where the keyword is not about its kind.</summary>
    protected abstract bool Holds(in Instance instance);

    /// <summary>What is wrong, to follow the instance's path in a message.</summary>
    protected abstract string Problem(in Instance instance);
}

/// <summary>A keyword about what no other has evaluated; it comes last.</summary>
/// <param name="location">Pointer to it, with <c>#</c>.</param>
internal abstract class LeftoverKeyword(string location) : Keyword(location);
