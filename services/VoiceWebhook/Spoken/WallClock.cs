using NodaTime;
using PeteRental.Contracts.Calendar;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>Reads instants as the wall shows them in a calendar's zone. Of an unknown zone the instant's own offset serves.</summary>
internal readonly struct WallClock(string? timezone)
{
    /// <summary>A listener keeps three things in mind.</summary>
    public const int Most = 3;

    private readonly DateTimeZone? _zone = timezone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timezone);

    public LocalDateTime Read(DateTimeOffset instant) =>
        _zone is { } zone
            ? Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime
            : LocalDateTime.FromDateTime(instant.DateTime);

    public LocalDateTime? Read(DateTimeOffset? instant) => instant is { } known ? Read(known) : null;

    public IReadOnlyList<LocalDateTime> Read(IReadOnlyList<Opening> openings)
    {
        var read = new LocalDateTime[Math.Min(openings.Count, Most)];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Read(openings[i].StartTime);
        }

        return read;
    }
}
