using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Control;

/// <summary>Records every request to a stand-in on arrival, before a fault may swallow it.</summary>
internal sealed class RequestLogMiddleware(RequestDelegate next, RequestLog log, TimeProvider time)
{
    private const int KeptBodyBytes = 64 * 1024;

    private static readonly string[] NotRecorded = ["/control", "/health", "/alive"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (NotRecorded.Any(prefix => context.Request.Path.StartsWithSegments(prefix)))
        {
            await next(context);
            return;
        }

        var id = log.Add(await RecordAsync(context.Request, context.RequestAborted));
        int? status = null;
        try
        {
            await next(context);
            status = context.Features.Get<ConnectionDropped>() is not null ? null : context.Response.StatusCode;
        }
        catch (BadHttpRequestException unreadable)
        {
            status = unreadable.StatusCode;
            throw;
        }
        finally
        {
            log.Complete(id, status);
        }
    }

    private async Task<RecordedRequest> RecordAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering();
        var (kept, length) = await ReadAsync(request.Body, cancellationToken);
        request.Body.Position = 0;

        var isPartial = length > kept.Length;
        var text = Encoding.UTF8.GetString(kept);
        var (body, redacted) = Redaction.Body(text, request.ContentType, isPartial);
        return new RecordedRequest(
            Id: 0, time.GetUtcNow(), request.Method, Redaction.Text(request.Path),
            request.Query.ToDictionary(pair => pair.Key, pair => Redaction.Value(pair.Key, pair.Value.ToString()), StringComparer.Ordinal),
            request.Headers.ToDictionary(
                pair => pair.Key.ToLowerInvariant(), pair => Redaction.Header(pair.Key, pair.Value.ToString()), StringComparer.Ordinal),
            body, isPartial ? null : Parse(body), length, isPartial, redacted, Status: null);
    }

    private static async Task<(byte[] Kept, long Length)> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var room = (int)Math.Min(read, KeptBodyBytes - kept.Length);
            await kept.WriteAsync(buffer.AsMemory(0, room), cancellationToken);
            length += read;
        }

        return (kept.ToArray(), length);
    }

    private static JsonElement? Parse(string body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
