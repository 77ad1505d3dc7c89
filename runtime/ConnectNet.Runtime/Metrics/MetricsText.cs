using System.Globalization;
using System.Text;

namespace ConnectNet.Runtime.Metrics;

/// <summary>Writes families in the Prometheus text format 0.0.4. Pure functions.</summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The name of a plug-in's instrument: other characters become underscores, counters end in <c>_total</c>.</summary>
    public static string Name(string instrument, MetricKind kind)
    {
        var name = string.Create(instrument.Length, instrument, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] == ':' ? text[i] : '_';
            }
        });
        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static void Write(IReadOnlyList<MetricFamily> families, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var family in families)
        {
            writer.Write("# HELP ");
            writer.Write(family.Name);
            writer.Write(' ');
            writer.WriteLine(family.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            writer.Write("# TYPE ");
            writer.Write(family.Name);
            writer.Write(' ');
            writer.WriteLine(family.Kind.ToString().ToLowerInvariant());
            foreach (var sample in family.Samples)
            {
                Write(writer, family.Name, sample);
            }
        }
    }

    private static void Write(StreamWriter writer, string name, MetricSample sample)
    {
        writer.Write(name);
        writer.Write(sample.Suffix);
        if (sample.Labels.Count > 0)
        {
            var separator = '{';
            foreach (var (key, value) in sample.Labels)
            {
                writer.Write(separator);
                writer.Write(Name(key, MetricKind.Gauge));
                writer.Write("=\"");
                writer.Write(Escape(value));
                writer.Write('"');
                separator = ',';
            }

            writer.Write('}');
        }

        writer.Write(' ');
        writer.WriteLine(Number(sample.Value));
    }

    private static string Escape(object? value)
    {
        var text = value switch
        {
            null => "",
            double number => Number(number),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private static string Number(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }
}
