using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Bad days. Each test breaks something and leaves it whole again.</summary>
[Collection(SharedHost.Name)]
public sealed class FaultTests(VoiceHost host)
{
    [Fact]
    public async Task Calls_go_on_while_agents_is_away()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await workspace.CallAsync("request_callback", []);
        await host.WithoutAsync("agents", async () =>
        {
            var spoken = await workspace.CallAsync("request_callback", []);
            Assert.NotNull(spoken.Result);

            // A process that starts now knows the workspace from Redis.
            await using var replica = await host.StartServiceAsync();
            using var client = replica.CreateClient();
            Assert.NotNull((await workspace.CallAsync("request_callback", [], service: client)).Result);
        });
    }

    [Fact]
    public async Task A_secret_that_nobody_can_check_is_neither_refused_nor_admitted()
    {
        await host.WithoutAsync("agents", async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/vapi/webhook") { Content = Workspace.Json("{}") };
            request.Headers.Add("X-Vapi-Secret", "never seen before");
            using var response = await host.Voice.SendAsync(request);
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, response.StatusCode);
        });
    }

    [Fact]
    public async Task Redis_being_away_delays_nobody()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await host.WithoutAsync("cache", async () =>
        {
            var watch = Stopwatch.StartNew();
            var spoken = await workspace.CallAsync("request_callback", []);
            Assert.NotNull(spoken.Result);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        });
    }

    [Fact]
    public async Task What_happens_while_postgres_is_away_is_kept_and_told_later()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await workspace.CallAsync("request_callback", [], "call-outage", "tool-before");
        await host.WithoutAsync("postgres", async () =>
        {
            var watch = Stopwatch.StartNew();
            var spoken = await workspace.CallAsync("request_callback", [], "call-outage", "tool-during");
            Assert.NotNull(spoken.Result);
            await workspace.PostSampleAsync("07-end-of-call-report.json", message => message["call"]!["id"] = "call-outage");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
        });

        var call = await workspace.WaitForCallAsync("call-outage", seen => seen["tool_calls"]!.AsArray().Count == 2 && seen["transcript"] is not null);
        Assert.Equal("ended", call["status"]!.GetValue<string>());
        await Eventually.HoldsAsync(() => host.Events.Of<CallEnded>(workspace.Id).Count == 1, "the end of the call is announced");
    }

    [Fact]
    public async Task One_slow_tool_is_answered_as_such_in_time_and_the_others_as_usual()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await workspace.CallAsync("get_availability", []);
        var message = workspace.Message("tool-calls", "call-slow");
        message["toolCallList"] = new JsonArray(
            new JsonObject { ["id"] = "slow", ["name"] = "get_availability" },
            new JsonObject { ["id"] = "quick", ["name"] = "request_callback" });
        using (await host.Servers.HangAsync("calendar"))
        {
            var watch = Stopwatch.StartNew();
            var answers = Workspace.Results(await workspace.PostAsync(message));

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
            Assert.Contains("still checking", answers[0].Error, StringComparison.Ordinal);
            Assert.NotNull(answers[1].Result);
        }
    }
}
