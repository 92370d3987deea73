using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Who is let in, and what everybody who is let in gets.</summary>
[Collection(SharedHost.Name)]
public sealed class WebhookTests(VoiceHost host)
{
    private async Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/vapi/webhook") { Content = Workspace.Json(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Voice.SendAsync(request);
    }

    [Fact]
    public async Task A_secret_is_accepted_in_either_header_and_nothing_is_said_to_a_wrong_or_missing_one()
    {
        var workspace = await host.CreateWorkspaceAsync();
        const string body = """{"message":{"type":"hang"}}""";

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(body, ("X-Vapi-Secret", workspace.Secret))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(body, ("Authorization", $"Bearer {workspace.Secret}"))).StatusCode);
        foreach (var headers in new (string, string)[][] { [], [("X-Vapi-Secret", "wrong")], [("Authorization", "Bearer wrong")], [("Authorization", $"Basic {workspace.Secret}")] })
        {
            using var refused = await PostAsync(body, [.. headers, ("X-Forwarded-For", "203.0.113.50")]);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.DoesNotContain("secret", await refused.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_signed_request_is_accepted_and_a_forged_or_late_one_is_not()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var key = await host.SendToAgentsAsync(
            workspace.Member, HttpMethod.Post, "/workspace/webhook-secrets", new JsonObject { ["name"] = "signing", ["kind"] = "hmac" });
        var body = new JsonObject { ["message"] = workspace.Message("hang", "call-signed") }.ToJsonString();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        Assert.Equal(HttpStatusCode.OK, (await SignedAsync(body, now, body)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(body + " ", now, body)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync(body, now - 400, body)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignedAsync("{", now, "{")).StatusCode);
        await Eventually.HoldsAsync(WasUsedAsync, "the key is seen to be in use");

        async Task<bool> WasUsedAsync()
        {
            var list = await host.SendToAgentsAsync(workspace.Member, HttpMethod.Get, "/workspace/webhook-secrets", null);
            return list["webhook_secrets"]!.AsArray().Single(secret => secret!["kind"]!.GetValue<string>() == "hmac")!["last_used_at"] is not null;
        }

        Task<HttpResponseMessage> SignedAsync(string sent, long timestamp, string signed)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key["secret"]!.GetValue<string>()), Encoding.UTF8.GetBytes($"{timestamp}.{signed}"));
            return PostAsync(
                sent,
                ("x-signature", $"sha256={Convert.ToHexStringLower(hash)}"), ("x-timestamp", $"{timestamp}"), ("X-Forwarded-For", "203.0.113.51"));
        }
    }

    [Fact]
    public async Task Somebody_who_only_writes_down_anothers_assistant_neither_hears_nor_disturbs_its_calls()
    {
        var owner = await host.CreateWorkspaceAsync();
        var other = await host.CreateWorkspaceAsync();
        var message = owner.Message("tool-calls", "call-1");
        message["toolCallList"] = new JsonArray(new JsonObject { ["id"] = "t1", ["name"] = "get_availability" });
        message["phoneNumber"] = null;

        var spoken = Assert.Single(Workspace.Results(await other.PostAsync(message)));

        Assert.Null(spoken.Result);
        Assert.Contains("isn't set up", spoken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_many_failures_an_address_is_told_to_wait_but_a_good_secret_from_it_still_passes()
    {
        var workspace = await host.CreateWorkspaceAsync();
        (string, string) address = ("X-Forwarded-For", "203.0.113.99");
        HttpResponseMessage last = null!;
        for (var i = 0; i < 25; i++)
        {
            last = await PostAsync("{}", ("X-Vapi-Secret", $"guess {i}"), address);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.NotNull(last.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("{}", ("X-Vapi-Secret", workspace.Secret), address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("{}", ("X-Vapi-Secret", "guess"), ("X-Forwarded-For", "203.0.113.98"))).StatusCode);
    }

    [Fact]
    public async Task A_revoked_secret_stops_working_in_every_process()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var replica = await host.StartServiceAsync();
        using var second = replica.CreateClient();
        await workspace.PostAsync(workspace.Message("hang", null));
        await workspace.PostAsync(workspace.Message("hang", null), second);

        await host.SendToAgentsAsync(workspace.Member, HttpMethod.Delete, $"/workspace/webhook-secrets/{workspace.SecretId}");

        foreach (var service in new[] { host.Voice, second })
        {
            await Eventually.HoldsAsync(
                async () => (await workspace.PostAsync(Workspace.Json("{}"), service)).StatusCode == HttpStatusCode.Unauthorized,
                "the secret is refused");
        }
    }

    [Fact]
    public async Task Bodies_that_are_no_message_are_refused_and_odd_messages_are_not()
    {
        var workspace = await host.CreateWorkspaceAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(""));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("not json"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("{\"message\":"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(new string('[', 50_000) + new string(']', 50_000)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusAsync($"\"{new string('x', 2 * 1024 * 1024)}\""));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"\"{new string('x', (2 * 1024 * 1024) - 2)}\""));
        foreach (var odd in new[] { "{}", "[]", "null", "42", "{\"message\":null}", "{\"message\":{\"type\":\"from-the-future\"}}", "{\"message\":{\"type\":7}}" })
        {
            using var response = await workspace.PostAsync(Workspace.Json(odd));
            Assert.Equal((HttpStatusCode.OK, "{}"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        async Task<HttpStatusCode> StatusAsync(string body) => (await workspace.PostAsync(Workspace.Json(body))).StatusCode;
    }

    [Fact]
    public async Task What_a_body_calls_itself_does_not_matter()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8" })
        {
            var body = new ByteArrayContent(Payloads.Read("10-malformed-untyped-envelope.json"));
            body.Headers.Add("Content-Type", type);
            Assert.Equal(HttpStatusCode.OK, (await workspace.PostAsync(body)).StatusCode);
        }

        Assert.Contains("/vapi/webhook", await host.Voice.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_an_announced_length_is_read_too()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var small = new StreamContent(new MemoryStream(Payloads.Read("09-malformed-mixed-tool-calls.json")));
        var large = new StreamContent(new MemoryStream(new byte[3 * 1024 * 1024]));
        small.Headers.ContentLength = large.Headers.ContentLength = null;

        Assert.Equal(HttpStatusCode.OK, (await workspace.PostAsync(new ChunkedContent(small))).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await workspace.PostAsync(new ChunkedContent(large))).StatusCode);
    }

    [Fact]
    public async Task Every_sample_body_is_answered_in_vapis_shape()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var body in Payloads.All)
        {
            using var response = await workspace.PostAsync(Workspace.Json(Encoding.UTF8.GetString(body)));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            foreach (var spoken in JsonNode.Parse(await response.Content.ReadAsStringAsync())!["results"]?.AsArray() ?? [])
            {
                var words = (spoken!["result"] ?? spoken["error"])!.GetValue<string>();
                Assert.InRange(words.Length, 1, 599);
                Assert.DoesNotContain('\n', words);
                Assert.NotEqual("", spoken["name"]!.GetValue<string>());
            }
        }
    }

    [Fact]
    public async Task Each_bad_tool_call_is_answered_by_itself_in_its_place()
    {
        var workspace = await host.CreateWorkspaceAsync();

        var spoken = Workspace.Results(await workspace.PostSampleAsync("09-malformed-mixed-tool-calls.json"));

        Assert.Equal(
            ["call_Ok1", "", "call_NoFunction", "call_NullArgs", "call_ArrayArgs", "call_UnknownTool", "call_WrongTypes", ""],
            spoken.Select(one => one.ToolCallId));
        Assert.NotNull(spoken[1].Error);
        Assert.NotNull(spoken[2].Error);
        Assert.NotNull(spoken[4].Error);
        Assert.Contains("not something I can do", spoken[5].Error, StringComparison.Ordinal);
        Assert.Equal("Which day and time would suit you?", spoken[6].Result);
        Assert.NotNull(spoken[7].Error);
    }

    [Theory]
    [InlineData("request_callback")]
    public async Task What_is_not_offered_yet_is_said_so_kindly(string tool)
    {
        var workspace = await host.CreateWorkspaceAsync();

        var spoken = await workspace.CallAsync(tool, []);

        Assert.Null(spoken.Error);
        Assert.StartsWith("I'm sorry, I can't", spoken.Result, StringComparison.Ordinal);
        Assert.EndsWith("?", spoken.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_website_without_a_tool_is_a_search_and_the_legacy_shapes_are_answered_in_both_ways()
    {
        var workspace = await host.CreateWorkspaceAsync();
        using var response = await workspace.PostAsync(Workspace.Json("""{"website":"homes.test"}"""));
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

        var spoken = Assert.Single(Workspace.Results(reply));
        Assert.Equal("search_rentals", spoken.Name);
        Assert.Equal(spoken.Result, reply["result"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_number_without_an_assistant_gets_that_of_its_agent_at_once()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var reply = await workspace.PostSampleAsync("05-assistant-request-inbound.json", message => message["phoneNumber"]!["number"] = workspace.Number);

        Assert.Equal(workspace.AssistantId, reply["assistantId"]!.GetValue<string>());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task An_agent_that_is_switched_off_takes_no_calls()
    {
        var workspace = await host.CreateWorkspaceAsync("es");
        await host.SendToAgentsAsync(workspace.Member, HttpMethod.Patch, $"/agents/{workspace.AgentId}", new JsonObject { ["is_active"] = false });

        var request = await workspace.PostSampleAsync("05-assistant-request-inbound.json", message => message["phoneNumber"]!["number"] = workspace.Number);
        var spoken = await workspace.CallAsync("get_availability", []);

        Assert.Contains("nadie puede atender", request["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("no está tomando reservas", spoken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_an_agent_is_heard_of_by_every_process()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using var replica = await host.StartServiceAsync();
        using var second = replica.CreateClient();
        foreach (var service in new[] { host.Voice, second })
        {
            Assert.StartsWith("I'm sorry, I can't", (await workspace.CallAsync("request_callback", [], service: service)).Result, StringComparison.Ordinal);
        }

        await host.SendToAgentsAsync(workspace.Member, HttpMethod.Patch, $"/agents/{workspace.AgentId}", new JsonObject { ["config"] = new JsonObject { ["language"] = "es" } });

        foreach (var service in new[] { host.Voice, second })
        {
            await Eventually.HoldsAsync(
                async () => (await workspace.CallAsync("request_callback", [], service: service)).Words.StartsWith("Lo siento", StringComparison.Ordinal),
                "the agent speaks Spanish");
        }
    }

    /// <summary>Content of unknown length.</summary>
    private sealed class ChunkedContent(HttpContent inner) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
