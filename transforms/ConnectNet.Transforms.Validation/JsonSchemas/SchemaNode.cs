namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A schema or subschema, compiled. Its keywords are set once, after it exists, because schemas may lead to themselves; from then on it is
/// not changed.
/// </summary>
/// <param name="location">Pointer to it, with <c>#</c>.</param>
/// <param name="resource">The resource it is a part of.</param>
internal sealed class SchemaNode(string location, SchemaResource resource)
{
    public string Location => location;

    public SchemaResource Resource => resource;

    /// <summary>True or false for a schema that is that word.</summary>
    public bool? Always { get; set; }

    /// <summary>The keywords in the order they are checked; those about what is left over come last.</summary>
    public Keyword[] Keywords { get; set; } = [];

    /// <summary>Whether a keyword asks what others have evaluated.</summary>
    public bool AsksForEvaluated { get; set; }

    /// <summary>Checks the instance at hand.</summary>
    public bool Check(in Instance instance, Evaluation run)
    {
        if (Always is { } always)
        {
            return always || (run.IsSilent ? false : run.Fail(location, $"is {instance}, where nothing is allowed"));
        }

        if (!run.TryEnter(this, out var isNewResource))
        {
            return false;
        }

        var outer = run.Evaluated;
        var holds = AsksForEvaluated ? CheckAndTell(instance, run, outer) : CheckKeywords(instance, run, outer);
        run.Leave(isNewResource);
        return holds;
    }

    private bool CheckAndTell(in Instance instance, Evaluation run, Evaluated? outer)
    {
        var own = run.Rent();
        run.Evaluated = own;
        var holds = CheckKeywords(instance, run, own);
        run.Evaluated = outer;
        if (holds)
        {
            outer?.Merge(own);
        }

        run.Return(own);
        return holds;
    }

    private bool CheckKeywords(in Instance instance, Evaluation run, Evaluated? evaluated)
    {
        var mark = evaluated?.Mark ?? default;
        var holds = true;
        foreach (var keyword in Keywords)
        {
            if (!holds && keyword is LeftoverKeyword)
            {
                // What a failed keyword has seen does not count, but to say so would only repeat the failure.
                break;
            }

            if (!keyword.Check(instance, run))
            {
                holds = false;
                if (run.StopsAtFirst)
                {
                    break;
                }
            }
        }

        if (!holds)
        {
            evaluated?.RollBack(mark);
        }

        return holds;
    }
}
