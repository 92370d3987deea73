using System.Net;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>The dashboard says how many homes a workspace offers.</summary>
public sealed class RentalTotalsTests(AgentsHost app)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 7, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Homes_are_counted_by_the_latest_word_about_them_in_whatever_order_it_arrives()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();

        await PublishAsync(Changed(owner, new RentalTotals(2, 12, 9, 1)));
        await UntilAsync(owner, (12, 9, 1));

        // One that took its time, one that comes again, and then a newer one, which shows that both have been seen.
        await PublishAsync(Changed(owner, new RentalTotals(1, 3, 3, 1)));
        await PublishAsync(Changed(owner, new RentalTotals(2, 12, 9, 1)));
        await PublishAsync(new RentalSourceChanged(owner.WorkspaceId, Noon, Guid.CreateVersion7(), "birchwood.test", "added", null, new RentalTotals(3, 12, 9, 2)));
        await UntilAsync(owner, (12, 9, 2));
        await UntilAsync(other, (0, 0, 0));
    }

    private Task PublishAsync<TEvent>(TEvent fact)
        where TEvent : class, IWorkspaceEvent => app.Events.PublishAsync(fact, Guid.CreateVersion7());

    private static RentalsChanged Changed(Person owner, RentalTotals totals) => new(owner.WorkspaceId, Noon, null, [Guid.CreateVersion7()], [], [], [], totals);

    private static Task UntilAsync(Person owner, (int Total, int Available, int Sources) expected) => AgentsHost.UntilAsync(async () =>
    {
        var rentals = (await owner.Http.GetAsync("/dashboard/stats").ReadAsync(HttpStatusCode.OK)).GetProperty("rentals");
        return (rentals.GetProperty("total").GetInt32(), rentals.GetProperty("available").GetInt32(), rentals.GetProperty("sources").GetInt32()) == expected;
    });
}
