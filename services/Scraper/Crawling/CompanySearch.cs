using System.Net;
using Microsoft.Extensions.Options;

namespace PeteRental.Scraper.Crawling;

/// <summary>The search engine that is asked for companies' websites, section <c>Scraper:Search</c>.</summary>
internal sealed class SearchOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Scraper:Search";

    /// <summary>DuckDuckGo's page without scripts.</summary>
    public Uri Address { get; set; } = new("https://html.duckduckgo.com/html/");

    /// <summary>How long it may take to answer.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Finds the website of a company by its name.</summary>
internal sealed partial class CompanySearch(IHttpClientFactory clients, IOptions<SearchOptions> options, TimeProvider time, ILogger<CompanySearch> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "search";

    private const int MostBytes = 1_000_000;
    private const int MostName = 200;

    /// <summary>The website, or a code of <see cref="Contracts.Events.ScrapeFailed"/>.</summary>
    public async Task<(Uri? Site, string? Problem)> FindAsync(string company, CancellationToken cancellationToken)
    {
        var name = company.Trim();
        if (name.Length is 0 or > MostName)
        {
            return (null, "not_found");
        }

        using var limit = new CancellationTokenSource(options.Value.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var html = await AskAsync(name, either.Token);
            return html is null ? (null, "unreachable") : CompanyMatch.Pick(name, SearchResults.Parse(html)) is { } site ? (site, null) : (null, "not_found");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogAway(exception.GetType().Name);
            return (null, "unreachable");
        }
    }

    private async Task<string?> AskAsync(string name, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(HttpClientName);
        client.MaxResponseContentBufferSize = MostBytes;
        using var form = new FormUrlEncodedContent([new("q", name)]);
        using var response = await client.PostAsync(options.Value.Address, form, cancellationToken);

        // 202 is a page that asks whether we are human.
        if (response.StatusCode != HttpStatusCode.OK)
        {
            LogRefused((int)response.StatusCode);
            return null;
        }

        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The search engine cannot be reached ({Reason})")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Warning, "The search engine does not answer us (status {Status})")]
    private partial void LogRefused(int status);
}
