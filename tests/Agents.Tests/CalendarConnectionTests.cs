using System.Net;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>The dashboard says whose calendars viewings are booked into.</summary>
public sealed class CalendarConnectionTests(AgentsHost app)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 7, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Connected_accounts_come_and_go_in_whatever_order_their_events_arrive()
    {
        var owner = await app.SignInAsync();
        var (user, microsoft, google) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var connected = new CalendarConnected(owner.WorkspaceId, Noon, user, microsoft, "microsoft", "ann@contoso.test");

        await PublishAsync(connected);
        await UntilAsync(owner, isConnected: true, "microsoft");
        await PublishAsync(new CalendarConnected(owner.WorkspaceId, Noon, user, google, "google", "ann@gmail.test"));
        await UntilAsync(owner, isConnected: true, "google", "microsoft");
        await PublishAsync(new CalendarReconnectRequired(owner.WorkspaceId, Noon.AddHours(1), user, google, "google", "ann@gmail.test"));
        await UntilAsync(owner, isConnected: true, "microsoft");
        await PublishAsync(new CalendarDisconnected(owner.WorkspaceId, Noon.AddHours(2), user, microsoft, "microsoft", "ann@contoso.test"));
        await UntilAsync(owner, isConnected: false);

        // An event that took its time does not bring back what has gone since; the next one shows that it has been seen.
        await PublishAsync(connected);
        await PublishAsync(new CalendarDisconnected(owner.WorkspaceId, Noon.AddHours(3), user, google, "google", ""));
        await UntilAsync(owner, isConnected: true, "native");
    }

    private Task PublishAsync<TEvent>(TEvent fact)
        where TEvent : class, IWorkspaceEvent => app.Events.PublishAsync(fact, Guid.CreateVersion7());

    private static Task UntilAsync(Person owner, bool isConnected, params string[] providers) => AgentsHost.UntilAsync(async () =>
    {
        var calendar = (await owner.Http.GetAsync("/dashboard/stats").ReadAsync(HttpStatusCode.OK)).GetProperty("calendar");
        return calendar.GetProperty("connected").GetBoolean() == isConnected
            && calendar.GetProperty("providers").EnumerateArray().Select(provider => provider.GetString()).SequenceEqual(providers);
    });
}
