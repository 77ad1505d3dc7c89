using System.IO.Compression;
using System.Text;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Json;

namespace ConnectNet.UnitTests.Connectors.Http.Json;

/// <summary>Downloaded reports, whole and damaged.</summary>
public sealed class ReportFileTests
{
    private static readonly string Text = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"row {i},{i * 7919}"));
    private static readonly ReportLimits Limits = ReportLimits.Default;

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zip")]
    public async Task The_first_bytes_tell_how_it_is_packed(string kind) => Assert.Equal(Text, await ReadAsync(Pack(kind, Text), Limits));

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zip")]
    public async Task Reports_may_be_empty_or_short(string kind)
    {
        Assert.Equal("", await ReadAsync(Pack(kind, ""), Limits));
        Assert.Equal("ab", await ReadAsync(Pack(kind, "ab"), Limits));
    }

    [Theory]
    [InlineData("gzip", 0.5)]
    [InlineData("gzip", 0.999)]
    [InlineData("zip", 0.5)]
    [InlineData("zip", 0.999)]
    public async Task What_was_cut_off_is_not_taken_for_whole(string kind, double part)
    {
        var bytes = Pack(kind, Text);
        var failure = await FailureAsync(bytes[..(int)(bytes.Length * part)], Limits);

        Assert.Equal(FailureClass.RestartSlice, failure.Class);
    }

    [Fact]
    public async Task Damage_within_is_noticed()
    {
        var bytes = Pack("gzip", Text);
        bytes.AsSpan(bytes.Length / 2, 20).Clear();

        Assert.Equal(FailureClass.RestartSlice, (await FailureAsync(bytes, Limits)).Class);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("zip")]
    public async Task Bombs_are_not_unpacked(string kind)
    {
        var failure = await FailureAsync(Pack(kind, new string('0', 3_000_000)), Limits with { ContentBytes = 1_000_000 });

        Assert.Equal((FailureClass.TooBig, "GET r: the report is larger than 1000000 bytes when decompressed"), (failure.Class, failure.Message));
    }

    [Fact]
    public async Task An_archive_holds_one_report()
    {
        var two = await FailureAsync(Zip(("a.csv", "1"), ("b.csv", "2")), Limits);
        var many = await FailureAsync(Zip([.. Enumerable.Range(0, 5).Select(i => ($"{i}.csv", ""))]), Limits with { Entries = 4 });

        Assert.Equal((FailureClass.PermanentStream, "GET r: the report is an archive of 2 files, where one was expected"), (two.Class, two.Message));
        Assert.Equal("GET r: the report is an archive of 5 files; at most 4 are looked at", many.Message);
        Assert.Equal("1", await ReadAsync(Zip(("d/", ""), ("d/a.csv", "1"), ("__MACOSX/d/._a.csv", "x")), Limits));
    }

    [Fact]
    public async Task Temporary_files_do_not_stay()
    {
        var before = Directory.GetFiles(Path.GetTempPath(), "connectnet-report-*").Length;
        await ReadAsync(Pack("zip", Text), Limits);
        await FailureAsync(Pack("zip", Text)[..100], Limits);

        Assert.InRange(Directory.GetFiles(Path.GetTempPath(), "connectnet-report-*").Length, 0, before);
    }

    private static byte[] Pack(string kind, string text) => kind switch
    {
        "plain" => Encoding.UTF8.GetBytes(text),
        "zip" => Zip(("report.csv", text)),
        _ => Gzip(text),
    };

    private static byte[] Gzip(string text)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        // .NET writes nothing at all where nothing was written.
        return bytes.ToArray() is { Length: > 0 } packed ? packed : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static async Task<string> ReadAsync(byte[] bytes, ReportLimits limits)
    {
        await using var report = await ReportFile.OpenAsync(PiecedStream.Of(bytes, 1000), "GET r", limits, default);
        return await new StreamReader(report).ReadToEndAsync();
    }

    private static async Task<ApiFailure> FailureAsync(byte[] bytes, ReportLimits limits) =>
        (await Assert.ThrowsAsync<ApiFailureException>(() => ReadAsync(bytes, limits))).Failure;
}
