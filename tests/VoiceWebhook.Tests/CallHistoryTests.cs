using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Contracts.Events;
using PeteRental.VoiceWebhook.Calls;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>What is kept of calls, and who sees it.</summary>
[Collection(SharedHost.Name)]
public sealed class CallHistoryTests(VoiceHost host)
{
    private static readonly string[] Samples = ["06-status-update-ended.json", "07-end-of-call-report.json"];

    [Fact]
    public async Task A_call_is_told_by_its_messages_in_any_order_and_however_often_they_come()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var callId = $"call-{Guid.CreateVersion7()}";
        var messages = new[] { Samples[1], Samples[0], Samples[1], Samples[0], Samples[0] };

        await Task.WhenAll(messages.Select(sample => workspace.PostSampleAsync(sample, message => message["call"]!["id"] = callId)));
        await workspace.PostSampleAsync(Samples[0], message =>
        {
            message["call"]!["id"] = callId;
            message["status"] = "in-progress";
        });

        var call = await workspace.WaitForCallAsync(callId, _ => true);
        Assert.Equal("ended", call["status"]!.GetValue<string>());
        Assert.Equal("customer-ended-call", call["ended_reason"]!.GetValue<string>());
        Assert.Equal(workspace.AgentId, call["agent_id"]!.GetValue<Guid>());
        Assert.Equal("+14055550187", call["caller"]!.GetValue<string>());
        Assert.Equal(126.4m, call["duration_seconds"]!.GetValue<decimal>());
        Assert.Equal(0.1874m, call["cost"]!.GetValue<decimal>());
        Assert.StartsWith("Renée O'Connor booked", call["summary"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("The Birchwood apartment.", call["transcript"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("https://storage.example.invalid/rec/mono.wav", call["recording_url"]!.GetValue<string>());
        Assert.Equal(new DateTimeOffset(2026, 10, 1, 14, 0, 0, TimeSpan.Zero), call["started_at"]!.GetValue<DateTimeOffset>());
        await Eventually.HoldsAsync(
            () => host.Events.Of<CallStarted>(workspace.Id).Count > 0 && host.Events.Of<CallEnded>(workspace.Id).Count > 0, "both events arrive");
        var started = Assert.Single(host.Events.Of<CallStarted>(workspace.Id));
        var ended = Assert.Single(host.Events.Of<CallEnded>(workspace.Id));
        Assert.Equal((callId, workspace.AgentId, 126.4m, "none"), (ended.CallId, ended.AgentId, ended.DurationSeconds, ended.Outcome));
        Assert.Equal(64, started.CallerHash!.Length);
        Assert.Equal(started.CallerHash, ended.CallerHash);
    }

    [Fact]
    public async Task A_ringing_call_has_not_started_yet()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var status in new[] { "queued", "ringing" })
        {
            var message = workspace.Message("status-update", "call-ringing");
            message["status"] = status;
            await workspace.PostAsync(message);
        }

        var call = await workspace.WaitForCallAsync("call-ringing", _ => true);
        Assert.Equal("ringing", call["status"]!.GetValue<string>());
        Assert.Equal(0, await host.QueryAsync<long>("SELECT count(*) FROM outbox WHERE payload ->> 'workspace_id' = @id", new { id = workspace.Id.ToString() }));
        Assert.Empty(host.Events.Of<CallStarted>(workspace.Id));
    }

    [Fact]
    public async Task Tool_calls_are_kept_with_their_words_and_a_repetition_is_counted()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var arguments = new JsonObject { ["website"] = "homes.test", ["nested"] = new JsonObject { ["deep"] = new JsonArray(1, null) } };

        await workspace.CallAsync("search_rentals", arguments, "call-tools", "tool-1");
        await workspace.CallAsync("search_rentals", arguments, "call-tools", "tool-1");
        var last = await workspace.CallAsync("no_such_tool", [], "call-tools", "tool-2");

        var call = await workspace.WaitForCallAsync("call-tools", seen => seen["tool_calls"]!.AsArray().Count == 2 && seen["tool_calls"]![0]!["deliveries"]!.GetValue<int>() == 2);
        var kept = call["tool_calls"]!.AsArray();
        Assert.Equal(["tool-1", "tool-2"], kept.Select(one => one!["tool_call_id"]!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(arguments, kept[0]!["arguments"]));
        Assert.Equal(last.Error, kept[1]!["reply"]!.GetValue<string>());
        Assert.True(kept[1]!["is_error"]!.GetValue<bool>());
        await Eventually.HoldsAsync(() => host.Events.Of<CallStarted>(workspace.Id).Count > 0, "the call is announced by its first tool call");
        Assert.Single(host.Events.Of<CallStarted>(workspace.Id));
    }

    [Fact]
    public async Task Words_that_a_database_cannot_hold_do_not_keep_others_from_being_kept()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var message = workspace.Message("tool-calls", "call-odd").ToJsonString();
        var lists = """ "toolCallList":[{"id":"zero","name":"search_rentals","arguments":{"q":"a\u0000b"}},{"id":"half","name":"search_rentals","arguments":{"q":"\ud83d"}},{"id":"good","name":"search_rentals","arguments":{"q":"🏠"}}] """;
        using var response = await workspace.PostAsync(Workspace.Json($$"""{"message":{{message[..^1]}},{{lists}} } }"""));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var call = await workspace.WaitForCallAsync("call-odd", seen => seen["tool_calls"]!.AsArray().Count == 3);
        var kept = call["tool_calls"]!.AsArray().ToDictionary(one => one!["tool_call_id"]!.GetValue<string>(), one => one!["arguments"]);
        Assert.Equal("a\0b", kept["zero"]!["q"]!.GetValue<string>());
        Assert.Null(kept["half"]);
        Assert.Equal("🏠", kept["good"]!["q"]!.GetValue<string>());
    }

