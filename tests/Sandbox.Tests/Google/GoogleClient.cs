using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace PeteRental.Sandbox.Tests.Google;

/// <summary>An application that was let into somebody's Google account, and what one does with it.</summary>
internal sealed class GoogleClient(HttpClient http, string? email = null)
{
    public const string ClientId = "peterental.apps.googleusercontent.test";
    public const string Secret = "sandbox-google-secret";
    public const string Callback = "http://localhost:8080/calendars/callback";
    public const string Scopes =
        "openid email https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy https://www.googleapis.com/auth/calendar.calendarlist.readonly";

    private string? _accessToken;

    public string Email { get; } = email ?? $"{Guid.NewGuid():N}@oakhill.test";

    public string ControlPath => $"/control/google/accounts/{Email}";

    /// <summary>Consents and keeps the access token. Returns what the token endpoint said.</summary>
    public async Task<JsonElement> ConnectAsync(string scopes = Scopes, string more = "")
    {
        var tokens = await RedeemAsync(await CodeAsync(scopes, more: "&access_type=offline" + more));
        _accessToken = tokens.GetProperty("access_token").GetString();
        return tokens;
    }

    /// <summary>Where the consent page leads to, without anybody looking at it.</summary>
    public async Task<(HttpStatusCode Status, Uri? To)> AuthorizeAsync(
        string scopes = Scopes, string? challenge = null, string more = "", string clientId = ClientId, string prompt = "&prompt=none")
    {
        using var response = await http.GetAsync(
            $"/google/o/oauth2/v2/auth?client_id={clientId}&redirect_uri={Uri.EscapeDataString(Callback)}&response_type=code&scope={Uri.EscapeDataString(scopes)}"
            + $"&state=s%2F1&login_hint={Email}{prompt}{(challenge is null ? "" : $"&code_challenge={challenge}&code_challenge_method=S256")}{more}");
        return (response.StatusCode, response.Headers.Location);
    }

    public async Task<string> CodeAsync(string scopes = Scopes, string? verifier = null, string more = "", string clientId = ClientId)
    {
        var challenge = verifier is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var (status, to) = await AuthorizeAsync(scopes, challenge, more, clientId);
        Assert.Equal(HttpStatusCode.Found, status);
        return HttpUtility.ParseQueryString(to!.Query)["code"] ?? throw new InvalidOperationException(to.Query);
    }

    public async Task<JsonElement> RedeemAsync(string code, string? verifier = null, string clientId = ClientId)
    {
        var (status, body) = await TokenAsync(CodeForm(code, verifier, clientId));
        Assert.True(status == HttpStatusCode.OK, body.GetRawText());
        return body;
    }

    public static Dictionary<string, string> CodeForm(string code, string? verifier = null, string clientId = ClientId)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback,
            ["client_id"] = clientId,
            ["client_secret"] = Secret,
        };
        if (verifier is not null)
        {
            form["code_verifier"] = verifier;
        }

        return form;
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> RefreshAsync(string refreshToken, string clientId = ClientId) => TokenAsync(new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = refreshToken,
        ["client_id"] = clientId,
        ["client_secret"] = Secret,
    });

    public async Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(Dictionary<string, string> form)
    {
        using var response = await http.PostAsync("/google/token", new FormUrlEncodedContent(form));
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>A refusal of the Calendar API: its reason, when the whole has Google's shape.</summary>
    public async Task<string> RefusalAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var reply = await ExpectAsync(status, method, path, body, ifMatch);
        var error = reply.GetProperty("error");
        Assert.Equal((int)status, error.GetProperty("code").GetInt32());
        var first = Assert.Single(error.GetProperty("errors").EnumerateArray());
        Assert.Equal(error.GetProperty("message").GetString(), first.GetProperty("message").GetString());
        Assert.True(first.TryGetProperty("domain", out _));
        return first.GetProperty("reason").GetString()!;
    }

    public Task<JsonElement> GetAsync(string path) => ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    public Task<JsonElement> InsertAsync(object body, string calendarId = "primary") =>
        ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"calendars/{Uri.EscapeDataString(calendarId)}/events", body);

    public Task<JsonElement> PatchAsync(string eventId, object body) =>
        ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"calendars/primary/events/{eventId}", body);

    public async Task DeleteAsync(string eventId)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"calendars/primary/events/{eventId}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>All pages of a list, and the last page's sync token.</summary>
    public async Task<(IReadOnlyList<JsonElement> Items, string? SyncToken, int Pages)> ListAsync(string query)
    {
        var items = new List<JsonElement>();
        for (var (pages, token) = (1, ""); ; pages++)
        {
            var page = await GetAsync("calendars/primary/events?" + query + token);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("nextPageToken", out var next))
            {
                return (items, page.TryGetProperty("nextSyncToken", out var sync) ? sync.GetString() : null, pages);
            }

            Assert.False(page.TryGetProperty("nextSyncToken", out _));
            token = "&pageToken=" + next.GetString();
        }
    }

    public async Task<JsonElement> BusyAsync(string from, string until, params string[] ids) => (await ExpectAsync(
        HttpStatusCode.OK, HttpMethod.Post, "freeBusy", new { timeMin = from, timeMax = until, items = ids.Select(id => new { id }) })).GetProperty("calendars");

    public async Task<JsonElement> ExpectAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var response = await SendAsync(method, path, body, ifMatch);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <param name="method">The method.</param>
    /// <param name="path">Below <c>/google/calendar/v3/</c>.</param>
    /// <param name="body">A string is sent as it is, anything else as JSON.</param>
    /// <param name="ifMatch">An etag.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, "/google/calendar/v3/" + path)
        {
            Content = body switch
            {
                null => null,
                string json => new StringContent(json, Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        if (_accessToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _accessToken);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return http.SendAsync(request);
    }

    /// <summary>Acts as the account's owner.</summary>
    public async Task<JsonElement> ControlAsync(HttpMethod method, string path = "", object? body = null)
    {
        using var response = await http.SendAsync(new HttpRequestMessage(method, ControlPath + path) { Content = body is null ? null : JsonContent.Create(body) });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>An event of the given hours on the given day, in the account's zone.</summary>
    public static object Event(string start, string end, string summary = "Viewing") => new
    {
        summary,
        start = new { dateTime = start },
        end = new { dateTime = end },
    };
}
