using System.Net;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiToolTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private static readonly object Function = new
    {
        type = "function",
        async = false,
        function = new
        {
            name = "check_availability",
            description = "Free viewing times",
            parameters = new { type = "object", properties = new { date = new { type = "string" } }, required = new[] { "date" } },
        },
        server = new { url = "https://voice.peterental.test/vapi/webhook", timeoutSeconds = 20 },
        messages = new object[]
        {
            new { type = "request-start", content = "One moment." },
            new { type = "request-response-delayed", content = "Still looking.", timingMilliseconds = 3_000 },
            new { type = "request-failed", content = "That did not work." },
        },
        parameters = new[] { new { key = "call_id", value = "{{call.id}}" } },
    };

    private static readonly object Query = new
    {
        type = "query",
        knowledgeBases = new[] { new { provider = "google", name = "leases", description = "House rules", fileIds = new[] { "f1" } } },
    };

    private readonly VapiClient _vapi = new(sandbox.Http);

    [Fact]
    public async Task Function_and_query_tools_are_created_listed_and_read_back()
    {
        var function = await _vapi.CreateAsync("tool", Function);
        var query = await _vapi.CreateAsync("tool", Query);

        Assert.Equal("check_availability", function.GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("{{call.id}}", function.GetProperty("parameters")[0].GetProperty("value").GetString());
        Assert.Equal("google", query.GetProperty("knowledgeBases")[0].GetProperty("provider").GetString());
        Assert.Equal([Id(query), Id(function)], (await _vapi.GetAsync("tool")).EnumerateArray().Select(Id));
        Assert.True(JsonElement.DeepEquals(function, await _vapi.GetAsync($"tool/{Id(function)}")));
    }

    [Fact]
    public async Task A_patch_replaces_each_property_it_names_with_or_without_the_type()
    {
        var id = Id(await _vapi.CreateAsync("tool", Function));

        var patched = await _vapi.PatchAsync($"tool/{id}", new { function = new { name = "check_availability_2" } });
        var again = await _vapi.PatchAsync($"tool/{id}", new { type = "function", messages = (object?)null });

        Assert.Equal("""{"name":"check_availability_2"}""", patched.GetProperty("function").GetRawText());
        Assert.Equal(3, patched.GetProperty("messages").GetArrayLength());
        Assert.False(again.TryGetProperty("messages", out _));
        Assert.Equal("v3", again.GetProperty("latestVersion").GetString());
    }

    [Fact]
    public async Task A_tool_keeps_its_type()
    {
        var id = Id(await _vapi.CreateAsync("tool", Function));

        Assert.Equal(["type must be one of the following values: function"], await _vapi.RefusalsAsync(HttpMethod.Patch, $"tool/{id}", new { type = "query" }));
        Assert.Equal(["property knowledgeBases should not exist"], await _vapi.RefusalsAsync(HttpMethod.Patch, $"tool/{id}", new { knowledgeBases = Array.Empty<string>() }));
        Assert.Equal("function", (await _vapi.PatchAsync($"tool/{id}", new { type = (string?)null })).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_deleted_tool_is_unknown()
    {
        var made = await _vapi.CreateAsync("tool", Query);

        Assert.True(JsonElement.DeepEquals(made, await _vapi.DeleteAsync($"tool/{Id(made)}")));
        var error = await _vapi.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"tool/{Id(made)}");
        Assert.StartsWith("Couldn't Get Tool.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"endCall"}""")]
    [InlineData("""{"type":"transferCall","destinations":[{"type":"number","number":"+15550100000"}]}""")]
    [InlineData("""{"type":"apiRequest","method":"POST","url":"https://a.test","name":"ask","parameters":[{"key":"a","value":{"b":1}}]}""")]
    [InlineData("""{"type":"function","function":{"name":"a","strict":true},"rejectionPlan":{"conditions":[]}}""")]
    public async Task Other_forms_are_taken(string body) => await _vapi.CreateAsync("tool", body);

    [Theory]
    [InlineData("""{"function":{"name":"a"}}""", "type must be one of the following values: ")]
    [InlineData("""{"type":"mcp"}""", "type must be one of the following values: ")]
    [InlineData("""{"type":"function","name":"a"}""", "property name should not exist")]
    [InlineData("""{"type":"function","function":{}}""", "function.name should not be null or undefined")]
    [InlineData("""{"type":"function","function":{"name":"has space"}}""", "function.name must match ^[a-zA-Z0-9_-]{1,64}$ regular expression")]
    [InlineData("""{"type":"function","function":{"name":"a\n"}}""", "function.name must match ")]
    [InlineData("""{"type":"function","function":{"name":"a","maxTokens":5}}""", "function.property maxTokens should not exist")]
    [InlineData("""{"type":"function","function":{"name":"a","parameters":{"type":"array","properties":{}}}}""", "function.parameters.type must be one of the following values: object")]
    [InlineData("""{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}""", "function.parameters.properties should not be null or undefined")]
    [InlineData("""{"type":"function","messages":[{"type":"request-begin"}]}""", "messages.0.type must be one of the following values: ")]
    [InlineData("""{"type":"function","messages":[{"type":"request-response-delayed","timingMilliseconds":99}]}""", "messages.0.timingMilliseconds must not be less than 100")]
    [InlineData("""{"type":"function","messages":[{"type":"request-start","role":"assistant"}]}""", "messages.0.property role should not exist")]
    [InlineData("""{"type":"function","parameters":[{"key":"a"}]}""", "parameters.0.value should not be null or undefined")]
    [InlineData("""{"type":"function","parameters":{"key":"a"}}""", "parameters must be an array")]
    [InlineData("""{"type":"query","function":{"name":"a"}}""", "property function should not exist")]
    [InlineData("""{"type":"query","knowledgeBases":[{"provider":"google","name":"a","description":"b"}]}""", "knowledgeBases.0.fileIds should not be null or undefined")]
    [InlineData("""{"type":"query","knowledgeBases":[{"provider":"trieve","name":"a","description":"b","fileIds":[]}]}""", "knowledgeBases.0.provider must be one of the following values: google")]
    public async Task A_wrong_tool_is_refused_and_not_made(string body, string refusal)
    {
        var refusals = await _vapi.RefusalsAsync(HttpMethod.Post, "tool", body);

        Assert.StartsWith(refusal, Assert.Single(refusals), StringComparison.Ordinal);
        Assert.Empty((await _vapi.GetAsync("tool")).EnumerateArray());
    }

    [Fact]
    public async Task A_description_stays_below_1000_characters()
    {
        await _vapi.CreateAsync("tool", new { type = "function", function = new { name = "a", description = new string('x', 999) } });
        Assert.Equal(
            ["function.description must be shorter than or equal to 999 characters"],
            await _vapi.RefusalsAsync(HttpMethod.Post, "tool", new { type = "function", function = new { name = "a", description = new string('x', 1_000) } }));
    }

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();
}
