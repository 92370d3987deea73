using System.Text.Json;
using NodaTime;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleEventReaderTests
{
    private static readonly Guid Appointment = Guid.Parse("019578a0-1b2c-7d3e-8f40-51627384a5b6");
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];

    [Theory]
    [InlineData("", true)]
    [InlineData("""{"status":"confirmed"}""", true)]
    [InlineData("""{"status":"tentative"}""", true)]
    [InlineData("""{"transparency":"opaque"}""", true)]
    [InlineData("""{"transparency":"transparent"}""", false)]
    [InlineData("""{"visibility":"private"}""", true)]
    [InlineData("""{"visibility":"private","transparency":"transparent"}""", false)]
    [InlineData("""{"eventType":"outOfOffice"}""", true)]
    [InlineData("""{"eventType":"focusTime"}""", true)]
    [InlineData("""{"eventType":"workingLocation","transparency":"transparent"}""", false)]
    [InlineData("""{"eventType":"workingLocation"}""", true)]
    [InlineData("""{"eventType":"birthday","transparency":"transparent"}""", false)]
    [InlineData("""{"eventType":"a type of next year"}""", true)]
    [InlineData("""{"attendees":[{"self":true,"responseStatus":"declined"}]}""", false)]
    [InlineData("""{"attendees":[{"self":true,"responseStatus":"needsAction"}]}""", true)]
    [InlineData("""{"attendees":[{"self":true,"responseStatus":"tentative"}]}""", true)]
    [InlineData("""{"attendees":[{"self":true,"responseStatus":"accepted"},{"responseStatus":"declined"}]}""", true)]
    [InlineData("""{"attendees":[{"responseStatus":"declined"}]}""", true)]
    [InlineData("""{"end":{"dateTime":"2027-03-02T14:00:00-06:00"}}""", false)] // takes no time
    public void An_event_blocks_unless_it_is_free_or_declined(string more, bool blocks) =>
        Assert.Equal(blocks, GoogleEventReader.Read(Event(more), Chicago)!.Blocks);

    [Fact]
    public void Of_a_private_event_nobody_learns_more_than_when_it_is()
    {
        var open = GoogleEventReader.Read(Event("""{"summary":"Dentist","location":"Main St"}"""), Chicago)!;
        Assert.Equal(("Dentist", "Main St"), (open.Subject, open.Location));
        foreach (var visibility in new[] { "private", "confidential" })
        {
            var hidden = GoogleEventReader.Read(Event($$"""{"summary":"Dentist","location":"Main St","visibility":"{{visibility}}"}"""), Chicago)!;
            Assert.Equal((null, null, open.Start, open.End), (hidden.Subject, hidden.Location, hidden.Start, hidden.End));
        }
    }

    [Fact]
    public void An_event_is_ours_when_both_its_mark_and_its_id_say_so()
    {
        var id = GoogleEventId.Of(Appointment, 3);
        Assert.Equal(Appointment, AppointmentOf(id, Appointment.ToString()));

        // A copy that its owner made, or the copy of somebody who was invited.
        Assert.Null(AppointmentOf("4kq0c6p1n8k4c2g2m8f0p6s9vg", Appointment.ToString()));
        Assert.Null(AppointmentOf(id, null));
        Assert.Null(AppointmentOf(id, "not an id"));
        Assert.Null(AppointmentOf(id, Guid.CreateVersion7().ToString()));

        static Guid? AppointmentOf(string id, string? mark) => GoogleEventReader.Read(
            Event(mark is null
                ? $$"""{"id":"{{id}}"}"""
                : $$"""{"id":"{{id}}","extendedProperties":{"private":{"{{GoogleEventBody.AppointmentKey}}":"{{mark}}"} } }"""), Chicago)!.AppointmentId;
    }

    [Fact]
    public void A_deletion_may_say_nothing_but_its_id()
    {
        var item = JsonSerializer.Deserialize("""{"id":"x1","status":"cancelled"}""", GoogleJson.Default.GoogleEvent)!;
        Assert.True(GoogleEventReader.IsGone(item));
        Assert.False(GoogleEventReader.IsGone(Event("")));
        Assert.Null(GoogleEventReader.Read(item, Chicago));
    }

    private static GoogleEvent Event(string more)
    {
        var body = new Dictionary<string, JsonElement>
        {
            ["id"] = JsonElement.Parse("\"4kq0c6p1n8k4c2g2m8f0p6s9vg\""),
            ["start"] = JsonElement.Parse("""{"dateTime":"2027-03-02T14:00:00-06:00"}"""),
            ["end"] = JsonElement.Parse("""{"dateTime":"2027-03-02T15:00:00-06:00"}"""),
        };
        foreach (var member in more.Length == 0 ? [] : JsonElement.Parse(more).EnumerateObject().ToArray())
        {
            body[member.Name] = member.Value;
        }

        return JsonSerializer.Deserialize(JsonSerializer.Serialize(body), GoogleJson.Default.GoogleEvent)!;
    }
}
