using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>What Vapi would speak for one tool call.</summary>
internal sealed record Answer(string ToolCallId, string Name, string? Result, string? Error)
{
    public string Words => Result ?? Error ?? "";
}

/// <summary>A manager's workspace, used as Vapi and the manager use it.</summary>
internal sealed class Workspace(VoiceHost host, Member member)
{
    public const string Caller = "+15550100187";

    public Guid Id => member.WorkspaceId;

    public Member Member => member;

    public required Guid AgentId { get; init; }

    public required string AssistantId { get; init; }

    public required string Number { get; init; }

    public required Guid SecretId { get; init; }

    public required string Secret { get; init; }

    /// <summary>Posts a body as Vapi does.</summary>
    public async Task<HttpResponseMessage> PostAsync(HttpContent body, HttpClient? service = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/vapi/webhook") { Content = body };
        request.Headers.Add("X-Vapi-Secret", Secret);
        return await (service ?? host.Voice).SendAsync(request);
    }

    /// <summary>Posts a message and reads the answer, which must be 200.</summary>
    public async Task<JsonObject> PostAsync(JsonObject message, HttpClient? service = null)
    {
        using var response = await PostAsync(Json(new JsonObject { ["message"] = message.DeepClone() }.ToJsonString()), service);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"It answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Posts a sample body as this workspace's assistant would send it.</summary>
    public async Task<JsonObject> PostSampleAsync(string name, Action<JsonObject>? change = null)
    {
        var body = JsonNode.Parse(Payloads.Read(name))!.AsObject();
        var message = body["message"]!.AsObject();
        if (message["call"] is JsonObject call && call.ContainsKey("assistantId"))
        {
            call["assistantId"] = AssistantId;
        }

        change?.Invoke(message);
        using var response = await PostAsync(Json(body.ToJsonString()));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"It answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Runs one tool.</summary>
    public async Task<Answer> CallAsync(
        string tool,
        JsonObject arguments,
        string? callId = null,
        string? toolCallId = null,
        string? caller = Caller,
        HttpClient? service = null)
    {
        var message = Message("tool-calls", callId ?? Guid.CreateVersion7().ToString(), caller);
        message["toolCallList"] = new JsonArray(new JsonObject
        {
            ["id"] = toolCallId ?? $"call_{Guid.CreateVersion7():N}",
            ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments.DeepClone() },
        });
        return Assert.Single(Results(await PostAsync(message, service)));
    }

    public Task<Answer> BookAsync(
        DateTimeOffset start, string? callId = null, string? toolCallId = null, string? caller = Caller, string name = "Ana Lee", string? phone = null) =>
        CallAsync("set_appointment", BookingArguments(start, name, phone), callId, toolCallId, caller);

    public static JsonObject BookingArguments(DateTimeOffset start, string name = "Ana Lee", string? phone = null)
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

    /// <summary>An empty message of a call.</summary>
    public JsonObject Message(string type, string? callId, string? caller = Caller) => new()
    {
        ["type"] = type,
        ["call"] = new JsonObject
        {
            ["id"] = callId,
            ["type"] = caller is null ? "webCall" : "inboundPhoneCall",
            ["assistantId"] = AssistantId,
            ["customer"] = caller is null ? null : new JsonObject { ["number"] = caller },
        },
        ["phoneNumber"] = new JsonObject { ["number"] = Number },
    };

    public static IReadOnlyList<Answer> Results(JsonObject reply) =>
    [
        .. reply["results"]!.AsArray().Select(result => new Answer(
            result!["toolCallId"]!.GetValue<string>(),
            result["name"]!.GetValue<string>(),
            result["result"]?.GetValue<string>(),
            result["error"]?.GetValue<string>())),
    ];

    /// <summary>Reads as this workspace's manager.</summary>
    public Task<JsonObject> GetAsync(string path) => host.SendAsync(host.Voice, member, HttpMethod.Get, path);

    public Task<HttpResponseMessage> TryGetAsync(string path) => host.TrySendAsync(host.Voice, member, HttpMethod.Get, path);

    /// <summary>Free starts, soonest first.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> OpeningsAsync()
    {
        var found = await host.SendAsync(host.Calendar, member, HttpMethod.Get, "/calendar/availability?days_ahead=10");
        return [.. found["available_slots"]!.AsArray().Select(slot => slot!["start_time"]!.GetValue<DateTimeOffset>())];
    }

    /// <summary>The call as its manager sees it, once it is there.</summary>
    public async Task<JsonObject> WaitForCallAsync(string callId, Func<JsonObject, bool> fact)
    {
        JsonObject? call = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var response = await TryGetAsync($"/calls/{callId}");
                call = response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject() : null;
                return call is not null && fact(call);
            },
            $"the call {callId} is as expected (last seen: {call?.ToJsonString()})");
        return call!;
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
