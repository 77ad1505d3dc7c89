using System.Diagnostics.Metrics;
using System.Globalization;

namespace ConnectNet.Runtime.Metrics;

/// <summary>The labels of a series, in the alphabetical order of their names. Pure functions.</summary>
internal readonly record struct SeriesLabels(string[] Names, string[] Values)
{
    /// <summary>Of a series of the worker, whose tags are labels already.</summary>
    public static SeriesLabels Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[tags.Length];
        var values = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            (names[i], values[i]) = (tags[i].Key, Text(tags[i].Value));
        }

        return Sorted(names, values);
    }

    /// <summary>
    /// Of a series of a plug-in: where it stands, which its meter's tags say, then the tags of the instrument and of the measurement. Of two
    /// of these that come to the same name the second begins with <c>exported_</c>, as Prometheus itself calls such labels.
    /// </summary>
    /// <exception cref="ArgumentException">The plug-in gives a tag the name of one that says where it stands.</exception>
    public static SeriesLabels OfPlugin(Instrument instrument, MetricKind kind, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var place = Of([.. instrument.Meter.Tags ?? []]);
        KeyValuePair<string, object?>[] own = [.. instrument.Tags ?? [], .. tags];
        var (names, values) = (new List<string>(place.Names), new List<string>(place.Values));
        foreach (var tag in own)
        {
            var name = SeriesNames.Clean(tag.Key);
            if (Array.IndexOf(place.Names, name) >= 0)
            {
                throw Refused(instrument, tag.Key);
            }

            // Two underscores in front are Prometheus' own.
            name = name.StartsWith("__", StringComparison.Ordinal) ? "_" + name.TrimStart('_') : name;
            while (names.Contains(name) || (kind == MetricKind.Histogram && name == "le"))
            {
                name = "exported_" + name;
            }

            names.Add(name);
            // A tag that is called as its instrument is what the instrument tells: no part of a name that Java would quote.
            values.Add(tag.Key == instrument.Name ? Text(tag.Value) : MetricLabels.Value(Text(tag.Value)));
        }

        return Sorted([.. names], [.. values]);
    }

    private static ArgumentException Refused(Instrument instrument, string tag) => new(
        $"Cannot use {tag} as a tag name of metric {instrument.Name} of {instrument.Meter.Name}: this label says where the plug-in stands. "
        + "Give the tag another name.");

    private static string Text(object? value) => value switch
    {
        null => "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static SeriesLabels Sorted(string[] names, string[] values)
    {
        Array.Sort(names, values, StringComparer.Ordinal);
        return new SeriesLabels(names, values);
    }
}
