using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PeteRental.Agents.Tests;

/// <summary>Requests and answers as clients see them.</summary>
internal static class Json
{
    public static async Task<JsonElement> ReadAsync(this Task<HttpResponseMessage> sending, HttpStatusCode expected)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    public static Task<HttpResponseMessage> SendJsonAsync(this HttpClient http, HttpMethod method, string path, string json, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return http.SendAsync(request);
    }

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient http, string path, object body) => http.PatchAsJsonAsync(path, body);

    /// <summary>Adds an agent, which must work.</summary>
    public static Task<JsonElement> AddAgentAsync(this HttpClient http, object agent) =>
        http.PostAsJsonAsync("/agents", agent).ReadAsync(HttpStatusCode.Created);

    public static Guid Id(this JsonElement element, string name) => element.GetProperty(name).GetGuid();

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static string Code(this JsonElement problem) => problem.GetProperty("code").GetString()!;
}
