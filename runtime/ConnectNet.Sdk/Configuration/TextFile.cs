using System.Globalization;
using System.Text;

namespace ConnectNet.Sdk.Configuration;

/// <summary>
/// Reads text files that hold secrets and settings. A byte that is no UTF-8 is an error that names the file and the place, never a replacement
/// character that would reach a server as part of a password. Contents are never shown.
/// </summary>
public static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file in UTF-8; a byte order mark of UTF-8 at its beginning is skipped.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TextEncodingException">The file is not UTF-8.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadUtf8(string path)
    {
        var bytes = File.ReadAllBytes(path);
        RefuseUtf16(path, bytes, "UTF-8");
        try
        {
            return Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new TextEncodingException(NoUtf8(path, bytes), e);
        }
    }

    /// <summary>
    /// Reads a properties file of a worker or connector as Java does: every byte is a character of ISO-8859-1.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TextEncodingException">The file is UTF-16.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadLatin1(string path)
    {
        var bytes = File.ReadAllBytes(path);
        RefuseUtf16(path, bytes, "ISO-8859-1 or ASCII");
        return Encoding.Latin1.GetString(bytes);
    }

    private static void RefuseUtf16(string path, byte[] bytes, string wanted)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new TextEncodingException($"The file {path} begins with a byte order mark of UTF-16; save it as {wanted}");
        }
    }

    private static string NoUtf8(string path, byte[] bytes)
    {
        // The decoder counts within its own block, so that the place is looked for here.
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        var line = bytes.AsSpan(0, at).Count((byte)'\n') + 1;
        return string.Create(
            CultureInfo.InvariantCulture, $"The file {path} is not UTF-8: line {line} has a byte that does not fit, at offset {at}; save the file as UTF-8");
    }
}
