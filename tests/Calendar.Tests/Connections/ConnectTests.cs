using PeteRental.Contracts.Events;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>From a person's yes to a calendar that follows their diary.</summary>
public sealed class ConnectTests(CalendarHost host)
{
    public static TheoryData<string> Providers => ["microsoft", "google"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_person_who_says_yes_comes_back_with_a_calendar_that_follows_their_diary(string provider)
    {
        var workspace = host.NewWorkspace();
        var email = $"{Guid.NewGuid():N}@diary.test";
        var journey = new ConsentJourney(host, workspace.Id, workspace.OwnerId);

        var onward = await journey.ConnectAsync(provider, email);

        Assert.Equal($"http://console.test/settings?tab=calendars&auth=success&provider={provider}", onward.AbsoluteUri);
        var calendar = Assert.Single((await workspace.GetAsync("/calendar/calendars"))["calendars"]!.AsArray())!;
        Assert.Equal(provider, calendar["provider"]!.GetValue<string>());
        Assert.True(calendar["is_default"]!.GetValue<bool>());
        await CalendarHost.UntilAsync(
            () => Task.FromResult(host.Events.Of<CalendarConnected>(workspace.Id).Any(fact => fact.AccountEmail == email && fact.Provider == provider)),
            "others hear of the connection");
    }
}
