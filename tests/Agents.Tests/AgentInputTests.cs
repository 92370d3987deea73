using System.Net;

namespace PeteRental.Agents.Tests;

public sealed class AgentInputTests(AgentsHost app)
{
    /// <summary>A field with what may not stand in it.</summary>
    public static TheoryData<string, string> WrongFields => new()
    {
        { """{}""", "agent_name" },
        { """{"agent_name":null}""", "agent_name" },
        { """{"agent_name":""}""", "agent_name" },
        { """{"agent_name":"  "}""", "agent_name" },
        { """{"agent_name":7}""", "agent_name" },
        { """{"agent_name":"a\u0000"}""", "agent_name" },
        { """{"agent_name":"a\u202eb"}""", "agent_name" },
        { $$"""{"agent_name":"{{new string('x', 41)}}"}""", "agent_name" },
        { """{"agent_name":"x","role":"sideways"}""", "role" },
        { """{"agent_name":"x","role":["inbound"]}""", "role" },
        { """{"agent_name":"x","vapi_assistant_id":""}""", "vapi_assistant_id" },
        { """{"agent_name":"x","vapi_assistant_id":"a b"}""", "vapi_assistant_id" },
        { """{"agent_name":"x","vapi_assistant_id":"' OR 1=1 --"}""", "vapi_assistant_id" },
        { $$"""{"agent_name":"x","vapi_assistant_id":"{{new string('x', 65)}}"}""", "vapi_assistant_id" },
        { """{"agent_name":"x","phone_number":"5550100"}""", "phone_number" },
        { """{"agent_name":"x","calendar_id":"mine"}""", "calendar_id" },
        { """{"agent_name":"x","calendar_id":5}""", "calendar_id" },
        { """{"agent_name":"x","is_active":"yes"}""", "is_active" },
        { """{"agent_name":"x","is_active":null}""", "is_active" },
        { """{"agent_name":"x","config":null}""", "config" },
        { """{"agent_name":"x","config":[]}""", "config" },
        { """{"agent_name":"x","config":{"prompt":"lost"}}""", "config" },
        { $$$"""{"agent_name":"x","config":{"system_prompt":"{{{new string('x', 20_001)}}}"}}""", "config.system_prompt" },
        { """{"agent_name":"x","config":{"system_prompt":"a\u0000b"}}""", "config.system_prompt" },
        { """{"agent_name":"x","config":{"first_message":1}}""", "config.first_message" },
        { """{"agent_name":"x","config":{"voice":"<script>"}}""", "config.voice" },
        { """{"agent_name":"x","config":{"language":"de"}}""", "config.language" },
        { """{"agent_name":"x","config":{"language":null}}""", "config.language" },
        { """{"agent_name":"x","config":{"model":""}}""", "config.model" },
        { """{"agent_name":"x","config":{"max_duration_seconds":9}}""", "config.max_duration_seconds" },
        { """{"agent_name":"x","config":{"max_duration_seconds":43201}}""", "config.max_duration_seconds" },
        { """{"agent_name":"x","config":{"max_duration_seconds":60.5}}""", "config.max_duration_seconds" },
        { """{"agent_name":"x","config":{"max_duration_seconds":"60"}}""", "config.max_duration_seconds" },
        { """{"agent_name":"x","config":{"max_duration_seconds":99999999999}}""", "config.max_duration_seconds" },
        { """{"agent_name":"x","config":{"variables":null}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[null]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[{}]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[{"name":"a"},{"name":"a"}]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[{"name":"1a"}]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[{"name":"a","type":"object"}]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"variables":[{"name":"a","unknown":1}]}}""", "config.variables" },
        { """{"agent_name":"x","config":{"functions":[{"name":"a b"}]}}""", "config.functions" },
        { """{"agent_name":"x","config":{"functions":"all"}}""", "config.functions" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task A_wrong_field_is_named_and_nothing_is_stored(string json, string field)
    {
        var owner = await app.SignInAsync();

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal("validation_failed", problem.Code());
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(32, problem.Text("trace_id")!.Length);
        Assert.Equal(0, (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var owner = await app.SignInAsync();

        var problem = await owner.Http.SendJsonAsync(
            HttpMethod.Post, "/agents", """{"agent_name":"","role":"x","config":{"language":"de","voice":7}}""").ReadAsync(HttpStatusCode.BadRequest);

        Assert.Equal(
            ["agent_name", "role", "config.voice", "config.language"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("", "bad_request")]
    [InlineData("null", "bad_request")]
    [InlineData("[]", "malformed_json")]
    [InlineData("{\"agent_name\":", "malformed_json")]
    [InlineData("{\"agent_name\":\"x\",\"workspace_id\":\"00000000-0000-0000-0000-000000000001\"}", "malformed_json")]
    [InlineData("{\"agent_name\":\"x\",\"user_id\":\"00000000-0000-0000-0000-000000000001\"}", "malformed_json")]
    [InlineData("{\"agent_name\":\"\\ud800\"}", "validation_failed")]
    public async Task A_body_that_is_no_agent_is_refused(string body, string code)
    {
        var owner = await app.SignInAsync();

        Assert.Equal(code, (await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", body).ReadAsync(HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Deep_json_is_refused()
    {
        var owner = await app.SignInAsync();
        var deep = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));

        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", $$$"""{"agent_name":"x","config":{"variables": {{{deep}}} }}""").ReadAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/agents/not-a-guid")]
    [InlineData("/agents/00000000-0000-0000-0000-000000000000")]
    [InlineData("/agents/%20")]
    public async Task An_agent_that_cannot_be_is_not_found(string path)
    {
        var owner = await app.SignInAsync();

        Assert.Equal("not_found", (await owner.Http.GetAsync(path).ReadAsync(HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task A_request_sent_again_with_its_key_adds_one_agent_and_gets_the_same_answer()
    {
        var owner = await app.SignInAsync();
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => owner.Http.SendJsonAsync(
            HttpMethod.Post, "/agents", i % 2 == 0 ? """{"agent_name":"Pete","role":"inbound"}""" : """{ "role":"inbound", "agent_name":"Pete" }""", key)
            .ReadAsync(HttpStatusCode.Created)));

        Assert.Single(answers.Select(answer => answer.GetRawText()).Distinct());
        Assert.Equal(1, await CountAsync(owner));
    }

    [Fact]
    public async Task A_key_is_good_for_one_request_in_one_workspace()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        var key = Guid.NewGuid().ToString();
        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Pete"}""", key).ReadAsync(HttpStatusCode.Created);

        var reused = await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Paul"}""", key).ReadAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("idempotency_key_reused", reused.Code());
        await other.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Paul"}""", key).ReadAsync(HttpStatusCode.Created);
        Assert.Equal(1, await CountAsync(owner));
    }

    [Fact]
    public async Task A_refused_request_does_not_use_its_key_up()
    {
        var owner = await app.SignInAsync();
        var inbound = await owner.Http.AddAgentAsync(new { agent_name = "First", role = "inbound" });
        var key = Guid.NewGuid().ToString();
        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Pete","role":"inbound"}""", key).ReadAsync(HttpStatusCode.Conflict);
        await owner.Http.DeleteAsync($"/agents/{inbound.Id("agent_id")}").ReadAsync(HttpStatusCode.NoContent);

        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Pete","role":"inbound"}""", key).ReadAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("a b")]
    public async Task A_key_that_cannot_be_kept_is_refused(string key)
    {
        var owner = await app.SignInAsync();

        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Pete"}""", key).ReadAsync(HttpStatusCode.BadRequest);
        await owner.Http.SendJsonAsync(HttpMethod.Post, "/agents", """{"agent_name":"Pete"}""", new string('k', 256)).ReadAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<int> CountAsync(Person owner) =>
        (await owner.Http.GetAsync("/agents").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32();
}
