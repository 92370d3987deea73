using System.Net;
using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;

namespace PeteRental.EndToEnd;

/// <summary>The diary that a manager already uses: what stands in it is taken, and viewings appear in it.</summary>
public sealed class ConnectedCalendarTests(Deployment deployment)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_connected_diary_is_obeyed_and_written_to_until_it_is_disconnected(string provider)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var account = new ProviderAccount(deployment, provider);
        Assert.Contains("auth=success", await account.ConnectAsync(workspace), StringComparison.Ordinal);
        var (two, three) = await TwoAndThreeAsync(workspace);
        await account.AddAsync(two, two.AddHours(1));
        await Eventually.HoldsAsync(async () => !(await workspace.OpeningsAsync()).Contains(two), "the event of the diary takes its time");

        var refused = await workspace.BookAsync(two);
        var booked = await workspace.CallAsync("set_appointment", Booking(three, "renee@guests.test"));
        var second = await workspace.BookAsync(three, caller: "+14055550188");

        Assert.False(refused.IsBooked, refused.Words);
        Assert.Matches("(AM|PM)", refused.Words);
        Assert.True(booked.IsBooked, booked.Words);
        Assert.False(second.IsBooked, second.Words);
        DiaryEntry? viewing = null;
        await Eventually.HoldsAsync(
            async () => (viewing = (await account.EventsAsync()).SingleOrDefault(entry => entry.Start == three)) is not null, "the viewing is in the diary");
        Assert.Equal(["renee@guests.test"], viewing!.Attendees);
        Assert.Equal(three.AddMinutes(30), viewing.End);

        await workspace.SendAsync(HttpMethod.Delete, $"/calendar/auth/disconnect?provider={provider}", null);
        var free = await workspace.BookAsync(two, caller: "+14055550189");
        Assert.True(free.IsBooked, free.Words);
        Assert.DoesNotContain(await account.EventsAsync(), entry => entry.Start == two && entry.Attendees.Count > 0);
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_viewing_that_is_moved_or_deleted_in_the_diary_follows(string provider)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var account = new ProviderAccount(deployment, provider);
        await account.ConnectAsync(workspace);
        var (two, _) = await TwoAndThreeAsync(workspace);
        Assert.True((await workspace.BookAsync(two)).IsBooked);
        await Eventually.HoldsAsync(async () => (await account.EventsAsync()).Count == 1, "the viewing is in the diary");
        await Eventually.HoldsAsync(async () => (await AppointmentAsync(workspace))["sync_status"]!.GetValue<string>() == "synced", "the viewing knows of its event");

        await account.RemoveAsync(Assert.Single(await account.EventsAsync()).Id);

        await Eventually.HoldsAsync(async () => (await AppointmentAsync(workspace))["status"]!.GetValue<string>() == "cancelled", "the viewing is called off");
        await Eventually.HoldsAsync(
            () => Task.FromResult(deployment.Events.Of<AppointmentCancelled>(workspace.Id) is [{ CancelledBy: "provider" }]), "everybody is told who did it");
        Assert.Contains(two, await workspace.OpeningsAsync());
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task A_diary_that_is_away_costs_no_booking_and_ends_with_one_event(string provider)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var account = new ProviderAccount(deployment, provider);
        await account.ConnectAsync(workspace);
        var (two, three) = await TwoAndThreeAsync(workspace);
        await account.FailAsync(503);

        var spoken = await workspace.BookAsync(two);
        var second = await workspace.BookAsync(two, caller: "+14055550188");

        Assert.NotNull(spoken.Result);
        Assert.Contains("reserved", spoken.Words, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("reserved", second.Words, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("reserved", (await AppointmentAsync(workspace))["status"]!.GetValue<string>());
        await account.RecoverAsync();
        await Eventually.HoldsAsync(async () => (await AppointmentAsync(workspace))["sync_status"]!.GetValue<string>() == "synced", "the viewing is in the diary");
        Assert.Equal("confirmed", (await AppointmentAsync(workspace))["status"]!.GetValue<string>());
        Assert.Equal(two, Assert.Single(await account.EventsAsync()).Start);
        Assert.Single(deployment.Events.Of<AppointmentBooked>(workspace.Id));
        await Eventually.HoldsAsync(() => Task.FromResult(deployment.Events.Of<AppointmentConfirmed>(workspace.Id).Count == 1), "everybody is told that it is confirmed");
        Assert.Contains(three.AddHours(1), await workspace.OpeningsAsync());
    }

    [Fact]
    public async Task A_forged_or_used_state_connects_nothing()
    {
        var (workspace, other) = (await deployment.CreateWorkspaceAsync(), await deployment.CreateWorkspaceAsync());
        var start = await workspace.StartConnectingAsync("microsoft");
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = deployment.Gateway.BaseAddress };
        using var consent = await browser.GetAsync(new Uri($"{start}&login_hint=mine@contoso.test&prompt=none"));
        var callback = consent.Headers.Location!;
        using var forged = await browser.GetAsync($"/calendar/auth/callback?code=abc&state={new string('A', 43)}");
        using var first = await browser.GetAsync(callback);
        using var replayed = await browser.GetAsync(callback);

        Assert.Contains("auth=error", forged.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Contains("auth=success", first.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.Contains("code=invalid_state", replayed.Headers.Location!.Query, StringComparison.Ordinal);
        Assert.True((await workspace.GetAsync("/calendar/auth/status?provider=microsoft"))["authorized"]!.GetValue<bool>());
        Assert.False((await other.GetAsync("/calendar/auth/status?provider=microsoft"))["authorized"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_stranger_cannot_start_and_a_foreign_return_address_is_refused()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        using var anonymous = await deployment.Gateway.GetAsync("/calendar/auth/start?provider=google");
        using var foreign = await workspace.TrySendAsync(HttpMethod.Get, "/calendar/auth/start?provider=google&redirect_url=https%3A%2F%2Fevil.test%2F");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    /// <summary>Two and three o'clock of a day that is wholly open.</summary>
    private static async Task<(DateTimeOffset Two, DateTimeOffset Three)> TwoAndThreeAsync(Workspace workspace)
    {
        var openings = await workspace.OpeningsAsync();
        var two = openings.First(start => start is { Hour: 14, Minute: 0 } && openings.Contains(start.AddHours(1)) && openings.Contains(start.AddHours(-4)));
        return (two, two.AddHours(1));
    }

    private static async Task<JsonObject> AppointmentAsync(Workspace workspace) =>
        Assert.Single((await workspace.GetAsync("/appointments"))["appointments"]!.AsArray())!.AsObject();

    private static JsonObject Booking(DateTimeOffset start, string email) => new()
    {
        ["property_address"] = "118 Birchwood Ave, Apt 4",
        ["start_time"] = start.ToString("O"),
        ["attendee_name"] = "Renée O'Connor",
        ["attendee_email"] = email,
    };
}
