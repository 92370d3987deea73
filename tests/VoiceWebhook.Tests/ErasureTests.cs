using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>What is left of the calls of people who were erased.</summary>
[Collection(SharedHost.Name)]
public sealed class ErasureTests(VoiceHost host)
{
    [Fact]
    public async Task What_was_said_in_a_workspace_that_closed_with_its_person_is_removed()
    {
        var (closed, going) = (await host.CreateWorkspaceAsync(), await host.CreateWorkspaceAsync());
        foreach (var workspace in new[] { closed, going })
        {
            await workspace.PostSampleAsync("07-end-of-call-report.json", message => message["call"]!["id"] = "call-1");
            await workspace.CallAsync("search_rentals", new JsonObject { ["website"] = "homes.test" }, "call-1", "tool-1");
            await workspace.WaitForCallAsync("call-1", call => call["tool_calls"]!.AsArray().Count == 1 && call["transcript"] is not null);
        }

        await host.Events.PublishAsync(new UserErased(going.Id, DateTimeOffset.UtcNow, going.Member.UserId, IsWorkspaceClosed: false));
        await host.Events.PublishAsync(new UserErased(closed.Id, DateTimeOffset.UtcNow, closed.Member.UserId, IsWorkspaceClosed: true));

        var emptied = await closed.WaitForCallAsync("call-1", call => call["content_removed_at"] is not null);
        Assert.All(new[] { "caller", "summary", "transcript", "recording_url" }, part => Assert.Null(emptied[part]));
        Assert.Equal(126.4m, emptied["duration_seconds"]!.GetValue<decimal>());
        Assert.Null(emptied["tool_calls"]![0]!["arguments"]);
        Assert.Null(emptied["tool_calls"]![0]!["reply"]);
        // Both events came through one queue, in this order.
        var kept = await going.GetAsync("/calls/call-1");
        Assert.All(new[] { "caller", "summary", "transcript" }, part => Assert.NotNull(kept[part]));
        Assert.NotNull(kept["tool_calls"]![0]!["arguments"]);
    }
}
