using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Microsoft;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class GraphEventReaderTests
{
    private static readonly Guid Viewing = Guid.Parse("0198f2a4-7c11-7d20-9d3e-5b6a7c8d9e0f");

    private static readonly GraphEvent Lunch = new(
        "AAMk=", "singleInstance", new GraphTime("2026-03-15T17:00:00.0000000", "UTC"), new GraphTime("2026-03-15T18:00:00.0000000", "UTC"),
        IsAllDay: false, IsCancelled: false, ShowAs: "busy", Sensitivity: "normal", ResponseStatus: new GraphResponseStatus("organizer"),
        Subject: "Lunch", Location: new GraphLocation("Diner"), WebLink: "https://outlook.test/owa/?itemid=AAMk");

    [Theory]
    [InlineData("busy", "organizer", false, true)]
    [InlineData("oof", "accepted", false, true)]
    [InlineData("tentative", "tentativelyAccepted", false, true)]
    [InlineData("tentative", "notResponded", false, true)]
    [InlineData("unknown", "none", false, true)]
    [InlineData("somethingNew", "none", false, true)]
    [InlineData(null, null, null, true)]
    [InlineData("free", "organizer", false, false)]
    [InlineData("Free", "organizer", false, false)]
    [InlineData("workingElsewhere", "organizer", false, false)]
    [InlineData("busy", "declined", false, false)]
    [InlineData("busy", "accepted", true, false)]
    public void An_event_blocks_unless_it_says_that_it_does_not(string? showAs, string? response, bool? cancelled, bool blocks)
    {
        var item = Lunch with { ShowAs = showAs, ResponseStatus = response is null ? null : new GraphResponseStatus(response), IsCancelled = cancelled };
        Assert.Equal(blocks, Read(item)?.Blocks);
    }

    [Fact]
    public void An_event_is_shown_to_its_owner_with_title_place_and_link() =>
        Assert.Equal(
            new ProviderEvent(
                "AAMk=", Instant.FromUtc(2026, 3, 15, 17, 0), Instant.FromUtc(2026, 3, 15, 18, 0), Blocks: true, AppointmentId: null, "Lunch",
                "Diner", "https://outlook.test/owa/?itemid=AAMk"),
            Read(Lunch));

    [Theory]
    [InlineData("private")]
    [InlineData("confidential")]
    [InlineData("personal")]
    public void What_is_private_blocks_and_says_no_more(string sensitivity)
    {
        var read = Read(Lunch with { Sensitivity = sensitivity });
        Assert.Equal((true, null, null), (read?.Blocks, read?.Subject, read?.Location));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("/owa/?itemid=AAMk")]
    [InlineData("")]
    public void A_link_that_is_no_web_address_is_none(string link) => Assert.Null(Read(Lunch with { WebLink = link })?.Link);

    [Theory]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f-0", true)]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f-12", true)]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f-", false)]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f-x", false)]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f--1", false)]
    [InlineData("0198f2a47c117d209d3e5b6a7c8d9e0f", false)]
    [InlineData("0198f2a4-7c11-7d20-9d3e-5b6a7c8d9e0f-0", false)]
    [InlineData("somebody else's", false)]
    [InlineData(null, false)]
    public void Our_own_events_are_known_by_their_mark(string? transactionId, bool ours) =>
        Assert.Equal(ours ? Viewing : null, Read(Lunch with { TransactionId = transactionId })?.AppointmentId);

    [Fact]
    public void A_mark_leads_back_to_its_viewing() => Assert.Equal(Viewing, EventMark.Read(EventMark.Of(Viewing, 3)));

    [Fact]
    public void What_takes_no_time_blocks_none()
    {
        Assert.False(Read(Lunch with { End = Lunch.Start })?.Blocks);
        Assert.False(Read(Lunch with { End = new GraphTime("2026-03-15T16:00:00.0000000", "UTC") })?.Blocks);
    }

    [Fact]
    public void An_event_whose_time_or_id_is_missing_is_not_read()
    {
        Assert.Null(Read(Lunch with { Start = null }));
        Assert.Null(Read(Lunch with { End = new GraphTime("2026-03-15T18:00:00", "tzone://Microsoft/Custom") }));
        Assert.Null(Read(Lunch with { Id = null }));
    }

    [Fact]
    public void Delta_is_believed_about_single_events_that_it_tells_in_full()
    {
        Assert.True(GraphEventReader.IsTold(Lunch));
        Assert.False(GraphEventReader.IsTold(Lunch with { Type = "occurrence" }));
        Assert.False(GraphEventReader.IsTold(Lunch with { Type = "exception" }));
        Assert.False(GraphEventReader.IsTold(Lunch with { Type = "seriesMaster" }));
        Assert.False(GraphEventReader.IsTold(Lunch with { ShowAs = null }));
        Assert.False(GraphEventReader.IsTold(new GraphEvent("AAMk=")));
    }

    private static ProviderEvent? Read(GraphEvent item) => GraphEventReader.Read(item, DateTimeZoneProviders.Tzdb["America/Chicago"]);
}
