using ConnectNet.Transforms.Validation.Checks;

namespace ConnectNet.Transforms.Validation;

/// <summary>A rule about one field. Allocates nothing for records that keep it. Used by one thread.</summary>
/// <param name="name">Its name.</param>
/// <param name="path">The field it is about.</param>
/// <param name="required">Whether the field must have a value.</param>
/// <param name="checks">What holds for the value, in the order they are tried.</param>
/// <param name="action">What becomes of records that break it.</param>
internal sealed class FieldRule(string name, RulePath path, bool required, Check[] checks, RuleAction action) : Rule(name, action)
{
    private Found _root;

    public override string? Problem(Found root)
    {
        _root = root;
        var problem = path.FirstProblem(root, this, static (rule, found) => rule.ProblemOf(found));
        _root = default;
        return problem is null ? null : $"rule {Name}: {(path.Text.Length == 0 ? "the value" : $"field {path.Text}")} {problem}";
    }

    private string? ProblemOf(Found found)
    {
        if (found.Value is null)
        {
            return required ? $"is {found}" : null;
        }

        foreach (var check in checks)
        {
            if (check.Problem(found, _root) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
