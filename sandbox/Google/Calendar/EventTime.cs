using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>When an event starts or ends: a moment, or the first moment of a day in the zone of its calendar.</summary>
internal readonly record struct EventTime(Instant Instant, DateTimeZone Zone, bool IsAllDay)
{
    // Whatever is added to a time, it stays one that can be written.
    private const int LastYear = 9_000;

    private static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.Rfc3339;

    public LocalDateTime Local => Instant.InZone(Zone).LocalDateTime;

    /// <summary>
    /// Reads <c>{"dateTime":"2026-03-02T10:00:00-06:00","timeZone":"America/Chicago"}</c> or <c>{"date":"2026-03-02"}</c>;
    /// the refusal says what is wrong.
    /// </summary>
    public static GoogleReply? TryRead(JsonObject value, string which, DateTimeZone calendarZone, out EventTime time)
    {
        time = default;
        var (date, dateTime, zoneId) = (Text(value, "date"), Text(value, "dateTime"), Text(value, "timeZone"));
        if ((date is null) == (dateTime is null))
        {
            return date is null
                ? GoogleReply.Required($"Missing {which} time.")
                : GoogleReply.Invalid($"Invalid {which} time: either date or dateTime.");
        }

        var zone = zoneId is null ? calendarZone : GoogleAccounts.Zone(zoneId);
        if (zone is null)
        {
            return GoogleReply.Invalid($"Invalid time zone definition for {which} time.");
        }

        return date is not null ? ReadDate(date, which, calendarZone, out time) : ReadMoment(dateTime!, which, zone, zoneId is not null, out time);
    }

    /// <summary>Reads what was stored, so it cannot be wrong.</summary>
    public static EventTime Read(JsonObject value, DateTimeZone calendarZone) =>
        TryRead(value, "", calendarZone, out var time) is null ? time : throw new InvalidOperationException("A stored time cannot be read.");

    /// <summary>Reads a query's or body's moment: RFC 3339, with an offset.</summary>
    public static Instant? ReadMoment(string text) =>
        WithOffset.Parse(text) is { Success: true, Value: { Year: <= LastYear } parsed } ? parsed.ToInstant() : null;

    public static EventTime OfDay(LocalDate date, DateTimeZone zone) => new(zone.AtStartOfDay(date).ToInstant(), zone, IsAllDay: true);

    /// <summary>As Google answers it: the moment in <paramref name="shownIn"/>, with the event's own zone beside it.</summary>
    public JsonObject ToJson(DateTimeZone shownIn) => IsAllDay
        ? new JsonObject { ["date"] = LocalDatePattern.Iso.Format(Local.Date) }
        : new JsonObject { ["dateTime"] = Format(Instant, shownIn), ["timeZone"] = Zone.Id };

    public static string Format(Instant instant, DateTimeZone zone) => WithOffset.Format(instant.InZone(zone).ToOffsetDateTime());

    private static GoogleReply? ReadDate(string text, string which, DateTimeZone zone, out EventTime time)
    {
        time = default;
        if (LocalDatePattern.Iso.Parse(text) is not { Success: true, Value: { Year: <= LastYear } date })
        {
            return GoogleReply.Invalid($"Invalid value for {which} date.");
        }

        time = OfDay(date, zone);
        return null;
    }

    private static GoogleReply? ReadMoment(string text, string which, DateTimeZone zone, bool hasZone, out EventTime time)
    {
        time = default;
        if (ReadMoment(text) is { } instant)
        {
            time = new EventTime(instant, zone, IsAllDay: false);
            return null;
        }

        if (LocalDateTimePattern.ExtendedIso.Parse(text) is not { Success: true, Value: { Year: <= LastYear } local })
        {
            return GoogleReply.Invalid($"Invalid value for {which} dateTime.");
        }

        if (!hasZone)
        {
            return GoogleReply.Required($"Missing time zone definition for {which} time.");
        }

        time = new EventTime(zone.AtLeniently(local).ToInstant(), zone, IsAllDay: false);
        return null;
    }

    private static string? Text(JsonObject value, string member) => value[member]?.GetValue<string>();
}
