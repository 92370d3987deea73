using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Fetching;

/// <summary>Sends single requests to sites, under our name. Whether and when to ask is for others to decide.</summary>
internal sealed class SiteClient : IDisposable
{
    /// <summary>Our name, and the product token in robots.txt.</summary>
    public const string Product = "PeteRentalBot";

    private const string Accept = "text/html, application/xhtml+xml, application/json;q=0.9, application/xml;q=0.9, text/xml;q=0.9, text/plain;q=0.5, */*;q=0.1";

    private readonly KeptConnections _kept = new();
    private readonly HttpMessageInvoker _http;

    public SiteClient(GuardedConnector connector, IOptions<ScraperOptions> options)
    {
        _http = new HttpMessageInvoker(GuardedHandler.Create(connector, _kept, options.Value.Fetch));
        UserAgent = UserAgentOf(options.Value);
    }

    /// <summary>The User-Agent header.</summary>
    public string UserAgent { get; }

    /// <summary>The User-Agent header: who reads, and where to learn more.</summary>
    public static string UserAgentOf(ScraperOptions options) => options.ContactUrl is { } contact ? $"{Product}/1.0 (+{contact})" : $"{Product}/1.0";

    /// <summary>Sends a GET; the body is yet to be read.</summary>
    public Task<HttpResponseMessage> GetAsync(Uri url, Validators? known, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.TryAddWithoutValidation("Accept-Language", "en-US,en;q=0.9");
        if (known?.ETag is { } tag && EntityTagHeaderValue.TryParse(tag, out var parsed))
        {
            request.Headers.IfNoneMatch.Add(parsed);
        }

        request.Headers.IfModifiedSince = known?.LastModified;
        return _http.SendAsync(request, cancellationToken);
    }

    /// <summary>Gives up the connection that is kept to a host, for whoever has its turn and connects by other means.</summary>
    public void Leave(Uri url) => _kept.Drop(url);

    /// <summary>The code of what went wrong on the way; null when it is no such thing.</summary>
    public static string? CodeOf(Exception exception) => exception switch
    {
        AddressRefusedException refused => refused.Code,
        { InnerException: AddressRefusedException refused } => refused.Code,
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => FetchCodes.TooLarge,
        InvalidDataException => FetchCodes.UnsupportedContent,
        HttpRequestException or IOException or SocketException => FetchCodes.Unreachable,
        OperationCanceledException => FetchCodes.Timeout,
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
