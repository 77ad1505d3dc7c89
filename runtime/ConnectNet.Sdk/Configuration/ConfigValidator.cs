using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Configuration;

/// <summary>Checks a parsed configuration value. It also runs on null after a failed parse, as in Kafka.</summary>
public abstract class ConfigValidator
{
    /// <summary>Whether duplicates of a list are dropped, with a warning, when a config is parsed for use.</summary>
    internal virtual bool DropsDuplicates => false;

    /// <summary>Throws unless the value may be used.</summary>
    /// <param name="name">Key.</param>
    /// <param name="value">Parsed value, or null.</param>
    /// <exception cref="ConfigException">It may not.</exception>
    public abstract void EnsureValid(string name, object? value);

    /// <summary>A validator made from a function that returns what is wrong, or null.</summary>
    public static ConfigValidator From(Func<object?, string?> check) => new FunctionValidator(check);

    /// <summary>A number not below a minimum.</summary>
    public static ConfigValidator AtLeast(double minimum) => new RangeValidator(minimum, null);

    /// <summary>A number between two bounds, both allowed.</summary>
    public static ConfigValidator Between(double minimum, double maximum) => new RangeValidator(minimum, maximum);

    /// <summary>One of the given texts; null too where it is listed.</summary>
    public static ConfigValidator OneOf(params string?[] values) => From(value =>
        values.Contains(value as string) && value is null or string ? null : "String must be one of: " + string.Join(", ", values.Select(v => v ?? "null")));

    /// <summary>One of the given texts in any case; the message lists them as given.</summary>
    public static ConfigValidator OneOfIgnoringCase(params string[] values) => From(value =>
        value is string text && values.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? null
            : "String must be one of (case insensitive): " + string.Join(", ", values));

    /// <summary>Not null.</summary>
    public static ConfigValidator NotNull() => new NotNullValidator();

    /// <summary>Null or a text with at least one character.</summary>
    public static ConfigValidator NonEmptyText() => From(value => value is string { Length: 0 } ? "String must be non-empty" : null);

    /// <summary>A list without duplicates and empty elements.</summary>
    /// <param name="allowEmpty">Whether the list itself may be empty.</param>
    /// <param name="allowNull">Whether null may stand for the list.</param>
    public static ConfigValidator UniqueList(bool allowEmpty, bool allowNull = true) => new UniqueListValidator(allowEmpty, allowNull);

    /// <summary>All of several validators, in order.</summary>
    public static ConfigValidator All(params ConfigValidator[] validators) => new AllValidator(validators);

    private sealed class FunctionValidator(Func<object?, string?> check) : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            if (check(value) is { } problem)
            {
                throw new ConfigException(name, value, problem);
            }
        }
    }

    private sealed class RangeValidator(double minimum, double? maximum) : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            if (value is null)
            {
                throw new ConfigException(name, null, "Value must be non-null");
            }

            var number = Convert.ToDouble(value);
            if (number < minimum)
            {
                throw new ConfigException(name, value, "Value must be at least " + minimum);
            }

            if (number > maximum)
            {
                throw new ConfigException(name, value, "Value must be no more than " + maximum);
            }
        }
    }

    private sealed class NotNullValidator : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            if (value is null)
            {
                throw new ConfigException(name, null, "entry must be non null");
            }
        }
    }

    private sealed class UniqueListValidator(bool allowEmpty, bool allowNull) : ConfigValidator
    {
        internal override bool DropsDuplicates => true;

        public override void EnsureValid(string name, object? value)
        {
            if (value is not IReadOnlyList<string> list)
            {
                if (!allowNull)
                {
                    throw new ConfigException($"Configuration '{name}' values must not be null.");
                }

                return;
            }

            if (!allowEmpty && list.Count == 0)
            {
                throw new ConfigException($"Configuration '{name}' must not be empty. Valid values include: any non-empty value");
            }

            if (list.Distinct(StringComparer.Ordinal).Count() != list.Count)
            {
                throw new ConfigException($"Configuration '{name}' values must not be duplicated.");
            }

            if (list.Contains(""))
            {
                throw new ConfigException($"Configuration '{name}' values must not be empty.");
            }
        }
    }

    private sealed class AllValidator(ConfigValidator[] validators) : ConfigValidator
    {
        internal override bool DropsDuplicates => validators.Any(v => v.DropsDuplicates);

        public override void EnsureValid(string name, object? value)
        {
            foreach (var validator in validators)
            {
                validator.EnsureValid(name, value);
            }
        }
    }
}
