using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiAssistantTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private static readonly object Whole = new
    {
        name = "Oak Hill inbound",
        firstMessage = "Oak Hill, how can I help?",
        firstMessageMode = "assistant-speaks-first",
        model = new
        {
            provider = "openai",
            model = "gpt-4o",
            temperature = 0.4,
            maxTokens = 250,
            messages = new[] { new { role = "system", content = "You book viewings." } },
            toolIds = new[] { "0b0e6c1e-52a4-4b53-8f0e-3d4a5f6b7c8d" },
        },
        voice = new { provider = "vapi", voiceId = "Paige", version = "2", language = "en-US" },
        transcriber = new { provider = "deepgram", model = "nova-3", language = "multi" },
        server = new { url = "https://voice.peterental.test/vapi/webhook", timeoutSeconds = 20, headers = new Dictionary<string, string> { ["X-Vapi-Secret"] = "s" } },
        serverMessages = new[] { "tool-calls", "end-of-call-report", "status-update", "hang", "transcript[transcriptType=\"final\"]" },
        maxDurationSeconds = 600,
        endCallMessage = "Goodbye.",
        metadata = new { agent_id = "a1", anything = new { goes = true } },
    };

    private readonly VapiClient _vapi = new(sandbox.Http);

    [Fact]
    public async Task What_is_created_is_answered_whole_and_read_back()
    {
        var made = await _vapi.CreateAsync("assistant", Whole);

        var id = made.GetProperty("id").GetGuid();
        Assert.NotEqual(Guid.Empty, made.GetProperty("orgId").GetGuid());
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z", made.GetProperty("createdAt").GetString());
        Assert.Equal(made.GetProperty("createdAt").GetString(), made.GetProperty("updatedAt").GetString());
        Assert.Equal("You book viewings.", made.GetProperty("model").GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal("Paige", made.GetProperty("voice").GetProperty("voiceId").GetString());
        Assert.True(JsonElement.DeepEquals(made, await _vapi.GetAsync($"assistant/{id}")));
    }

    [Fact]
    public async Task A_patch_replaces_each_property_it_names_whole_and_null_takes_one_away()
    {
        var id = (await _vapi.CreateAsync("assistant", Whole)).GetProperty("id").GetString();

        var patched = await _vapi.PatchAsync($"assistant/{id}", new { model = new { provider = "openai", model = "gpt-4.1" }, endCallMessage = (string?)null });

        Assert.Equal("""{"provider":"openai","model":"gpt-4.1"}""", patched.GetProperty("model").GetRawText());
        Assert.False(patched.TryGetProperty("endCallMessage", out _));
        Assert.Equal("Oak Hill inbound", patched.GetProperty("name").GetString());
        Assert.Equal("Paige", patched.GetProperty("voice").GetProperty("voiceId").GetString());
        Assert.Equal("v2", patched.GetProperty("latestVersion").GetString());
        Assert.True(JsonElement.DeepEquals(patched, await _vapi.GetAsync($"assistant/{id}")));
    }

    [Fact]
    public async Task Deleting_answers_what_it_was_and_then_it_is_unknown()
    {
        var made = await _vapi.CreateAsync("assistant", Whole);
        var path = $"assistant/{made.GetProperty("id").GetString()}";

        Assert.True(JsonElement.DeepEquals(made, await _vapi.DeleteAsync(path)));

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Delete })
        {
            var error = await _vapi.ExpectAsync(HttpStatusCode.NotFound, method, path, method == HttpMethod.Patch ? new { } : null);
            Assert.Equal("Not Found", error.GetProperty("error").GetString());
            Assert.Equal(404, error.GetProperty("statusCode").GetInt32());
            Assert.Contains("Does Not Exist", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_answered_cannot_be_sent_back_as_it_is()
    {
        var made = await _vapi.CreateAsync("assistant", Whole);

        var refusals = await _vapi.RefusalsAsync(HttpMethod.Patch, $"assistant/{made.GetProperty("id").GetString()}", made);

        Assert.Equal(
            ["property createdAt should not exist", "property id should not exist", "property latestVersion should not exist",
                "property orgId should not exist", "property updatedAt should not exist"],
            refusals.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"nmae":"x"}""", "property nmae should not exist")]
    [InlineData("""{"silenceTimeoutSeconds":30}""", "property silenceTimeoutSeconds should not exist")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","functions":[]}}""", "model.property functions should not exist")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","knowledgeBaseId":"x"}}""", "model.property knowledgeBaseId should not exist")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","messages":[{"role":"system","content":"x","name":"y"}]}}""", "model.messages.0.property name should not exist")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","tools":[{"type":"function","strict":true}]}}""", "model.tools.0.property strict should not exist")]
    [InlineData("""{"voice":{"provider":"vapi","voiceId":"Elliot","stability":0.5}}""", "voice.property stability should not exist")]
    [InlineData("""{"transcriber":{"provider":"deepgram","lang":"en"}}""", "transcriber.property lang should not exist")]
    [InlineData("""{"server":{"url":"https://a.test","timeout":5}}""", "server.property timeout should not exist")]
    [InlineData("""{"server":{"url":"https://a.test","backoffPlan":{"type":"fixed","maxRetries":1,"baseDelaySeconds":1,"jitter":1}}}""", "server.backoffPlan.property jitter should not exist")]
    [InlineData("""{"artifactPlan":{"recording":true}}""", "artifactPlan.property recording should not exist")]
    [InlineData("""{"monitorPlan":{"listen":true}}""", "monitorPlan.property listen should not exist")]
    public async Task A_property_that_does_not_exist_is_refused_at_any_depth(string body, string refusal)
    {
        Assert.Equal([refusal], await _vapi.RefusalsAsync(HttpMethod.Post, "assistant", body));
        var id = (await _vapi.CreateAsync("assistant", new { name = "kept" })).GetProperty("id").GetString();
        Assert.Equal([refusal], await _vapi.RefusalsAsync(HttpMethod.Patch, $"assistant/{id}", body));
        Assert.False((await _vapi.GetAsync($"assistant/{id}")).TryGetProperty("model", out _));
    }

    [Theory]
    [InlineData("""{"name":"12345678901234567890123456789012345678901"}""", "name must be shorter than or equal to 40 characters")]
    [InlineData("""{"name":7}""", "name must be a string")]
    [InlineData("""{"maxDurationSeconds":9}""", "maxDurationSeconds must not be less than 10")]
    [InlineData("""{"maxDurationSeconds":43201}""", "maxDurationSeconds must not be greater than 43200")]
    [InlineData("""{"maxDurationSeconds":"60"}""", "maxDurationSeconds must be a number conforming to the specified constraints")]
    [InlineData("""{"model":{"model":"gpt-4o"}}""", "model.provider must be one of the following values: ")]
    [InlineData("""{"model":{"provider":"openai"}}""", "model.model should not be null or undefined")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-nine"}}""", "model.model must be the name of an OpenAI model")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","temperature":2.1}}""", "model.temperature must not be greater than 2")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","maxTokens":49}}""", "model.maxTokens must not be less than 50")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","maxTokens":10001}}""", "model.maxTokens must not be greater than 10000")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","toolIds":[1,2]}}""", "model.each value in toolIds must be a string")]
    [InlineData("""{"model":{"provider":"openai","model":"gpt-4o","messages":[{"role":"boss","content":"x"}]}}""", "model.messages.0.role must be one of the following values: ")]
    [InlineData("""{"voice":{"provider":"vapi"}}""", "voice.voiceId should not be null or undefined")]
    [InlineData("""{"voice":{"provider":"nobody","voiceId":"x"}}""", "voice.provider must be one of the following values: ")]
    [InlineData("""{"transcriber":{"language":"en"}}""", "transcriber.provider must be one of the following values: ")]
    [InlineData("""{"transcriber":{"provider":"deepgram","language":"english"}}""", "transcriber.language must be one of the following values: ")]
    [InlineData("""{"server":{"url":"not a url"}}""", "server.url must be a URL address")]
    [InlineData("""{"server":{"timeoutSeconds":0}}""", "server.timeoutSeconds must not be less than 1")]
    [InlineData("""{"server":{"timeoutSeconds":301}}""", "server.timeoutSeconds must not be greater than 300")]
    [InlineData("""{"server":{"headers":{"X-Vapi-Secret":5}}}""", "server.headers.X-Vapi-Secret must be a string")]
    [InlineData("""{"serverMessages":["tool-calls","assistant-request"]}""", "each value in serverMessages must be one of the following values: ")]
    [InlineData("""{"serverMessages":"tool-calls"}""", "serverMessages must be an array")]
    [InlineData("""{"firstMessageMode":"nobody"}""", "firstMessageMode must be one of the following values: ")]
    [InlineData("""{"endCallPhrases":["x"]}""", "each value in endCallPhrases must be longer than or equal to 2 characters")]
    [InlineData("""{"metadata":"x"}""", "metadata must be an object")]
    [InlineData("""{"name":"\ud800"}""", "Bad escaped character in JSON")]
    [InlineData("""{"name":""", "Unexpected token in JSON at position ")]
    [InlineData("[]", " must be an object")]
    public async Task A_wrong_value_is_refused_and_nothing_is_made(string body, string refusal)
    {
        var refusals = await _vapi.RefusalsAsync(HttpMethod.Post, "assistant", body);

        Assert.StartsWith(refusal, Assert.Single(refusals), StringComparison.Ordinal);
        Assert.Empty((await _vapi.GetAsync("assistant")).EnumerateArray());
    }

    [Fact]
    public async Task An_end_call_message_has_1000_characters_at_most()
    {
        Assert.Equal(
            ["endCallMessage must be shorter than or equal to 1000 characters"],
            await _vapi.RefusalsAsync(HttpMethod.Post, "assistant", new { endCallMessage = new string('x', 1_001) }));
        await _vapi.CreateAsync("assistant", new { endCallMessage = new string('x', 1_000) });
    }

    [Fact]
    public async Task A_server_secret_is_taken_and_never_given_back()
    {
        var made = await _vapi.CreateAsync("assistant", new { server = new { url = "https://a.test/hook", secret = "planted-secret" } });
        var path = $"assistant/{made.GetProperty("id").GetString()}";

        Assert.True(made.GetProperty("isServerUrlSecretSet").GetBoolean());
        Assert.Equal("""{"url":"https://a.test/hook"}""", made.GetProperty("server").GetRawText());
        Assert.DoesNotContain("planted-secret", (await _vapi.GetAsync("assistant")).GetRawText(), StringComparison.Ordinal);
        Assert.False((await _vapi.PatchAsync(path, new { server = new { url = "https://b.test" } })).TryGetProperty("isServerUrlSecretSet", out _));
    }

    [Fact]
    public async Task A_list_starts_with_the_latest_and_is_bounded_by_number_and_time()
    {
        var made = new List<JsonElement>();
        for (var n = 0; n < 5; n++)
        {
            made.Add(await _vapi.CreateAsync("assistant", new { name = $"a{n}" }));
        }

        Assert.Equal(["a4", "a3", "a2", "a1", "a0"], await NamesAsync(""));
        Assert.Equal(["a4", "a3"], await NamesAsync("?limit=2"));
        Assert.Empty(await NamesAsync("?limit=0"));
        var first = Uri.EscapeDataString(made[0].GetProperty("createdAt").GetString()!);
        var last = Uri.EscapeDataString(made[4].GetProperty("createdAt").GetString()!);
        Assert.Equal(5, (await NamesAsync($"?createdAtGe={first}&createdAtLe={last}")).Count);
        Assert.Empty(await NamesAsync($"?createdAtGt={last}"));
        Assert.DoesNotContain("a0", await NamesAsync($"?createdAtGt={first}"));
        Assert.Empty(await NamesAsync($"?updatedAtLt={first}"));
    }

    [Theory]
    [InlineData("limit=1001", "limit must not be greater than 1000")]
    [InlineData("limit=-1", "limit must not be less than 0")]
    [InlineData("limit=many", "limit must be a number conforming to the specified constraints")]
    [InlineData("createdAtGt=yesterday", "createdAtGt must be a valid ISO 8601 date string")]
    [InlineData("createdAtXx=2026-01-01", "property createdAtXx should not exist")]
    public async Task A_wrong_bound_is_refused(string query, string refusal) =>
        Assert.Equal([refusal], await _vapi.RefusalsAsync(HttpMethod.Get, "assistant?" + query));

    [Fact]
    public async Task An_id_is_a_uuid() =>
        Assert.Equal(["id must be a UUID"], await _vapi.RefusalsAsync(HttpMethod.Get, "assistant/not-a-uuid"));

    [Theory]
    [InlineData("PUT", "assistant/24464697-8f45-4b38-b43a-d337f50c370e")]
    [InlineData("GET", "nothing")]
    public async Task What_Vapi_does_not_have_is_not_found(string method, string path)
    {
        var error = await _vapi.ExpectAsync(HttpStatusCode.NotFound, new HttpMethod(method), path);
        Assert.Equal($"Cannot {method} /{path}", error.GetProperty("message").GetString());
    }

    private async Task<List<string?>> NamesAsync(string query) =>
        [.. (await _vapi.GetAsync("assistant" + query)).EnumerateArray().Select(assistant => assistant.GetProperty("name").GetString())];
}
