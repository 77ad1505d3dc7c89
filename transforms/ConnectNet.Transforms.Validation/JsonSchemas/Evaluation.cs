using System.Text;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// One run of a schema over one value: where it is in the value, what it has found wrong, and what a run must remember on its way. Made
/// once and used for record after record, by one thread.
/// </summary>
internal sealed class Evaluation
{
    private const int MaxDepth = 400;
    private const int MaxProblems = 4;

    private readonly List<PathStep> _path = [];
    private readonly List<string> _problems = [];
    private readonly List<SchemaResource> _resources = [];
    private readonly Stack<Evaluated> _spare = new();
    private int _silent;
    private int _depth;

    /// <summary>Whether nobody asks why a value does not fit.</summary>
    public bool IsSilent => _silent > 0;

    /// <summary>Whether enough is known once a keyword has failed.</summary>
    public bool StopsAtFirst => _silent > 0 || _problems.Count >= MaxProblems;

    /// <summary>What has been evaluated of the instance at hand; null where nobody asks.</summary>
    public Evaluated? Evaluated { get; set; }

    /// <summary>What is wrong; valid until the next run.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Checks a value.</summary>
    public bool Run(SchemaNode schema, in Instance instance)
    {
        _path.Clear();
        _problems.Clear();
        _resources.Clear();
        _silent = 0;
        _depth = 0;
        Evaluated = null;
        return schema.Check(instance, this);
    }

    /// <summary>Checks an instance without asking why.</summary>
    public bool CheckSilently(SchemaNode schema, in Instance instance)
    {
        _silent++;
        var holds = schema.Check(instance, this);
        _silent--;
        return holds;
    }

    public bool CheckMember(SchemaNode schema, string name, in Instance member) => CheckInside(schema, new PathStep(name, 0), member);

    public bool CheckElement(SchemaNode schema, int index, in Instance element) => CheckInside(schema, new PathStep(null, index), element);

    /// <summary>Notes what is wrong with the instance at hand.</summary>
    /// <returns>False.</returns>
    public bool Fail(string keyword, string problem)
    {
        if (!IsSilent)
        {
            _problems.Add($"{Path()} {problem} ({keyword})");
        }

        return false;
    }

    /// <summary>Goes into a schema; false where this has gone too far, which only a schema that leads to itself does, or absurd data.</summary>
    public bool TryEnter(SchemaNode schema, out bool isNewResource)
    {
        isNewResource = false;
        if (_depth >= MaxDepth)
        {
            return Fail(schema.Location, "is nested too deep to be checked");
        }

        _depth++;
        isNewResource = _resources.Count == 0 || !ReferenceEquals(_resources[^1], schema.Resource);
        if (isNewResource)
        {
            _resources.Add(schema.Resource);
        }

        return true;
    }

    public void Leave(bool isNewResource)
    {
        _depth--;
        if (isNewResource)
        {
            _resources.RemoveAt(_resources.Count - 1);
        }
    }

    /// <summary>The outermost resource on the way here that has a dynamic anchor.</summary>
    public SchemaNode? OutermostDynamic(string anchor)
    {
        foreach (var resource in _resources)
        {
            if (resource.DynamicNodes.TryGetValue(anchor, out var node))
            {
                return node;
            }
        }

        return null;
    }

    public Evaluated Rent() => _spare.TryPop(out var evaluated) ? evaluated : new Evaluated();

    public void Return(Evaluated evaluated)
    {
        evaluated.Clear();
        _spare.Push(evaluated);
    }

    private bool CheckInside(SchemaNode schema, PathStep step, in Instance instance)
    {
        var outer = Evaluated;
        Evaluated = null;
        _path.Add(step);
        var holds = schema.Check(instance, this);
        _path.RemoveAt(_path.Count - 1);
        Evaluated = outer;
        return holds;
    }

    private string Path()
    {
        if (_path.Count == 0)
        {
            return "the value";
        }

        var text = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            text.Append('/');
            if (name is null)
            {
                text.Append(index);
            }
            else
            {
                text.Append(JsonPointer.Escape(name));
            }
        }

        return text.ToString();
    }

    private readonly record struct PathStep(string? Name, int Index);
}