    [Fact]
    public async Task Calls_are_listed_newest_first_page_by_page_and_by_what_is_asked_for()
    {
        var workspace = await host.CreateWorkspaceAsync();
        for (var i = 0; i < 7; i++)
        {
            var message = workspace.Message("status-update", $"call-{i}");
            message["status"] = "in-progress";
            message["timestamp"] = new DateTimeOffset(2026, 10, 1 + i, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
            await workspace.PostAsync(message);
        }

        Assert.Equal(["call-6", "call-5", "call-4", "call-3", "call-2", "call-1", "call-0"], await WalkAsync("/calls?limit=3"));
        Assert.Equal(["call-4", "call-3"], await WalkAsync("/calls?from=2026-10-04T00:00:00Z&to=2026-10-06T00:00:00Z"));
        Assert.Equal(7, (await WalkAsync($"/calls?agent_id={workspace.AgentId}&outcome=none")).Count);
        Assert.Empty(await WalkAsync($"/calls?agent_id={Guid.CreateVersion7()}"));
        Assert.Empty(await WalkAsync("/calls?outcome=booked"));
        Assert.Equal(HttpStatusCode.BadRequest, (await workspace.TryGetAsync("/calls?outcome=great")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await workspace.TryGetAsync("/calls?cursor=nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await workspace.TryGetAsync("/calls?from=yesterday")).StatusCode);

        async Task<List<string>> WalkAsync(string path)
        {
            var seen = new List<string>();
            for (string? next = ""; next is not null;)
            {
                var page = await workspace.GetAsync(path + next);
                seen.AddRange(page["calls"]!.AsArray().Select(call => call!["call_id"]!.GetValue<string>()));
                next = page["next_cursor"]?.GetValue<string>() is { } cursor ? $"&cursor={cursor}" : null;
            }

            return seen;
        }
    }

    [Fact]
    public async Task Another_workspaces_calls_do_not_exist()
    {
        var mine = await host.CreateWorkspaceAsync();
        var other = await host.CreateWorkspaceAsync();
        await mine.PostSampleAsync("07-end-of-call-report.json", message => message["call"]!["id"] = "call-shared-id");
        await mine.WaitForCallAsync("call-shared-id", _ => true);

        Assert.Equal(HttpStatusCode.NotFound, (await other.TryGetAsync("/calls/call-shared-id")).StatusCode);
        Assert.Empty((await other.GetAsync("/calls"))["calls"]!.AsArray());

        await other.PostSampleAsync("06-status-update-ended.json", message => message["call"]!["id"] = "call-shared-id");
        var theirs = await other.WaitForCallAsync("call-shared-id", _ => true);
        Assert.Null(theirs["summary"]);
        Assert.Equal(HttpStatusCode.NotFound, (await mine.TryGetAsync("/calls/no-such-call")).StatusCode);
        using var stranger = await host.Voice.GetAsync("/calls");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    [Fact]
    public async Task What_was_said_is_removed_when_it_was_kept_long_enough_and_the_rest_stays()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var callId in new[] { "call-old", "call-new" })
        {
            await workspace.PostSampleAsync("07-end-of-call-report.json", message => message["call"]!["id"] = callId);
            await workspace.CallAsync("search_rentals", new JsonObject { ["website"] = "homes.test" }, callId, $"tool-{callId}");
            await workspace.WaitForCallAsync(callId, call => call["tool_calls"]!.AsArray().Count == 1);
        }

        await host.QueryAsync<int>(
            """
            UPDATE calls SET begun_at = begun_at - interval '91 days' WHERE workspace_id = @id AND call_id = 'call-old';
            UPDATE tool_calls SET received_at = received_at - interval '91 days' WHERE workspace_id = @id AND call_id = 'call-old'
            """,
            new { id = workspace.Id });

        await host.Services.GetRequiredService<ContentRetention>().SweepAsync(CancellationToken.None);

        var old = await workspace.GetAsync("/calls/call-old");
        var kept = await workspace.GetAsync("/calls/call-new");
        Assert.All(new[] { "summary", "transcript", "recording_url" }, part => Assert.Null(old[part]));
        Assert.NotNull(old["content_removed_at"]);
        Assert.Equal(126.4m, old["duration_seconds"]!.GetValue<decimal>());
        Assert.Null(old["tool_calls"]![0]!["arguments"]);
        Assert.Null(old["tool_calls"]![0]!["reply"]);
        Assert.All(new[] { "summary", "transcript", "recording_url" }, part => Assert.NotNull(kept[part]));
        Assert.NotNull(kept["tool_calls"]![0]!["arguments"]);

        await workspace.PostSampleAsync("07-end-of-call-report.json", message => message["call"]!["id"] = "call-old");
        Assert.Null((await workspace.GetAsync("/calls/call-old"))["transcript"]);
    }

    [Fact]
    public async Task Events_of_viewings_set_the_outcome_of_their_call_once_and_a_managers_change_does_not()
    {
        var workspace = await host.CreateWorkspaceAsync();
        var now = DateTimeOffset.UtcNow;
        await host.Events.PublishAsync(new AppointmentBooked(workspace.Id, now, Facts("call-events")));
        await workspace.WaitForCallAsync("call-events", call => call["outcome"]!.GetValue<string>() == "booked");

        await host.Events.PublishAsync(new AppointmentCancelled(workspace.Id, now.AddSeconds(5), Facts("call-events"), null, "manager"));
        await host.Events.PublishAsync(new AppointmentCancelled(workspace.Id, now.AddDays(3), Facts("call-events"), null, "caller"));
        await host.Events.PublishAsync(new AppointmentRescheduled(workspace.Id, now.AddSeconds(10), Facts("call-events"), now, now, "caller"));
        await workspace.WaitForCallAsync("call-events", call => call["outcome"]!.GetValue<string>() == "rescheduled");

        // The two cancellations went before the move on queues of their own; when their inbox rows are there, they have been seen.
        await Eventually.HoldsAsync(
            async () => await host.QueryAsync<long>("SELECT count(*) FROM inbox WHERE consumer = 'call-cancelled'") >= 2, "the cancellations are seen");
        Assert.Equal("rescheduled", (await workspace.GetAsync("/calls/call-events"))["outcome"]!.GetValue<string>());

        static AppointmentFacts Facts(string callId) => new(
            Guid.CreateVersion7(), Guid.CreateVersion7(), null, null, "confirmed", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, "America/Chicago", "1 Elm St",
            "Ana", null, null, null, callId, "voice", 0);
    }

    [Fact]
    public async Task Nothing_of_what_is_said_and_nobody_who_says_it_is_logged()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var body in Payloads.All)
        {
            using var response = await workspace.PostAsync(Workspace.Json(System.Text.Encoding.UTF8.GetString(body)));
        }

        foreach (var sample in Samples)
        {
            await workspace.PostSampleAsync(sample);
        }

        await workspace.PostSampleAsync("02-tool-calls-arguments-string.json");
        await workspace.PostAsync(Workspace.Json("{\"message\": Renée"));
        await host.WithoutAsync("postgres", () => workspace.PostSampleAsync("07-end-of-call-report.json"));

        Assert.NotEmpty(host.Log.Lines);
        foreach (var secret in new[] { "Renée", "O'Connor", "Birchwood", "4055550187", "storage.example", workspace.Secret, workspace.Number })
        {
            Assert.DoesNotContain(host.Log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Entries_that_wait_are_written_when_the_service_stops()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await using (var replica = await host.StartServiceAsync())
        {
            using var client = replica.CreateClient();
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => workspace.CallAsync("search_rentals", [], $"call-{i % 7}", $"tool-{i}", service: client)));
        }

        Assert.Equal(300, await host.QueryAsync<long>("SELECT count(*) FROM tool_calls WHERE workspace_id = @id", new { id = workspace.Id }));
    }
}
