using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace PeteRental.Sandbox.Tests.Microsoft;

/// <summary>An application at the sandbox's Microsoft, somebody who signs in to it, and what the two do.</summary>
internal sealed class MicrosoftClient(HttpClient http, string? email = null)
{
    public const string Secret = "sandbox-microsoft-secret";
    public const string RedirectUri = "http://calendar.test/callback";
    public const string AllScopes = "openid profile email offline_access User.Read Calendars.ReadWrite MailboxSettings.Read";

    public string Email { get; } = email ?? $"user-{Guid.NewGuid():N}@oakhill.test";

    public string ClientId { get; init; } = Guid.NewGuid().ToString();

    public string? Bearer { get; set; }

    /// <summary>Headers of every request to Graph.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>Signs in and keeps the bearer.</summary>
    public async Task<JsonElement> SignInAsync(string scope = AllScopes)
    {
        var code = await CodeAsync(new() { ["scope"] = scope });
        var tokens = await TokensAsync(HttpStatusCode.OK, CodeForm(code));
        Bearer = tokens.GetProperty("access_token").GetString();
        return tokens;
    }

    /// <summary>A code for somebody who consents without being asked.</summary>
    public async Task<string> CodeAsync(Dictionary<string, string?>? more = null)
    {
        using var response = await AuthorizeAsync(more);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var answer = QueryHelpers.ParseQuery(response.Headers.Location!.Query);
        Assert.True(answer.ContainsKey("code"), response.Headers.Location.ToString());
        return answer["code"].ToString();
    }

    /// <summary>Null in <paramref name="more"/> leaves a parameter out.</summary>
    public Task<HttpResponseMessage> AuthorizeAsync(Dictionary<string, string?>? more = null) => http.GetAsync(AuthorizeAddress(more));

    public string AuthorizeAddress(Dictionary<string, string?>? more = null)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = AllScopes,
            ["state"] = "s t/1",
            ["prompt"] = "none",
            ["login_hint"] = Email,
        };
        foreach (var (name, value) in more ?? [])
        {
            query[name] = value;
        }

        return QueryHelpers.AddQueryString("/microsoft/login/common/oauth2/v2.0/authorize", query.Where(pair => pair.Value is not null));
    }

    public Dictionary<string, string> CodeForm(string code) => new()
    {
        ["client_id"] = ClientId,
        ["client_secret"] = Secret,
        ["grant_type"] = "authorization_code",
        ["code"] = code,
        ["redirect_uri"] = RedirectUri,
    };

    public Dictionary<string, string> RefreshForm(string refreshToken) => new()
    {
        ["client_id"] = ClientId,
        ["client_secret"] = Secret,
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = refreshToken,
    };

    public async Task<JsonElement> TokensAsync(HttpStatusCode status, Dictionary<string, string> form)
    {
        using var response = await http.PostAsync("/microsoft/login/common/oauth2/v2.0/token", new FormUrlEncodedContent(form));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <param name="method">The method.</param>
    /// <param name="path">Below <c>/microsoft/graph/v1.0/</c>, or an address that Graph gave.</param>
    /// <param name="body">A string is sent as it is, anything else as JSON.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : "/microsoft/graph/v1.0/" + path)
        {
            Content = body switch
            {
                null => null,
                string json => new StringContent(json, Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        if (Bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request);
    }

    public async Task<JsonElement> ExpectAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public Task<JsonElement> GetAsync(string path) => ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    public Task<JsonElement> CreateAsync(object body, string path = "me/events") => ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, body);

    public Task<JsonElement> ChangeAsync(string id, object body) => ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, "me/events/" + Uri.EscapeDataString(id), body);

    public Task DeleteAsync(string id) => ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "me/events/" + Uri.EscapeDataString(id));

    /// <summary>The code of a refusal, whose shape is Graph's.</summary>
    public async Task<string> RefusalAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        var error = (await ExpectAsync(status, method, path, body)).GetProperty("error");
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.NotEmpty(error.GetProperty("innerError").GetProperty("request-id").GetString()!);
        Assert.NotEmpty(error.GetProperty("innerError").GetProperty("client-request-id").GetString()!);
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\z", error.GetProperty("innerError").GetProperty("date").GetString()!);
        return error.GetProperty("code").GetString()!;
    }

    /// <summary>All pages from an address on.</summary>
    public async Task<List<JsonElement>> AllAsync(string path)
    {
        var all = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = await GetAsync(next);
            all.AddRange(page.GetProperty("value").EnumerateArray());
            next = page.TryGetProperty("@odata.nextLink", out var link) ? link.GetString() : null;
        }

        return all;
    }

    /// <summary>What somebody does to their own account.</summary>
    public async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body = null, HttpStatusCode? status = null)
    {
        using var request = new HttpRequestMessage(method, $"/control/microsoft/accounts/{Uri.EscapeDataString(Email)}{path}")
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status is null ? response.IsSuccessStatusCode : response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>A view of a time in UTC.</summary>
    public static string View(string from, string to, string more = "") => $"me/calendarView?startDateTime={from}&endDateTime={to}{more}";

    /// <summary>An event as a client writes it.</summary>
    public static Dictionary<string, object> Event(string start, string end, string zone = "UTC") => new()
    {
        ["subject"] = "Viewing: 12 Oak Street",
        ["start"] = new { dateTime = start, timeZone = zone },
        ["end"] = new { dateTime = end, timeZone = zone },
    };
}
