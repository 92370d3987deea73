using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Bench.Scenarios;

/// <summary>A workspace made for the benchmark through the public API, as a manager would make it.</summary>
/// <param name="AssistantId">The agent's assistant at Vapi.</param>
/// <param name="Secret">Its webhook secret.</param>
/// <param name="Token">Its owner's session, good for ten minutes.</param>
internal sealed record BenchWorkspace(string AssistantId, string Secret, string Token)
{
    /// <summary>
    /// Signs a new person in and gives their workspace an agent, a secret and a calendar.
    /// </summary>
    /// <param name="gateway">The system.</param>
    /// <param name="sandbox">Where tokens come from.</param>
    /// <param name="name">Tells the workspaces of a run apart.</param>
    /// <param name="isAlwaysOpen">Open day and night for a year, so that a run finds free slots enough; else the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<BenchWorkspace> CreateAsync(
        HttpClient gateway, HttpClient sandbox, string name, bool isAlwaysOpen, CancellationToken cancellationToken)
    {
        var token = (await PostAsync(sandbox, null, "/clerk/tokens", new { email = $"{name}@bench.test", name, expires_in = 600 }, cancellationToken))["token"]!.GetValue<string>();
        var assistant = Guid.CreateVersion7().ToString();
        await PostAsync(gateway, token, "/agents", new { agent_name = name, vapi_assistant_id = assistant }, cancellationToken);
        var secret = (await PostAsync(gateway, token, "/workspace/webhook-secrets", new { name = "bench" }, cancellationToken))["secret"]!.GetValue<string>();
        if (isAlwaysOpen)
        {
            await OpenAlwaysAsync(gateway, token, cancellationToken);
        }

        return new BenchWorkspace(assistant, secret, token);
    }

    private static async Task OpenAlwaysAsync(HttpClient gateway, string token, CancellationToken cancellationToken)
    {
        using var read = Request(HttpMethod.Get, "/calendar/settings", token);
        using var answer = await gateway.SendAsync(read, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var settings = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
        settings.Remove("calendar_id");
        foreach (var day in settings["business_hours"]!.AsObject().Select(hours => hours.Key).ToList())
        {
            settings["business_hours"]![day] = new JsonArray(new JsonObject { ["from"] = "00:00", ["to"] = "24:00" });
        }

        settings["slot_minutes"] = 15;
        settings["duration_minutes"] = 15;
        settings["buffer_after_minutes"] = 0;
        settings["min_notice_minutes"] = 0;
        settings["horizon_days"] = 365;
        using var write = Request(HttpMethod.Put, "/calendar/settings", token);
        write.Content = JsonContent.Create(settings);
        using var written = await gateway.SendAsync(write, cancellationToken);
        if (!written.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The calendar could not be opened: {await written.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static async Task<JsonObject> PostAsync(HttpClient client, string? token, string path, object body, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, path, token);
        request.Content = JsonContent.Create(body);
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }
}
