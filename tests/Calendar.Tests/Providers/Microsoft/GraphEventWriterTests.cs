using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class GraphEventWriterTests
{
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    private static readonly EventDraft Draft = new(
        Guid.Parse("0198f2a4-7c11-7d20-9d3e-5b6a7c8d9e0f"), 0, Instant.FromUtc(2026, 3, 16, 19, 0), Instant.FromUtc(2026, 3, 16, 19, 30),
        "America/Chicago", "Viewing: 12 Elm St", "12 Elm St", "Ada Oak\n+15550100001", "Ada Oak", "ada@tenant.test");

    private static readonly GraphEvent Shown = new(
        "AAMk=", "singleInstance", new GraphTime("2026-03-16T19:00:00.0000000", "UTC"), new GraphTime("2026-03-16T19:30:00.0000000", "UTC"),
        IsAllDay: false, Subject: "Viewing: 12 Elm St", Location: new GraphLocation("12 Elm St"),
        Body: new GraphBody("text", "Ada Oak\r\n+15550100001\r\n"),
        Attendees: [new GraphAttendee(new GraphEmailAddress("Ada@tenant.test", "Ada Oak"), "required")]);

    [Fact]
    public void What_is_shown_already_is_not_sent_again() => Assert.Null(GraphEventWriter.Change(Shown, Draft, Chicago));

    [Fact]
    public void Only_what_differs_is_sent()
    {
        var later = Draft with { Start = Draft.Start + Duration.FromHours(1), End = Draft.End + Duration.FromHours(1) };
        Assert.Equal(
            new GraphEventChange
            {
                Start = new GraphTime("2026-03-16T15:00:00.0000000", "Central Standard Time"),
                End = new GraphTime("2026-03-16T15:30:00.0000000", "Central Standard Time"),
            },
            GraphEventWriter.Change(Shown, later, Chicago));
        Assert.Equal(
            new GraphEventChange { Subject = "Other", Location = new GraphLocation("14 Elm St") },
            GraphEventWriter.Change(Shown, Draft with { Subject = "Other", Location = "14 Elm St" }, Chicago));
        Assert.Equal(
            new GraphEventChange { Body = new GraphBody("text", "<b>1 < 2</b>") },
            GraphEventWriter.Change(Shown, Draft with { Description = "<b>1 < 2</b>" }, Chicago));
    }

    [Fact]
    public void An_event_that_its_owner_made_a_whole_day_becomes_a_time_again()
    {
        var day = Shown with
        {
            IsAllDay = true,
            Start = new GraphTime("2026-03-16T00:00:00.0000000", "UTC"),
            End = new GraphTime("2026-03-17T00:00:00.0000000", "UTC"),
        };
        var change = GraphEventWriter.Change(day, Draft, Chicago);
        Assert.Equal((false, "2026-03-16T14:00:00.0000000", "2026-03-16T14:30:00.0000000"), (change?.IsAllDay, change?.Start?.DateTime, change?.End?.DateTime));
    }

    [Fact]
    public void Another_guest_replaces_the_guests_and_the_same_one_leaves_them_alone()
    {
        var two = Shown with { Attendees = [.. Shown.Attendees!, new GraphAttendee(new GraphEmailAddress("colleague@manager.test", null), "optional")] };
        Assert.Null(GraphEventWriter.Change(two, Draft, Chicago));
        var other = GraphEventWriter.Change(two, Draft with { AttendeeEmail = "bo@tenant.test", AttendeeName = "Bo" }, Chicago);
        Assert.Equal([new GraphAttendee(new GraphEmailAddress("bo@tenant.test", "Bo"), "required")], other?.Attendees);
        Assert.Null(GraphEventWriter.Change(two, Draft with { AttendeeEmail = null }, Chicago));
    }
}
