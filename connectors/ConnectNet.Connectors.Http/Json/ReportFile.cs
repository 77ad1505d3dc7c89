using System.Buffers.Binary;
using System.IO.Compression;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>
/// Opens a downloaded report: plain, gzip, or a zip archive with one file in it, as the first bytes tell, whatever its name and headers
/// say. An archive goes to a temporary file, for its table of contents is at the end; nothing else is held.
/// </summary>
internal static class ReportFile
{
    /// <param name="download">The report as it comes; it stays the caller's, and must be kept until the result is disposed.</param>
    /// <param name="source">Names the report in messages.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ApiFailureException">It is damaged, too large, or an archive of several reports; also while the result is read.</exception>
    public static async ValueTask<Stream> OpenAsync(Stream download, string source, ReportLimits limits, CancellationToken cancellationToken)
    {
        var peeked = new PeekedStream(download);
        var head = await peeked.PeekAsync(cancellationToken).ConfigureAwait(false);
        return head.Span switch
        {
            [0x1F, 0x8B, ..] => OpenGzip(peeked, source, limits),
            [(byte)'P', (byte)'K', 3, 4] or [(byte)'P', (byte)'K', 5, 6] => await OpenZipAsync(peeked, source, limits, cancellationToken).ConfigureAwait(false),
            _ => new CheckedStream(peeked, limits.ContentBytes, static _ => true, source),
        };
    }

    private static CheckedStream OpenGzip(PeekedStream compressed, string source, ReportLimits limits) =>
        // The last four bytes are the length, modulo 2^32.
        new(new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true), limits.ContentBytes,
            count => BinaryPrimitives.ReadUInt32LittleEndian(compressed.Tail) == (uint)count, source);

    private static async ValueTask<Stream> OpenZipAsync(PeekedStream archive, string source, ReportLimits limits, CancellationToken cancellationToken)
    {
        var file = TemporaryFile();
        ZipArchive? zip = null;
        try
        {
            await using (var bounded = new CheckedStream(archive, limits.ArchiveBytes, static _ => true, source))
            {
                await bounded.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }

            file.Position = 0;
            zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var entry = OnlyEntry(zip, source, limits);
            var length = entry.Length;
            return new CheckedStream(entry.Open(), limits.ContentBytes, count => count == length, source, zip, file);
        }
        catch (Exception error)
        {
            zip?.Dispose();
            await file.DisposeAsync().ConfigureAwait(false);
            if (error is InvalidDataException)
            {
                throw ReportFailure.Of(FailureClass.RestartSlice, source, "is a damaged zip archive");
            }

            throw;
        }
    }

    private static ZipArchiveEntry OnlyEntry(ZipArchive zip, string source, ReportLimits limits)
    {
        if (zip.Entries.Count > limits.Entries)
        {
            throw ReportFailure.Of(FailureClass.PermanentStream, source, $"is an archive of {zip.Entries.Count} files; at most {limits.Entries} are looked at");
        }

        var files = zip.Entries.Where(static entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
        if (files.Count != 1)
        {
            throw ReportFailure.Of(FailureClass.PermanentStream, source, $"is an archive of {files.Count} files, where one was expected");
        }

        return files[0].Length <= limits.ContentBytes
            ? files[0] : throw ReportFailure.Of(FailureClass.TooBig, source, $"is larger than {limits.ContentBytes} bytes when decompressed");
    }

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"connectnet-report-{Guid.NewGuid():N}"), options);
    }
}
