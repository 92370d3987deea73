using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>A <c>dateTimeTimeZone</c>: a wall time and whose wall.</summary>
internal sealed record EventTime(LocalDateTime Local, GraphZone Zone)
{
    private static readonly string[] Patterns =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] OffsetPatterns =
        ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>A wall time that the clocks leave out is as much later, one that comes twice is the first.</summary>
    public Instant Instant => Local.InZoneLeniently(Zone.Rules).ToInstant();

    public bool IsMidnight => Local.TimeOfDay == LocalTime.Midnight;

    public EventTime In(GraphZone zone) => zone.Rules.Equals(Zone.Rules) ? this with { Zone = zone } : new(Instant.InZone(zone.Rules).LocalDateTime, zone);

    /// <summary>Such as <c>{"dateTime":"2026-03-15T12:00:00.0000000","timeZone":"UTC"}</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["dateTime"] = Local.ToDateTimeUnspecified().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        ["timeZone"] = Zone.Name,
    };

    /// <summary>Reads one; an offset in it, which does not belong there, is honoured.</summary>
    public static Outcome<EventTime, GraphError> Read(JsonElement value)
    {
        var zoneName = value.TryGetProperty("timeZone", out var named) ? named.GetString() : "UTC";
        if (GraphZone.Find(zoneName) is not { } zone)
        {
            return GraphError.UnknownZone(zoneName);
        }

        var text = value.TryGetProperty("dateTime", out var wall) ? wall.GetString() : null;
        if (DateTime.TryParseExact(text, Patterns, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && IsKept(local.Year))
        {
            return new EventTime(LocalDateTime.FromDateTime(local), zone);
        }

        return TryReadInstant(text, out var instant)
            ? new EventTime(instant.InZone(zone.Rules).LocalDateTime, zone)
            : GraphError.BadRequest("ErrorInvalidRequest", $"Cannot convert the literal '{text}' to the expected type 'Edm.DateTimeTimeZone'.");
    }

    /// <summary>ISO 8601 with an offset.</summary>
    public static bool TryReadInstant(string? text, out Instant instant)
    {
        var read = DateTimeOffset.TryParseExact(text, OffsetPatterns, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && IsKept(time.Year);
        instant = read ? Instant.FromDateTimeOffset(time) : default;
        return read;
    }

    /// <summary>ISO 8601, as a query has it: an offset is honoured, none means UTC, a date is its midnight.</summary>
    public static bool TryReadQuery(string? text, out Instant instant)
    {
        if (TryReadInstant(text, out instant))
        {
            return true;
        }

        var read = DateTime.TryParseExact(text, [.. Patterns, "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var utc) && IsKept(utc.Year);
        instant = read ? LocalDateTime.FromDateTime(utc).InUtc().ToInstant() : default;
        return read;
    }

    /// <summary>The years that Exchange keeps.</summary>
    private static bool IsKept(int year) => year is > 1601 and < 4500;
}
