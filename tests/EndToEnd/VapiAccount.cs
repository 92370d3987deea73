using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>An account at Vapi, as its owner sees it on Vapi's own side.</summary>
internal sealed class VapiAccount(Deployment deployment)
{
    public string Key { get; } = $"vapi_test_{Guid.NewGuid():N}";

    public async Task<IReadOnlyList<JsonObject>> ListAsync(string resource) =>
        [.. (await GetAsync($"{resource}?limit=1000")).AsArray().Select(item => item!.AsObject())];

    public async Task<JsonObject> AssistantAsync(string id) => (await GetAsync($"assistant/{id}")).AsObject();

    private async Task<JsonNode> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/vapi/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var response = await deployment.Sandbox.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
