using System.Buffers;

namespace PeteRental.VoiceWebhook.Webhook;

/// <summary>A request's body in one borrowed block of memory, given back when it is disposed.</summary>
internal sealed class WebhookBody : IDisposable
{
    /// <summary>An hour's conversation is far below this.</summary>
    public const int Longest = 2 * 1024 * 1024;

    /// <summary>
    /// Up to here a body that is too long is still taken off the line (and thrown away), so that its sender gets to read the refusal
    /// instead of finding the connection broken.
    /// </summary>
    public const int LongestDrained = 8 * 1024 * 1024;

    // What is announced is not believed beyond this: somebody may only hold the line.
    private const int FirstGuess = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private WebhookBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>What was sent.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads the body; null when it is too long.</summary>
    public static async ValueTask<WebhookBody?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Longest)
        {
            return null;
        }

        // One byte more than announced, so that the end is seen without growing.
        var body = new WebhookBody((int)Math.Min(request.ContentLength ?? FirstGuess, FirstGuess) + 1);
        try
        {
            if (await body.FillAsync(request.Body, cancellationToken))
            {
                return body;
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private async ValueTask<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            _length += read;
            if (read == 0 || _length > Longest)
            {
                return _length <= Longest;
            }

            if (_length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
