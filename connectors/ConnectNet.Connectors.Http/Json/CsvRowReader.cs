using System.Runtime.CompilerServices;
using System.Text;
using ConnectNet.Connectors.Http.Client;
using nietras.SeparatedValues;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// Reads a report in CSV row by row. The first line names the columns; fields may be in quotes, with separators, quotes and line breaks
/// in them. A row that does not fit the header fails, for it is the sign of a cut file or of lines that are no data.
/// </summary>
internal static class CsvRowReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="report">The text, in UTF-8, or in UTF-16 with a byte order mark; it stays the caller's.</param>
    /// <param name="source">Names the report in messages.</param>
    /// <param name="separator">Between the columns.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ApiFailureException">A row does not fit the header, or the file is no such text.</exception>
    public static async IAsyncEnumerable<CsvRow> ReadAsync(
        Stream report, string source, char separator = ',', [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var text = new StreamReader(report, Strict, detectEncodingFromByteOrderMarks: true, bufferSize: 16 << 10, leaveOpen: true);
        using var reader = await GuardAsync(
            source, async () => await Options(separator).FromAsync(text, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        Dictionary<string, int>? columns = null;
        for (var line = 1L; await GuardAsync(source, async () => await reader.MoveNextAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false); line++)
        {
            var values = Values(reader.Current, source, line);
            if (columns is null)
            {
                columns = Header(values, source);
                continue;
            }

            if (values.Length != columns.Count)
            {
                throw ReportFailure.Of(FailureClass.RestartSlice, source, $"has {values.Length} columns in row {line}, and {columns.Count} in its header");
            }

            yield return new CsvRow(columns, values);
        }
    }

    private static SepReaderOptions Options(char separator) => Sep.New(separator).Reader(
        static options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true });

    private static string[] Values(SepReader.Row row, string source, long line)
    {
        // The library takes the end of the file as the end of a field in quotes.
        if (row.Span.Count('"') % 2 != 0)
        {
            throw ReportFailure.Of(FailureClass.RestartSlice, source, $"breaks off within quotes in row {line}");
        }

        var values = new string[row.ColCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = row[i].ToString();
        }

        return values;
    }

    private static Dictionary<string, int> Header(string[] names, string source)
    {
        var columns = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (!columns.TryAdd(names[i], i))
            {
                throw ReportFailure.Of(FailureClass.PermanentStream, source, $"has two columns named '{names[i]}'");
            }
        }

        return columns;
    }

    private static async ValueTask<T> GuardAsync<T>(string source, Func<ValueTask<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (DecoderFallbackException)
        {
            throw ReportFailure.Of(FailureClass.PermanentStream, source, "is not in UTF-8");
        }
        catch (NotSupportedException error)
        {
            throw ReportFailure.Of(FailureClass.PermanentStream, source, "has a row that is too long, or too many columns: " + error.Message);
        }
    }
}
