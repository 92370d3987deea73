using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>Who hears of a viewing, through the gateway: those whose number is its contact, and those it was booked from.</summary>
public sealed class OwnViewingTests(Deployment deployment)
{
    private const string Line = "+14055550142";
    private const string Attendee = "+14055550144";
    private const string Third = "+14055550199";

    [Fact]
    public async Task A_viewing_booked_for_somebody_else_is_found_by_both_of_them_and_by_no_third()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var elsewhere = await deployment.CreateWorkspaceAsync();
        var openings = await workspace.OpeningsAsync();
        var booked = await workspace.BookAsync(openings[0], caller: Line, phone: Attendee);
        Assert.True(booked.IsBooked, booked.Words);

        Assert.Contains("118 Birchwood", await FoundAsync(workspace, Line), StringComparison.Ordinal);
        Assert.Contains("118 Birchwood", await FoundAsync(workspace, Attendee), StringComparison.Ordinal);
        Assert.DoesNotContain("118 Birchwood", await FoundAsync(workspace, Third), StringComparison.Ordinal);
        Assert.DoesNotContain("118 Birchwood", await FoundAsync(elsewhere, Line), StringComparison.Ordinal);

        var stranger = await workspace.CallAsync("cancel_appointment", [], caller: Third);
        var moved = await workspace.CallAsync("reschedule_appointment", new JsonObject { ["start_time"] = openings[5].ToString("O") }, caller: Line);
        Assert.DoesNotContain("118 Birchwood", stranger.Words, StringComparison.Ordinal);
        Assert.Contains("has moved from", moved.Words, StringComparison.Ordinal);
        var listed = Assert.Single((await workspace.GetAsync("/appointments"))["appointments"]!.AsArray())!;
        Assert.Equal(openings[5], listed["start_at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(Attendee, listed["attendee_phone"]!.GetValue<string>());
        Assert.DoesNotContain(Line[2..], listed.ToJsonString(), StringComparison.Ordinal);

        var cancelled = await workspace.CallAsync("cancel_appointment", [], caller: Line);
        Assert.Contains("is cancelled", cancelled.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("118 Birchwood", await FoundAsync(workspace, Attendee), StringComparison.Ordinal);
    }

    private static async Task<string> FoundAsync(Workspace workspace, string caller) =>
        (await workspace.CallAsync("find_appointment", [], caller: caller)).Words;
}
