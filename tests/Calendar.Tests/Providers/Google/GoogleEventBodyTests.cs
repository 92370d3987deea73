using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleEventBodyTests
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly DateTimeZone Chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];
    private static readonly EventDraft Draft = new(
        Guid.Parse("019578a0-1b2c-7d3e-8f40-51627384a5b6"), 1, Instant.FromUtc(2027, 3, 2, 20, 0), Instant.FromUtc(2027, 3, 2, 20, 30), "America/Chicago",
        "Viewing: 118 Birchwood Ave", "118 Birchwood Ave, Apt 4", "Renee comes.\nShe said: <a href='https://evil.test'>click</a>", "Renee", "renee@guest.test");

    [Fact]
    public void A_new_event_carries_its_id_its_mark_and_its_guest()
    {
        var body = JsonSerializer.SerializeToElement(GoogleEventBody.New(Draft), GoogleJson.Default.GoogleEvent);
        Assert.Equal(
            """
            {"id":"06anh80r5hujt3q0a5h77155mo000001","summary":"Viewing: 118 Birchwood Ave","location":"118 Birchwood Ave, Apt 4",
            "description":"Renee comes.\nShe said: ‹a href='https://evil.test'›click‹/a›","transparency":"opaque",
            "start":{"dateTime":"2027-03-02T14:00:00-06:00","timeZone":"America/Chicago"},"end":{"dateTime":"2027-03-02T14:30:00-06:00","timeZone":"America/Chicago"},
            "attendees":[{"email":"renee@guest.test","displayName":"Renee","responseStatus":"needsAction"}],
            "guestsCanModify":false,"guestsCanSeeOtherGuests":false,"reminders":{"useDefault":false,"overrides":[{"method":"popup","minutes":60}]},
            "extendedProperties":{"private":{"peterental_appointment":"019578a0-1b2c-7d3e-8f40-51627384a5b6","peterental_guest":"renee@guest.test"}}}
            """.ReplaceLineEndings(""),
            JsonSerializer.Serialize(body, Readable));
        Assert.Null(GoogleEventBody.New(Draft with { AttendeeEmail = null }).Attendees);
    }

    [Fact]
    public void Those_whom_the_owner_has_invited_stay_as_they_are()
    {
        const string colleague = """{"email":"ben@example.test","responseStatus":"accepted","optional":true,"comment":"With the keys"}""";
        var present = Present($$"""[{{colleague}},{"email":"Renee@guest.test","responseStatus":"accepted"}]""", "renee@guest.test");
        var guests = GoogleEventBody.Change(Draft, present, Chicago).Attendees!;
        Assert.Equal(2, guests.Count);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(colleague), JsonSerializer.SerializeToElement(guests[0], GoogleJson.Default.GoogleAttendee)));
        Assert.Equal(("Renee@guest.test", "accepted"), (guests[1].Email, guests[1].ResponseStatus));
    }

    [Fact]
    public void Whoever_has_accepted_another_time_is_asked_again()
    {
        var present = Present("""[{"email":"renee@guest.test","responseStatus":"accepted"}]""", "renee@guest.test");
        var moved = Draft with { End = Draft.End + Duration.FromMinutes(15) };
        Assert.Equal("needsAction", Assert.Single(GoogleEventBody.Change(moved, present, Chicago).Attendees!).ResponseStatus);
    }

    [Fact]
    public void A_changed_address_takes_the_place_of_the_one_before()
    {
        var present = Present("""[{"email":"old@guest.test"},{"email":"ben@example.test"}]""", "old@guest.test");
        Assert.Equal(["ben@example.test", "renee@guest.test"], GoogleEventBody.Change(Draft, present, Chicago).Attendees!.Select(guest => guest.Email));
        Assert.Equal(["ben@example.test"], GoogleEventBody.Change(Draft with { AttendeeEmail = null }, present, Chicago).Attendees!.Select(guest => guest.Email));

        var alone = Present("""[{"email":"old@guest.test"}]""", "old@guest.test");
        Assert.Empty(GoogleEventBody.Change(Draft with { AttendeeEmail = null }, alone, Chicago).Attendees!);
        Assert.Null(GoogleEventBody.Change(Draft with { AttendeeEmail = null }, alone with { Attendees = null }, Chicago).Attendees);
    }

    private static GoogleEvent Present(string attendees, string guest) => JsonSerializer.Deserialize(
        $$"""
        {"id":"x","start":{"dateTime":"2027-03-02T14:00:00-06:00"},"end":{"dateTime":"2027-03-02T14:30:00-06:00"},
         "attendees":{{attendees}},"extendedProperties":{"private":{"{{GoogleEventBody.GuestKey}}":"{{guest}}"} } }
        """, GoogleJson.Default.GoogleEvent)!;
}
