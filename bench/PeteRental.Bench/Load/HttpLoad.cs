using System.Net.Http.Headers;

namespace PeteRental.Bench.Load;

/// <summary>Sends prepared requests with as little work of its own as a general HTTP client allows; the same for the system and for the floor.</summary>
internal sealed class HttpLoad(Uri target) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
    });

    /// <summary>Posts a body and answers with the reply's body; a status other than 200 answers with null.</summary>
    public async Task<byte[]?> PostAsync(byte[] body, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = content };
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var reply = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode ? reply : null;
    }

    /// <summary>Gets a path and answers with the reply's body; a status other than 200 answers with null.</summary>
    public async Task<byte[]?> GetAsync(string path, string? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, path));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var reply = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.IsSuccessStatusCode ? reply : null;
    }

    public void Dispose() => _http.Dispose();
}
