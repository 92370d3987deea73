using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests;

public sealed class ControlTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => new(sandbox.ResetAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_hook_keeps_what_came_byte_for_byte_with_its_signature()
    {
        const string body = """{ "type" : "appointment.booked",  "data": {"address":"12 Oak Street","seats":2.50} }""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/bookings?attempt=2")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        await sandbox.Http.SendAsync(request);

        var kept = Assert.Single(await sandbox.RequestsAsync("hooks/bookings"));
        Assert.Equal(body, kept.GetProperty("body").GetString());
        Assert.Equal("12 Oak Street", kept.GetProperty("json").GetProperty("data").GetProperty("address").GetString());
        Assert.Equal("POST", kept.GetProperty("method").GetString());
        Assert.Equal("2", kept.GetProperty("query").GetProperty("attempt").GetString());
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", kept.GetProperty("headers").GetProperty("webhook-signature").GetString());
        Assert.Equal(204, kept.GetProperty("status").GetInt32());
        Assert.False(kept.GetProperty("redacted").GetBoolean());
    }

    [Fact]
    public async Task Requests_are_told_apart_by_target_and_those_that_met_a_fault_are_kept()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/b", drop = true });
        await sandbox.Http.PostAsync("/hooks/a", JsonContent.Create(new { n = 1 }));
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Http.PostAsync("/hooks/b", JsonContent.Create(new { n = 2 })));

        Assert.Single(await sandbox.RequestsAsync("hooks/a"));
        var dropped = Assert.Single(await sandbox.RequestsAsync("hooks/b"));
        Assert.False(dropped.TryGetProperty("status", out _));
        Assert.Equal(["/hooks/a", "/hooks/b"], (await sandbox.RequestsAsync("hooks")).Select(Path));
        Assert.Equal(2, (await sandbox.RequestsAsync()).Count);
    }

    [Fact]
    public async Task Secrets_are_not_recorded_wherever_they_stand()
    {
        const string planted = "PLANTED-5f1e8c";
        var jwt = (await sandbox.SignInAsync(new { email = "ada@oakhill.test" })).Text;
        using var json = new HttpRequestMessage(HttpMethod.Post, $"/hooks/x?access_token={planted}&page=2")
        {
            Content = new StringContent(
                $$"""{"auth":{"apiKey":"{{planted}}","max_tokens":250},"list":[{"client_secret":"{{planted}}"}],"note":"see {{jwt}} there","password":["kept"]}""",
                Encoding.UTF8, "application/json"),
        };
        json.Headers.Authorization = new AuthenticationHeaderValue("Bearer", planted);
        json.Headers.Add("X-Vapi-Secret", planted);
        json.Headers.Add("Cookie", "session=" + planted);
        await sandbox.Http.SendAsync(json);
        await sandbox.Http.PostAsync("/hooks/x", new FormUrlEncodedContent([new("code", planted), new("grant_type", "authorization_code")]));
        await sandbox.Http.PostAsync("/hooks/x", new StringContent("{\"refresh_token\":\"" + planted + "\",\"fill\":\"" + new string('x', 70_000)));
        await sandbox.Http.PostAsync("/hooks/x", new StringContent("Bearer " + planted + " " + jwt));

        var requests = await sandbox.RequestsAsync();
        var all = string.Concat(requests.Select(request => request.GetRawText()));
        Assert.DoesNotContain(planted, all, StringComparison.Ordinal);
        Assert.DoesNotContain(jwt, all, StringComparison.Ordinal);
        var first = (await sandbox.RequestsAsync("hooks/x"))[0];
        Assert.True(first.GetProperty("redacted").GetBoolean());
        Assert.Equal(250, first.GetProperty("json").GetProperty("auth").GetProperty("max_tokens").GetInt32());
        Assert.Equal("2", first.GetProperty("query").GetProperty("page").GetString());
        Assert.Contains("grant_type=authorization_code", (await sandbox.RequestsAsync("hooks/x"))[1].GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_is_taken_and_kept_in_part()
    {
        await sandbox.Http.PostAsync("/hooks/large", new StringContent(new string('x', 200_000)));

        var kept = Assert.Single(await sandbox.RequestsAsync("hooks/large"));
        Assert.True(kept.GetProperty("body_is_partial").GetBoolean());
        Assert.Equal(200_000, kept.GetProperty("body_bytes").GetInt64());
        Assert.Equal(64 * 1024, kept.GetProperty("body").GetString()!.Length);
    }

    [Fact]
    public async Task Only_the_latest_requests_are_kept()
    {
        foreach (var batch in Enumerable.Range(0, 2_010).Chunk(30))
        {
            await Task.WhenAll(batch.Select(n => sandbox.Http.PostAsync("/hooks/many", JsonContent.Create(n))));
        }

        await sandbox.Http.PostAsync("/hooks/many", JsonContent.Create("the last"));

        var requests = await sandbox.RequestsAsync("hooks/many");
        Assert.Equal(2_000, requests.Count);
        Assert.Equal("the last", requests[^1].GetProperty("json").GetString());
        Assert.Equal(1_999, requests[^1].GetProperty("id").GetInt64() - requests[0].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task The_clock_moves_tokens_and_nothing_else()
    {
        var shifted = await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = -7_200 });
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        Assert.Equal(HttpStatusCode.OK, shifted.StatusCode);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange(jwt.Number("iat"), now - 7_230, now - 7_199);
        var seen = Assert.Single(await sandbox.RequestsAsync("clerk")).GetProperty("received_at").GetDateTimeOffset();
        Assert.InRange(seen.ToUnixTimeSeconds(), now - 30, now + 1);
    }

    [Fact]
    public async Task Reset_forgets_faults_requests_and_the_clock_but_keeps_the_keys()
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });
        await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 86_400 });
        await sandbox.SetFaultAsync(new { target = "hooks", status = 500 });

        Assert.Equal(HttpStatusCode.NoContent, (await sandbox.Http.PostAsync("/control/reset", null)).StatusCode);

        Assert.Empty(await sandbox.RequestsAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await sandbox.Http.PostAsync("/hooks/a", null)).StatusCode);
        Assert.Equal(0, (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/clock")).GetProperty("offset_seconds").GetInt64());
        Assert.True(jwt.IsSignedBy(await sandbox.KeysAsync()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"offset_seconds":400000000}""")]
    [InlineData("""{"offset_seconds":-9223372036854775808}""")]
    [InlineData("""{"offset_seconds":"later"}""")]
    public async Task A_wrong_shift_is_refused(string json)
    {
        var response = await sandbox.Http.PostAsync("/control/clock", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/clock")).GetProperty("offset_seconds").GetInt64());
    }

    [Theory]
    [InlineData("GET", "/control/requests?target=..%2Fhooks%2F%2F", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "/control/faults?target=control", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("GET", "/hooks/a", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_understood_is_a_problem(string method, string path, HttpStatusCode status)
    {
        var response = await sandbox.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private static string? Path(JsonElement request) => request.GetProperty("path").GetString();
}
