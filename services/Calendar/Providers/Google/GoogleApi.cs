using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>A request to the Calendar API.</summary>
/// <param name="Name">The API's name of the method; the only thing of a request that is logged, since addresses hold e-mail addresses.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Below the API's address, with the query.</param>
internal sealed record GoogleCall(string Name, HttpMethod Method, string Path)
{
    /// <summary>JSON.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Only while the event has this etag.</summary>
    public string? IfMatch { get; init; }
}

/// <summary>What came of it: a value, or a refusal.</summary>
internal readonly record struct GoogleAnswer<T>(T? Value, GoogleRefusal? Refusal)
    where T : class;

/// <summary>Sends one request to the Calendar API. Everything that can go wrong is a value; only the caller's own cancellation throws.</summary>
internal sealed partial class GoogleApi(
    IHttpClientFactory clients, IOptions<ProviderOptions> options, TimeProvider time, ILogger<GoogleApi> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "google-calendar";

    /// <summary>Sends a request whose answer has a body.</summary>
    public async Task<GoogleAnswer<T>> SendAsync<T>(string accessToken, GoogleCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (body, refusal) = await ExchangeAsync(accessToken, call, cancellationToken);
        if (refusal is not null)
        {
            return new(null, refusal);
        }

        try
        {
            if (JsonSerializer.Deserialize(body, type) is { } value)
            {
                return new(value, null);
            }
        }
        catch (JsonException)
        {
            // Falls through: a page of HTML with status 200 is no answer, whoever wrote it.
        }

        LogUnreadable(call.Name);
        return new(null, GoogleRefusal.Unreadable);
    }

    /// <summary>Sends a request whose answer is empty; null when it succeeded.</summary>
    public async Task<GoogleRefusal?> SendAsync(string accessToken, GoogleCall call, CancellationToken cancellationToken) =>
        (await ExchangeAsync(accessToken, call, cancellationToken)).Refusal;

    private async Task<(byte[] Body, GoogleRefusal? Refusal)> ExchangeAsync(
        string accessToken, GoogleCall call, CancellationToken cancellationToken)
    {
        using var span = PeteTelemetry.Source.StartActivity($"google {call.Name}", ActivityKind.Client);
        using var request = RequestOf(accessToken, call);
        var http = clients.CreateClient(HttpClientName);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return (body, null);
            }

            var refusal = GoogleRefusal.Read(response.StatusCode, body, WishOf(response.Headers.RetryAfter));
            LogRefused(call.Name, (int)response.StatusCode, refusal.Reason);
            return ([], refusal);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            span?.SetStatus(ActivityStatusCode.Error);
            LogBroken(call.Name, broken.GetType().Name);
            return ([], GoogleRefusal.Unreadable);
        }
    }

    private HttpRequestMessage RequestOf(string accessToken, GoogleCall call)
    {
        var address = new Uri($"{options.Value.Google.ApiAddress.AbsoluteUri.TrimEnd('/')}/{call.Path}");
        var request = new HttpRequestMessage(call.Method, address)
        {
            Content = ContentOf(call.Body),
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        if (call.IfMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", call.IfMatch);
        }

        return request;
    }

    private static ByteArrayContent? ContentOf(byte[]? body) =>
        body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    private TimeSpan? WishOf(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);

    [LoggerMessage(LogLevel.Warning, "Google could not be asked: {Call} ended with {Problem}")]
    private partial void LogBroken(string call, string problem);

    [LoggerMessage(LogLevel.Information, "Google answered {Call} with {Status} {Reason}")]
    private partial void LogRefused(string call, int status, string reason);

    [LoggerMessage(LogLevel.Warning, "Google's answer to {Call} cannot be read")]
    private partial void LogUnreadable(string call);
}
