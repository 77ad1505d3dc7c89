namespace ConnectNet.Connectors.Http.Client;

/// <summary>Reads a body whole, but not more of it than a limit.</summary>
internal static class BoundedBody
{
    private const int Piece = 32 << 10;

    /// <returns>The body, or its first part when there is more than <paramref name="limit"/>.</returns>
    public static async ValueTask<(byte[] Body, bool IsCut)> ReadAsync(Stream body, long? expected, int limit, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the end is seen without growing.
        var bytes = new byte[Math.Min(expected is { } length and < int.MaxValue ? (int)length + 1 : Piece, limit)];
        var count = 0;
        while (true)
        {
            if (count == bytes.Length)
            {
                if (count >= limit)
                {
                    return (bytes, await body.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0);
                }

                Array.Resize(ref bytes, (int)Math.Min(Math.Max(2L * count, Piece), limit));
            }

            var read = await body.ReadAsync(bytes.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                Array.Resize(ref bytes, count);
                return (bytes, false);
            }

            count += read;
        }
    }
}
