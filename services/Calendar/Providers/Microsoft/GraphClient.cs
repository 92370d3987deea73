using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>
/// Microsoft Graph on the wire (https://learn.microsoft.com/graph/api/overview). Everything that can go wrong is a value; only the caller's
/// own cancellation throws. Neither addresses, which hold ids, nor what Graph says to people is logged.
/// </summary>
internal sealed partial class GraphClient(
    IHttpClientFactory clients, IOptions<ProviderOptions> options, TimeProvider time, ILogger<GraphClient> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "microsoft-graph";

    /// <summary>A diary with more is not one that we read; an answer without an end is none.</summary>
    private const int MostPages = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Uri _address = WithSlash(options.Value.Microsoft.GraphAddress);

    /// <summary>Events on a page.</summary>
    public int PageSize { get; } = Math.Clamp(options.Value.Microsoft.PageSize, 1, 1_000);

    /// <summary>Asks for one thing.</summary>
    public async Task<GraphReply<T>> SendAsync<T>(GraphCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (body, refusal) = await ExchangeAsync(call, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        try
        {
            return JsonSerializer.Deserialize(body, type) is { } value ? value : Unreadable(call);
        }
        catch (JsonException)
        {
            return Unreadable(call);
        }
    }

    /// <summary>Asks for something to be done; null when it was.</summary>
    public async Task<GraphRefusal?> SendAsync(GraphCall call, CancellationToken cancellationToken) =>
        (await ExchangeAsync(call, cancellationToken)).Refusal;

    /// <summary>Asks for a list and reads all of its pages.</summary>
    /// <returns>Everything, and the link of the last page to go on from (delta). Part of a list is no answer.</returns>
    public async Task<GraphReply<GraphPage<T>>> ReadAllAsync<T>(
        GraphCall call, JsonTypeInfo<GraphPage<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var all = new List<T>();
        for (var pages = 1; pages <= MostPages; pages++)
        {
            var page = await SendAsync(call, type, cancellationToken);
            if (page.Refusal is not null)
            {
                return page;
            }

            // A null in a list is an answer that lost something.
            if (page.Answer.Value is not { } items || items.Contains(null!))
            {
                return Unreadable(call);
            }

            all.AddRange(items);
            if (page.Answer.NextLink is not { } next)
            {
                return page.Answer with { Value = all };
            }

            if (TryFollow(next) is not { } address)
            {
                return GraphRefusal.Broken;
            }

            call = call with { Address = address };
        }

        LogEndless(call.Operation);
        return GraphRefusal.Broken;
    }

    /// <summary>
    /// The address of a link that Graph gave, to be followed as it is; null when it leads elsewhere, where our token has no business.
    /// </summary>
    public Uri? TryFollow(string link)
    {
        if (Uri.TryCreate(link, UriKind.Absolute, out var address) && _address.IsBaseOf(address) && address.UserInfo.Length == 0)
        {
            return address;
        }

        LogForeign();
        return null;
    }

    private async Task<(byte[] Body, GraphRefusal? Refusal)> ExchangeAsync(GraphCall call, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(call.Patience ?? Patience);
        using var request = Request(call);
        var http = clients.CreateClient(HttpClientName);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return (body, null);
            }

            var refusal = GraphRefusal.Read(response.StatusCode, response.Headers.RetryAfter, body, time.GetUtcNow());
            LogRefused(call.Operation, refusal.Status, refusal.Code);
            return ([], refusal);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogBroken(call.Operation, broken.GetType().Name);
            return ([], GraphRefusal.Broken);
        }
    }

    private HttpRequestMessage Request(GraphCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_address, call.Address)) { Content = call.Content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.AccessToken);

        // Ids that stay when an event is moved, times that need no table to read, and text that is text.
        request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        request.Headers.Add("Prefer", "outlook.timezone=\"UTC\"");
        request.Headers.Add("Prefer", "outlook.body-content-type=\"text\"");
        if (call.PageSize is { } size)
        {
            request.Headers.Add("Prefer", $"odata.maxpagesize={size}");
        }

        return request;
    }

    private GraphRefusal Unreadable(GraphCall call)
    {
        LogUnreadable(call.Operation);
        return GraphRefusal.Broken;
    }

    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph could not be asked: {Operation} ended with {Problem}")]
    private partial void LogBroken(string operation, string problem);

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph answered {Operation} with {Status} {Code}")]
    private partial void LogRefused(string operation, int status, string code);

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph's answer to {Operation} cannot be read")]
    private partial void LogUnreadable(string operation);

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph's answer to {Operation} has no end")]
    private partial void LogEndless(string operation);

    [LoggerMessage(LogLevel.Error, "Microsoft Graph gave a link that leads away from it; it was not followed")]
    private partial void LogForeign();
}

/// <summary>A call to Graph. Never log it.</summary>
/// <param name="AccessToken">Whose mailbox.</param>
/// <param name="Operation">What it is called in logs: without ids.</param>
/// <param name="Method">How.</param>
/// <param name="Address">Relative to Graph, or a link that was checked.</param>
/// <param name="Content">What is sent.</param>
internal sealed record GraphCall(string AccessToken, string Operation, HttpMethod Method, Uri Address, HttpContent? Content = null)
{
    /// <summary>How long to wait, where it is not as long as usual.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>For lists that take no <c>$top</c>.</summary>
    public int? PageSize { get; init; }

    /// <summary>A call to an address relative to Graph.</summary>
    public static GraphCall Of(string accessToken, string operation, HttpMethod method, string path, HttpContent? content = null) =>
        new(accessToken, operation, method, new Uri(path, UriKind.Relative), content);

    /// <inheritdoc />
    public override string ToString() => Operation;
}

/// <summary>What Graph answered, or why not.</summary>
internal readonly record struct GraphReply<T>(T? Value, GraphRefusal? Refusal)
    where T : class
{
    /// <summary>The answer. Only read it when nothing was refused.</summary>
    public T Answer => Value ?? throw new InvalidOperationException("There is no answer: look at the refusal first.");

    public static implicit operator GraphReply<T>(T value) => new(value, null);

    public static implicit operator GraphReply<T>(GraphRefusal refusal) => new(null, refusal);
}
