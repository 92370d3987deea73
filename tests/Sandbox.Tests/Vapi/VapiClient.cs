using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

/// <summary>An account at the sandbox's Vapi: a key of its own, and what one does with it.</summary>
internal sealed class VapiClient(HttpClient http, string? key = null)
{
    public string Key { get; } = key ?? "vapi_test_" + Guid.NewGuid().ToString("N");

    public async Task<JsonElement> CreateAsync(string kind, object body) => await ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, kind, body);

    public async Task<JsonElement> GetAsync(string path) => await ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    public async Task<JsonElement> PatchAsync(string path, object body) => await ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, body);

    public async Task<JsonElement> DeleteAsync(string path) => await ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, path);

    /// <summary>The refusals of a body: Vapi's error shape, with status 400.</summary>
    public async Task<IReadOnlyList<string>> RefusalsAsync(HttpMethod method, string path, object? body = null)
    {
        var error = await ExpectAsync(HttpStatusCode.BadRequest, method, path, body);
        Assert.Equal("Bad Request", error.GetProperty("error").GetString());
        Assert.Equal(400, error.GetProperty("statusCode").GetInt32());
        var message = error.GetProperty("message");
        return message.ValueKind == JsonValueKind.String ? [message.GetString()!] : [.. message.EnumerateArray().Select(text => text.GetString()!)];
    }

    public async Task<JsonElement> ExpectAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <param name="method">The method.</param>
    /// <param name="path">Below <c>/vapi/</c>.</param>
    /// <param name="body">A string is sent as it is, content too, anything else as JSON.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var request = new HttpRequestMessage(method, "/vapi/" + path)
        {
            Content = body switch
            {
                null => null,
                HttpContent content => content,
                string json => new StringContent(json, Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return http.SendAsync(request);
    }
}
