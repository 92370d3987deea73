using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>What happens on the phone and in the calendar is counted where the manager looks.</summary>
public sealed class StatsTests(Deployment deployment)
{
    [Fact]
    public async Task A_call_that_books_and_a_viewing_called_off_are_counted()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        var (busy, idle) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());

        await workspace.BookAsync(openings[0], busy);
        await workspace.BookAsync(openings[5], busy);
        await ReportAsync(workspace, busy, 90);
        await ReportAsync(workspace, idle, 30);
        var booked = (await workspace.GetAsync("/appointments"))["appointments"]!.AsArray();
        await workspace.SendAsync(HttpMethod.Delete, $"/appointments/{booked[0]!["appointment_id"]}", null);

        var stats = await EventuallyAsync(workspace, "the agent's statistics are complete", $"/agents/{workspace.AgentId}/stats", found =>
            (Number(found, "calls"), Number(found, "booked"), Number(found, "cancelled"), Number(found, "average_call_seconds")) == (2, 2, 1, 60));
        Assert.Equal((0.5, 0), (Number(stats, "conversion"), Number(stats, "no_show")));
        Assert.Equal(30, stats["days"]!.AsArray().Count);
        Assert.Equal(120, stats["days"]!.AsArray().Sum(day => Number(day!, "seconds")));
        await EventuallyAsync(workspace, "the dashboard shows what is left", "/dashboard/stats", found =>
            Number(found["calendar"]!, "upcoming") == 1 && Number(found["calls"]!, "today") == 2 && Number(found["calls"]!, "booked_this_week") == 1);
        var other = await deployment.CreateWorkspaceAsync();
        using var foreign = await other.TrySendAsync(HttpMethod.Get, $"/agents/{workspace.AgentId}/stats");
        Assert.Equal(404, (int)foreign.StatusCode);
    }

    private static async Task ReportAsync(Workspace workspace, string call, int seconds)
    {
        var ended = TimeProvider.System.GetUtcNow();
        using var response = await workspace.PostWebhookAsync(new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["type"] = "end-of-call-report",
                ["endedReason"] = "customer-ended-call",
                ["startedAt"] = ended.AddSeconds(-seconds),
                ["endedAt"] = ended,
                ["durationSeconds"] = seconds,
                ["call"] = new JsonObject { ["id"] = call, ["type"] = "inboundPhoneCall", ["assistantId"] = workspace.AssistantId },
            },
        });
        Assert.Equal(200, (int)response.StatusCode);
    }

    private static async Task<JsonObject> EventuallyAsync(Workspace workspace, string name, string path, Func<JsonObject, bool> isComplete)
    {
        JsonObject found = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                found = await workspace.GetAsync(path);
                return isComplete(found);
            },
            name);
        return found;
    }

    private static double Number(JsonNode node, string name) => node[name]!.GetValue<double>();
}
