using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests;

public sealed class FaultTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => new(sandbox.ResetAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_fault_plays_as_often_as_asked_and_only_at_its_target()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/bookings", status = 503, times = 2 });

        Assert.Equal(HttpStatusCode.NoContent, await HookAsync("bookings-other"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HookAsync("bookings"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HookAsync("bookings"));
        Assert.Equal(HttpStatusCode.NoContent, await HookAsync("bookings"));
    }

    [Fact]
    public async Task A_prefix_covers_everything_below_it_and_faults_are_used_up_in_order()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/a", status = 500, times = 1 });
        await sandbox.SetFaultAsync(new { target = "hooks", status = 429 });

        Assert.Equal(HttpStatusCode.InternalServerError, await HookAsync("a"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await HookAsync("a"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await HookAsync("b"));
    }

    [Fact]
    public async Task Faults_can_be_listed_and_taken_back_by_target_or_all()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/a", status = 500, times = 3 });
        await sandbox.SetFaultAsync(new { target = "hooks/b", drop = true });
        await HookAsync("a");

        var faults = (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/faults")).GetProperty("faults").EnumerateArray().ToList();
        Assert.Equal(["hooks/a", "hooks/b"], faults.Select(fault => fault.GetProperty("target").GetString()));
        Assert.Equal(2, faults[0].GetProperty("remaining").GetInt32());

        await sandbox.Http.DeleteAsync("/control/faults?target=hooks/a");
        Assert.Equal(HttpStatusCode.NoContent, await HookAsync("a"));
        await Assert.ThrowsAsync<HttpRequestException>(() => HookAsync("b"));
        await sandbox.Http.DeleteAsync("/control/faults");
        Assert.Equal(HttpStatusCode.NoContent, await HookAsync("b"));
    }

    [Fact]
    public async Task A_body_is_answered_as_it_was_given()
    {
        await sandbox.SetFaultAsync(new { target = "clerk/.well-known", status = 502, body = "<html>bad gateway", times = 1 });
        await sandbox.SetFaultAsync(new { target = "clerk/.well-known", body = new { keys = "garbage" }, times = 1 });

        var text = await sandbox.Http.GetAsync("/clerk/.well-known/jwks.json");
        var json = await sandbox.Http.GetAsync("/clerk/.well-known/jwks.json");

        Assert.Equal(HttpStatusCode.BadGateway, text.StatusCode);
        Assert.Equal("<html>bad gateway", await text.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
        Assert.Equal("{\"keys\":\"garbage\"}", await json.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Headers_come_with_the_failure()
    {
        await sandbox.SetFaultAsync(new
        {
            target = "hooks",
            status = 429,
            body = "<slow down/>",
            times = 1,
            headers = new Dictionary<string, string> { ["Retry-After"] = "7", ["Content-Type"] = "application/xml" },
        });

        using var response = await sandbox.Http.PostAsync("/hooks/a", JsonContent.Create(new { }));

        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_delay_keeps_the_true_answer_waiting()
    {
        await sandbox.SetFaultAsync(new { target = "clerk/tokens", delay_ms = 400, times = 1 });
        var watch = Stopwatch.StartNew();
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        Assert.InRange(watch.ElapsedMilliseconds, 390, 30_000);
        Assert.Equal("ada@oakhill.test", jwt.Claim("email"));
    }

    [Theory]
    [InlineData("""{"target":"clerk/tokens","after_effect":true,"status":500,"times":1}""")]
    [InlineData("""{"target":"clerk/tokens","after_effect":true,"drop":true,"times":1}""")]
    public async Task After_the_effect_the_answer_is_lost(string fault)
    {
        await sandbox.Http.PostAsync("/control/faults", new StringContent(fault, Encoding.UTF8, "application/json"));
        var lost = await TrySignInAsync("{\"email\":\"ada@oakhill.test\"}");
        var kept = await TrySignInAsync("{\"email\":\"ada@oakhill.test\"}");

        Assert.DoesNotContain("token", lost, StringComparison.Ordinal);
        Assert.Contains("token", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_effect_means_that_the_request_was_worked_on()
    {
        // A body that cannot be read shows it: the work fails before there is an answer to lose.
        await sandbox.SetFaultAsync(new { target = "clerk/tokens", after_effect = true, status = 503, times = 1 });
        await sandbox.SetFaultAsync(new { target = "clerk/tokens", status = 503, times = 1 });

        Assert.Contains("cannot be read", await TrySignInAsync("{broken"), StringComparison.Ordinal);
        Assert.Equal("", await TrySignInAsync("{broken"));
    }

    [Fact]
    public async Task After_the_effect_a_delay_answers_the_truth()
    {
        await sandbox.SetFaultAsync(new { target = "clerk/tokens", after_effect = true, delay_ms = 1, times = 1 });

        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        Assert.True(jwt.IsSignedBy(await sandbox.KeysAsync()));
    }

    [Fact]
    public async Task Requests_at_once_share_a_count_exactly()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/many", status = 500, times = 10 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => HookAsync("many")));

        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.InternalServerError));
    }

    [Fact]
    public async Task A_fault_of_one_account_meets_nobody_else_and_is_taken_back_alone()
    {
        var (ours, others) = ($"vapi_test_{Guid.NewGuid():N}", $"vapi_test_{Guid.NewGuid():N}");
        foreach (var account in new[] { ours, "AC00000000000000000000000000000001" })
        {
            (await sandbox.Http.PostAsJsonAsync("/control/faults", new { target = account == ours ? "vapi" : "twilio", status = 503, account })).EnsureSuccessStatusCode();
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ListAssistantsAsync(ours));
        Assert.Equal(HttpStatusCode.OK, await ListAssistantsAsync(others));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sandbox.Http.GetAsync("/twilio/2010-04-01/Accounts/AC00000000000000000000000000000001.json")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.Http.GetAsync("/twilio/2010-04-01/Accounts/AC00000000000000000000000000000002.json")).StatusCode);

        (await sandbox.Http.DeleteAsync($"/control/faults?account={ours}")).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.OK, await ListAssistantsAsync(ours));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await sandbox.Http.GetAsync("/twilio/2010-04-01/Accounts/AC00000000000000000000000000000001.json")).StatusCode);
    }

    [Theory]
    [InlineData("""{"status":500}""", "target")]
    [InlineData("""{"target":"","status":500}""", "target")]
    [InlineData("""{"target":"/hooks","status":500}""", "target")]
    [InlineData("""{"target":"control/faults","status":500}""", "target")]
    [InlineData("""{"target":"Control","status":500}""", "target")]
    [InlineData("""{"target":"hooks"}""", "status")]
    [InlineData("""{"target":"hooks","delay_ms":0}""", "status")]
    [InlineData("""{"target":"hooks","status":99}""", "status")]
    [InlineData("""{"target":"hooks","status":600}""", "status")]
    [InlineData("""{"target":"hooks","delay_ms":-1}""", "delay_ms")]
    [InlineData("""{"target":"hooks","status":500,"times":0}""", "times")]
    [InlineData("""{"target":"hooks","status":500,"account":""}""", "account")]
    [InlineData("""{"target":"hooks","status":500,"drop":true}""", "drop")]
    [InlineData("""{"target":"hooks","status":204,"body":"x"}""", "body")]
    [InlineData("""{"target":"hooks","body":"\ud800"}""", "body")]
    [InlineData("""{"target":"hooks","status":429,"headers":{"Retry After":"1"}}""", "headers")]
    [InlineData("""{"target":"hooks","status":429,"headers":{"Retry-After":"1\r\nX: y"}}""", "headers")]
    [InlineData("""{"target":"hooks","status":429,"headers":{"Retry-After":null}}""", "headers")]
    [InlineData("""{"target":"hooks","status":429,"headers":{"Content-Length":"5"}}""", "headers")]
    [InlineData("""{"target":"hooks","delay_ms":5,"headers":{"Retry-After":"1"}}""", "headers")]
    public async Task A_wrong_fault_is_refused_by_field_and_not_set(string json, string field)
    {
        var response = await sandbox.Http.PostAsync("/control/faults", new StringContent(json, Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        Assert.Equal(HttpStatusCode.NoContent, await HookAsync("x"));
    }

    private async Task<HttpStatusCode> ListAssistantsAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/vapi/assistant");
        request.Headers.Authorization = new("Bearer", key);
        using var response = await sandbox.Http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> HookAsync(string name)
    {
        using var response = await sandbox.Http.PostAsync("/hooks/" + name, JsonContent.Create(new { }));
        return response.StatusCode;
    }

    private async Task<string> TrySignInAsync(string json)
    {
        try
        {
            using var response = await sandbox.Http.PostAsync("/clerk/tokens", new StringContent(json, Encoding.UTF8, "application/json"));
            return await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException dropped)
        {
            return dropped.GetType().Name;
        }
    }
}
