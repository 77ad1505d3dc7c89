namespace ConnectNet.Runtime.Metrics;

/// <summary>Names that Prometheus takes, from those that instruments and tags of plug-ins may have. Pure functions.</summary>
internal static class SeriesNames
{
    /// <summary>
    /// What all series of plug-ins begin with, as the exporter calls Kafka's group <c>plugins</c>: no series of the worker itself does.
    /// </summary>
    public const string Plugins = "kafka_connect_plugins_";

    /// <summary>The series of a plug-in's instrument; counters end in <c>_total</c>.</summary>
    public static string OfPlugin(string instrument, MetricKind kind)
    {
        var name = Plugins + Clean(instrument).TrimStart('_');
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Another name, for a series whose name is in use for another kind.</summary>
    public static string WithKind(string name, MetricKind kind) => kind == MetricKind.Counter
        ? name[..^"_total".Length] + "_counter_total"
        : name + (kind == MetricKind.Histogram ? "_histogram" : "_gauge");

    /// <summary>In lower case, as the exporter is told to write names, and with an underscore for every other character.</summary>
    public static string Clean(string text)
    {
        if (text.Length == 0)
        {
            return "_";
        }

        var name = string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(from[i]) ? char.ToLowerInvariant(from[i]) : '_';
            }
        });
        return char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }
}
