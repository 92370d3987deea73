using System.Net;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiAccountTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => new(sandbox.ResetAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk-live-key")]
    [InlineData("Bearer vapi_test_")]
    [InlineData("Bearer VAPI_TEST_x")]
    [InlineData("Basic vapi_test_x")]
    [InlineData("vapi_test_x")]
    public async Task A_key_that_is_not_good_is_refused_as_Vapi_does(string? authorization)
    {
        foreach (var path in new[] { "assistant?limit=1", "tool", "nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/vapi/" + path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await sandbox.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(
                """{"message":"Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.","error":"Unauthorized","statusCode":401}""",
                await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Each_key_is_an_account_that_sees_only_its_own()
    {
        var one = new VapiClient(sandbox.Http);
        var two = new VapiClient(sandbox.Http);
        var made = await one.CreateAsync("assistant", new { name = "mine" });
        var other = await two.CreateAsync("assistant", new { name = "theirs" });

        Assert.NotEqual(made.GetProperty("orgId").GetString(), other.GetProperty("orgId").GetString());
        Assert.Equal("mine", Assert.Single((await one.GetAsync("assistant")).EnumerateArray()).GetProperty("name").GetString());
        await two.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"assistant/{made.GetProperty("id").GetString()}");
        await two.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"assistant/{made.GetProperty("id").GetString()}");
    }

    [Fact]
    public async Task Reset_forgets_what_accounts_hold_and_the_key_stays_the_same_organisation()
    {
        var vapi = new VapiClient(sandbox.Http);
        var before = await vapi.CreateAsync("assistant", new { });

        await sandbox.Http.PostAsync("/control/reset", null);

        Assert.Empty((await vapi.GetAsync("assistant")).EnumerateArray());
        Assert.Equal(before.GetProperty("orgId").GetString(), (await vapi.CreateAsync("assistant", new { })).GetProperty("orgId").GetString());
    }

    [Fact]
    public async Task Requests_at_once_lose_nothing()
    {
        var vapi = new VapiClient(sandbox.Http);

        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => vapi.CreateAsync("assistant", new { name = $"a{n}" })));

        Assert.Equal(50, made.DistinctBy(assistant => assistant.GetProperty("id").GetString()).Count());
        Assert.Equal(50, (await vapi.GetAsync("assistant?limit=1000")).GetArrayLength());
    }

    [Fact]
    public async Task A_429_plays_as_often_as_asked_and_makes_nothing()
    {
        var vapi = new VapiClient(sandbox.Http);
        await sandbox.SetFaultAsync(new { target = "vapi/assistant", status = 429, times = 2 });

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(vapi, "assistant"));
        Assert.Equal(HttpStatusCode.OK, (await vapi.SendAsync(HttpMethod.Get, "tool")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(vapi, "assistant"));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(vapi, "assistant"));
        Assert.Equal(1, (await vapi.GetAsync("assistant")).GetArrayLength());
    }

    [Fact]
    public async Task After_the_effect_the_assistant_is_there_though_the_answer_was_lost()
    {
        var vapi = new VapiClient(sandbox.Http);
        await sandbox.SetFaultAsync(new { target = "vapi", status = 503, after_effect = true, times = 1 });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(vapi, "assistant"));

        Assert.Equal(1, (await vapi.GetAsync("assistant")).GetArrayLength());
    }

    [Fact]
    public async Task Garbage_is_answered_as_it_was_given()
    {
        var vapi = new VapiClient(sandbox.Http);
        await sandbox.SetFaultAsync(new { target = "vapi", body = "<html>", times = 1 });
        await sandbox.SetFaultAsync(new { target = "vapi", body = new { id = 7 }, times = 1 });

        Assert.Equal("<html>", await (await vapi.SendAsync(HttpMethod.Get, "assistant")).Content.ReadAsStringAsync());
        Assert.Equal("""{"id":7}""", await (await vapi.SendAsync(HttpMethod.Get, "assistant")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Keys_and_secrets_stay_out_of_the_record()
    {
        var vapi = new VapiClient(sandbox.Http);
        await vapi.CreateAsync("assistant", new
        {
            server = new { url = "https://a.test", secret = "planted-one", headers = new Dictionary<string, string> { ["X-Vapi-Secret"] = "planted-two", ["Authorization"] = "planted-three" } },
        });
        await vapi.SendAsync(HttpMethod.Post, "phone-number", new { provider = "twilio", twilioAuthToken = "planted-four", twilioApiKey = "planted-five", twilioApiSecret = "planted-six" });
        await new VapiClient(sandbox.Http, "planted-live-key").SendAsync(HttpMethod.Get, "assistant");

        var all = string.Concat((await sandbox.RequestsAsync("vapi")).Select(request => request.GetRawText()));

        Assert.Contains("https://a.test", all, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", all, StringComparison.Ordinal);
        Assert.DoesNotContain(vapi.Key, all, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(VapiClient vapi, string path)
    {
        using var response = await vapi.SendAsync(HttpMethod.Post, path, new { });
        return response.StatusCode;
    }
}
