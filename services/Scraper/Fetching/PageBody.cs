using System.Buffers;
using System.IO.Compression;

namespace PeteRental.Scraper.Fetching;

/// <summary>Reads bodies that may be endless: what a sender says of the length is not believed, and what is unpacked is counted.</summary>
internal static class PageBody
{
    /// <summary>Reads to the end; null when there is more than <paramref name="limit"/>.</summary>
    public static async Task<byte[]?> ReadAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var (bytes, isWhole) = await ReadUpToAsync(body, limit, cancellationToken);
        return isWhole ? bytes : null;
    }

    /// <summary>Reads as much as the limit allows, and says whether that was all.</summary>
    /// <exception cref="InvalidDataException">It is not compressed as it says.</exception>
    public static async Task<(byte[] Bytes, bool IsWhole)> ReadUpToAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (await ReadSomeAsync(body, buffer, cancellationToken) is > 0 and var count)
            {
                var room = limit - (int)kept.Length;
                await kept.WriteAsync(buffer.AsMemory(0, Math.Min(room, count)), cancellationToken);
                if (count > room)
                {
                    return (kept.ToArray(), false);
                }
            }

            return (kept.ToArray(), true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Unpacks a file that is gzip in itself, such as a sitemap; null when there is more in it than <paramref name="limit"/>.</summary>
    /// <exception cref="InvalidDataException">It is not gzip.</exception>
    public static async Task<byte[]?> UnpackAsync(byte[] packed, int limit, CancellationToken cancellationToken)
    {
        await using var unpacked = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return await ReadAsync(unpacked, limit, cancellationToken);
    }

    private static async ValueTask<int> ReadSomeAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            // What Brotli's decoder says of broken data.
            throw new InvalidDataException("The body is not compressed as it says.", exception);
        }
    }
}
