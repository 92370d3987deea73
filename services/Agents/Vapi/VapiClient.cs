using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace PeteRental.Agents.Vapi;

/// <summary>
/// Vapi's REST API, as far as we use it (https://docs.vapi.ai/api-reference). Everything that can go wrong is a value; only the
/// caller's own cancellation throws.
/// </summary>
internal sealed partial class VapiClient(IHttpClientFactory clients, IOptions<VapiOptions> options, ILogger<VapiClient> logger)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string HttpClientName = "vapi";

    /// <summary>What the files that we upload are for.</summary>
    public const string FilePurpose = "assistant";

    // Vapi's own limit of a page.
    private const int PageSize = 1_000;
    private const int MaxPages = 20;

    /// <summary>Whether the key opens an account; null when it does.</summary>
    public async Task<VapiError?> CheckAsync(VapiAccount account, CancellationToken cancellationToken) =>
        (await ListAsync(account, "assistant?limit=1", cancellationToken)).Error;

    /// <summary>Everything of one kind in the account, newest first.</summary>
    public async Task<VapiResult<IReadOnlyList<VapiObject>>> ListAsync(
        VapiAccount account, VapiListing listing, CancellationToken cancellationToken)
    {
        var found = new List<VapiObject>();
        string? before = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var path = $"{listing.Resource}?limit={PageSize}{listing.Filter}{(before is null ? "" : $"&createdAtLt={Uri.EscapeDataString(before)}")}";
            var result = await ListAsync(account, path, cancellationToken);
            if (result.Error is { } error)
            {
                return error;
            }

            found.AddRange(result.Answer);
            before = result.Answer.Count == PageSize ? result.Answer.Min(item => item.Text("createdAt")) : null;
            if (before is null)
            {
                break;
            }
        }

        return found;
    }

    public Task<VapiResult<VapiObject>> FindAsync(VapiAccount account, string resource, string id, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Get, PathOf(resource, id), null, cancellationToken);

    public Task<VapiResult<VapiObject>> CreateAsync(VapiAccount account, string resource, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Post, resource, JsonContent.Create(body), cancellationToken);

    /// <summary>Vapi replaces each given top-level field whole.</summary>
    public Task<VapiResult<VapiObject>> ChangeAsync(
        VapiAccount account, string resource, string id, JsonObject body, CancellationToken cancellationToken) =>
        SendAsync(account, HttpMethod.Patch, PathOf(resource, id), JsonContent.Create(body), cancellationToken);

    /// <summary>Null also when it was gone already.</summary>
    public async Task<VapiError?> DeleteAsync(VapiAccount account, string resource, string id, CancellationToken cancellationToken)
    {
        var (_, error) = await ExchangeAsync(account, HttpMethod.Delete, PathOf(resource, id), null, cancellationToken);
        return error is { IsNotFound: false } ? error : null;
    }

    /// <summary>Uploads a file; Vapi then reads it for a while (status <c>processing</c>).</summary>
    public Task<VapiResult<VapiObject>> UploadAsync(
        VapiAccount account, string fileName, string contentType, byte[] content, CancellationToken cancellationToken)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(contentType);

        // With a purpose, or it would be in no list: Vapi lists files by purpose only.
        var form = new MultipartFormDataContent { { file, "file", fileName }, { new StringContent(FilePurpose), "purpose" } };
        return SendAsync(account, HttpMethod.Post, VapiResource.File, form, cancellationToken);
    }

    private static string PathOf(string resource, string id) => $"{resource}/{Uri.EscapeDataString(id)}";

    private async Task<VapiResult<IReadOnlyList<VapiObject>>> ListAsync(VapiAccount account, string path, CancellationToken cancellationToken)
    {
        var (body, error) = await ExchangeAsync(account, HttpMethod.Get, path, null, cancellationToken);
        return error is not null ? error
            : body.ValueKind == JsonValueKind.Array ? body.EnumerateArray().Select(VapiObject.Read).OfType<VapiObject>().ToList()
            : Unreadable(path);
    }

    private async Task<VapiResult<VapiObject>> SendAsync(
        VapiAccount account, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var (body, error) = await ExchangeAsync(account, method, path, content, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        return VapiObject.Read(body) is { } found ? found : Unreadable(path);
    }

    private async Task<(JsonElement Body, VapiError? Error)> ExchangeAsync(
        VapiAccount account, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.Value.AddressOf(account.Region), path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.ApiKey);
        var http = clients.CreateClient(HttpClientName);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? (JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)), null)
                : (default, await RefusedAsync(response, method, path, cancellationToken));
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException or IOException
            || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogBroken(method, WithoutQuery(path), broken.GetType().Name);
            return (default, new VapiError(VapiError.Unavailable));
        }
    }

    private async Task<VapiError> RefusedAsync(HttpResponseMessage response, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => VapiError.KeyRejected,
            HttpStatusCode.NotFound => VapiError.NotFound,
            HttpStatusCode.TooManyRequests => VapiError.Throttled,
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => VapiError.Unavailable,
            _ => VapiError.Rejected,
        };
        var fields = code == VapiError.Rejected ? VapiRefusal.FieldsOf(await response.Content.ReadAsStringAsync(cancellationToken)) : "";
        LogRefused(method, WithoutQuery(path), (int)response.StatusCode, fields);
        return new VapiError(code, response.Headers.RetryAfter?.Delta);
    }

    private VapiError Unreadable(string path)
    {
        LogUnreadable(WithoutQuery(path));
        return new VapiError(VapiError.Unavailable);
    }

    private static string WithoutQuery(string path) => path.Split('?')[0];

    [LoggerMessage(LogLevel.Warning, "Vapi could not be asked: {Method} {Path} ended with {Problem}")]
    private partial void LogBroken(HttpMethod method, string path, string problem);

    [LoggerMessage(LogLevel.Warning, "Vapi answered {Method} {Path} with {Status} {Fields}")]
    private partial void LogRefused(HttpMethod method, string path, int status, string fields);

    [LoggerMessage(LogLevel.Warning, "Vapi's answer about {Path} cannot be read")]
    private partial void LogUnreadable(string path);
}

/// <summary>What to list.</summary>
/// <param name="Resource">One of <see cref="VapiResource"/>.</param>
/// <param name="Filter">Further query parameters, each with a leading <c>&amp;</c>.</param>
internal readonly record struct VapiListing(string Resource, string Filter = "")
{
    public static readonly VapiListing Assistants = new(VapiResource.Assistant);
    public static readonly VapiListing PhoneNumbers = new(VapiResource.PhoneNumber);
    public static readonly VapiListing Tools = new(VapiResource.Tool);
}
