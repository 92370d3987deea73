using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>What Vapi would speak: the words for one tool call.</summary>
/// <param name="Result">Words of a call that worked (a friendly refusal included).</param>
/// <param name="Error">Words of one that did not.</param>
internal sealed record Spoken(string? Result, string? Error)
{
    public string Words => Result ?? Error ?? "";

    public bool IsBooked => Result is not null && Result.Contains("booked", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A manager's workspace, used as its manager and its callers use it.</summary>
internal sealed class Workspace
{
    private readonly Deployment _deployment;

    private Workspace(Deployment deployment) => _deployment = deployment;

    public required string Token { get; init; }

    public required Guid Id { get; init; }

    public required Guid AgentId { get; init; }

    public required string AssistantId { get; init; }

    public required string Secret { get; init; }

    public static async Task<Workspace> CreateAsync(Deployment deployment, Action<JsonObject>? change)
    {
        var token = await deployment.SignInAsync($"manager-{Guid.CreateVersion7():N}@peterental.test");
        var me = await SendAsync(deployment.Gateway, HttpMethod.Get, "/users/me", token, null);
        var assistant = Guid.CreateVersion7().ToString();
        var agent = await SendAsync(deployment.Gateway, HttpMethod.Post, "/agents", token, new { agent_name = "Leasing line", vapi_assistant_id = assistant });
        var secret = await SendAsync(deployment.Gateway, HttpMethod.Post, "/workspace/webhook-secrets", token, new { name = "tests" });
        var workspace = new Workspace(deployment)
        {
            Token = token,
            Id = me["workspace_id"]!.GetValue<Guid>(),
            AgentId = agent["agent_id"]!.GetValue<Guid>(),
            AssistantId = assistant,
            Secret = secret["secret"]!.GetValue<string>(),
        };
        if (change is not null)
        {
            var settings = await workspace.GetAsync("/calendar/settings");
            settings.Remove("calendar_id");
            change(settings);
            await workspace.SendAsync(HttpMethod.Put, "/calendar/settings", settings);
        }

        return workspace;
    }

    /// <summary>The same workspace, called through another of its agents.</summary>
    public Workspace Through(Guid agent, string assistant, string secret) =>
        new(_deployment) { Token = Token, Id = Id, AgentId = agent, AssistantId = assistant, Secret = secret };

    /// <summary>Settings that leave every quarter of an hour open, day and night, with no notice and no buffers.</summary>
    public static void OpenAlways(JsonObject settings)
    {
        foreach (var day in settings["business_hours"]!.AsObject().Select(hours => hours.Key).ToList())
        {
            settings["business_hours"]![day] = new JsonArray(new JsonObject { ["from"] = "00:00", ["to"] = "24:00" });
        }

        settings["slot_minutes"] = 15;
        settings["duration_minutes"] = 30;
        settings["buffer_after_minutes"] = 0;
        settings["min_notice_minutes"] = 0;
        settings["horizon_days"] = 60;
    }

    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<JsonObject> SendAsync(HttpMethod method, string path, object? body) => SendAsync(_deployment.Gateway, method, path, Token, body);

    /// <summary>Sends as this workspace's manager, whatever the answer.</summary>
    public async Task<HttpResponseMessage> TrySendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = Request(method, path, Token, body);
        return await _deployment.Gateway.SendAsync(request);
    }

    /// <summary>Where the manager's browser goes to connect a diary.</summary>
    public async Task<string> StartConnectingAsync(string provider)
    {
        using var request = Request(HttpMethod.Get, $"/calendar/auth/start?provider={provider}", Token, null);
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await _deployment.Gateway.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"auth/start answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!["authorization_url"]!.GetValue<string>();
    }

    /// <summary>The first free slots, soonest first.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> OpeningsAsync() =>
        [.. (await GetAsync("/calendar/availability"))["available_slots"]!.AsArray().Select(slot => slot!["start_time"]!.GetValue<DateTimeOffset>())];

    public Task<Spoken> BookAsync(
        DateTimeOffset start, string? callId = null, string? toolCallId = null, string name = "Renée O'Connor", string caller = "+14055550187",
        string? phone = null) =>
        CallAsync("set_appointment", BookingArguments(start, name, phone), callId, toolCallId, caller);

    /// <summary>The same booking, whatever the answer.</summary>
    public Task<HttpResponseMessage> PostBookingAsync(DateTimeOffset start, string callId, string toolCallId) =>
        PostWebhookAsync(ToolCallBody("set_appointment", BookingArguments(start, "Renée O'Connor"), callId, toolCallId, "+14055550187"));

    /// <summary>A tool call as Vapi posts it.</summary>
    public async Task<Spoken> CallAsync(string tool, JsonObject arguments, string? callId = null, string? toolCallId = null, string caller = "+14055550187")
    {
        toolCallId ??= $"call_{Guid.CreateVersion7():N}";
        using var response = await PostWebhookAsync(ToolCallBody(tool, arguments, callId ?? Guid.CreateVersion7().ToString(), toolCallId, caller));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"The webhook answered {(int)response.StatusCode}: {text}");
        var result = Assert.Single(JsonNode.Parse(text)!["results"]!.AsArray())!;
        Assert.Equal(toolCallId, result["toolCallId"]!.GetValue<string>());
        Assert.Equal(tool, result["name"]!.GetValue<string>());
        return new Spoken(result["result"]?.GetValue<string>(), result["error"]?.GetValue<string>());
    }

    public async Task<HttpResponseMessage> PostWebhookAsync(HttpContent body, string? secret = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/vapi/webhook") { Content = body };
        request.Headers.Add("X-Vapi-Secret", secret ?? Secret);
        return await _deployment.Gateway.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostWebhookAsync(JsonObject body, string? secret = null) => PostWebhookAsync(JsonContent.Create(body), secret);

    private static JsonObject BookingArguments(DateTimeOffset start, string name, string? phone = null)
    {
        var arguments = new JsonObject
        {
            ["property_address"] = "118 Birchwood Ave, Apt 4",
            ["start_time"] = start.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
            ["attendee_name"] = name,
        };
        if (phone is not null)
        {
            arguments["attendee_phone"] = phone;
        }

        return arguments;
    }

    private JsonObject ToolCallBody(string tool, JsonObject arguments, string callId, string toolCallId, string caller) => new()
    {
        ["message"] = new JsonObject
        {
            ["type"] = "tool-calls",
            ["toolCallList"] = new JsonArray(new JsonObject
            {
                ["id"] = toolCallId,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments },
            }),
            ["call"] = new JsonObject
            {
                ["id"] = callId,
                ["type"] = "inboundPhoneCall",
                ["assistantId"] = AssistantId,
                ["customer"] = new JsonObject { ["number"] = caller },
            },
        },
    };

    private static async Task<JsonObject> SendAsync(HttpClient http, HttpMethod method, string path, string token, object? body)
    {
        using var request = Request(method, path, token, body);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text) as JsonObject ?? [];
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string token, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return request;
    }
}
