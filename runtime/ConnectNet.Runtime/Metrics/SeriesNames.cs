using System.Globalization;

namespace ConnectNet.Runtime.Metrics;

/// <summary>Names and label texts that Prometheus takes, from those that instruments of plug-ins may have. Pure functions.</summary>
internal static class SeriesNames
{
    /// <summary>Other characters become underscores; counters end in <c>_total</c>.</summary>
    public static string Of(string instrument, MetricKind kind)
    {
        var name = Clean(instrument);
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>
    /// The names of labels, each once: what has a name that another has before it, or that the text format needs, begins with
    /// <c>exported_</c>, as Prometheus itself calls such labels.
    /// </summary>
    public static string[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricKind kind)
    {
        var names = new string[tags.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = Clean(tags[i].Key);
            // Two underscores in front are Prometheus' own.
            name = name.StartsWith("__", StringComparison.Ordinal) ? "_" + name.TrimStart('_') : name;
            while (names.AsSpan(0, i).Contains(name) || (kind == MetricKind.Histogram && name == "le"))
            {
                name = "exported_" + name;
            }

            names[i] = name;
        }

        return names;
    }

    public static string Label(object? value) => value switch
    {
        null => "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Clean(string text)
    {
        if (text.Length == 0)
        {
            return "_";
        }

        var name = string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
            }
        });
        return char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }
}
