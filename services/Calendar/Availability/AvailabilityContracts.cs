using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Time;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Availability;

/// <summary>The query parameters of a search for openings.</summary>
internal sealed class AvailabilityParameters
{
    private const int MostDaysAhead = 365;

    /// <summary>A calendar of the workspace; the default one when left out.</summary>
    [FromQuery(Name = "calendar_id")]
    public string? CalendarId { get; set; }

    /// <summary>A person of the workspace whose calendar is meant; others are ignored.</summary>
    [FromQuery(Name = "user_id")]
    public string? UserId { get; set; }

    /// <summary>A day, ISO or in words.</summary>
    [FromQuery(Name = "date")]
    public string? Date { get; set; }

    /// <summary>No sooner than this.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Over by then; a date counts as a whole.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>morning (8 to 12), afternoon (12 to 17) or evening (17 to 21).</summary>
    [FromQuery(Name = "time_of_day")]
    public string? TimeOfDay { get; set; }

    /// <summary>Length of the viewing, 5 to 480; the calendar's when left out.</summary>
    [FromQuery(Name = "duration_minutes")]
    public string? DurationMinutes { get; set; }

    /// <summary>Hour of the wall clock, 0 to 23. Only narrows the business hours.</summary>
    [FromQuery(Name = "start_hour")]
    public string? StartHour { get; set; }

    /// <summary>Hour of the wall clock, 1 to 24. Only narrows the business hours.</summary>
    [FromQuery(Name = "end_hour")]
    public string? EndHour { get; set; }

    /// <summary>Days to look over; 7 when left out.</summary>
    [FromQuery(Name = "days_ahead")]
    public string? DaysAhead { get; set; }

    /// <summary>The owner that is meant, if it is an id.</summary>
    public Guid? Owner => Guid.TryParse(UserId, out var user) ? user : null;

    /// <summary>The query, and what is wrong with the parameters.</summary>
    public FieldErrors Read(CalendarSettings settings, Instant now, out AvailabilityQuery query)
    {
        var errors = new FieldErrors();
        var startHour = QueryValues.Number(StartHour, "start_hour", 0, 23, errors);
        var endHour = QueryValues.Number(EndHour, "end_hour", 1, 24, errors);
        errors.Require(startHour is null || endHour is null || startHour < endHour, "end_hour", "Later than start_hour.");
        var part = string.IsNullOrWhiteSpace(TimeOfDay) ? null : PartOfDay.Named(TimeOfDay.Trim().ToLowerInvariant());
        errors.Require(string.IsNullOrWhiteSpace(TimeOfDay) || part is not null, "time_of_day", "morning, afternoon or evening.");
        var days = ReadDays(settings, now, errors);
        query = new AvailabilityQuery
        {
            From = QueryValues.Instant(From, "from", settings.Zone, isEnd: false, errors),
            To = QueryValues.Instant(To, "to", settings.Zone, isEnd: true, errors),
            FirstDay = days?.First,
            LastDay = days?.Last,
            Part = part ?? days?.Part,
            DurationMinutes = QueryValues.Number(DurationMinutes, "duration_minutes", AppointmentLimits.ShortestMinutes, AppointmentLimits.LongestMinutes, errors),
            StartHour = startHour,
            EndHour = endHour,
            DaysAhead = QueryValues.Number(DaysAhead, "days_ahead", 1, MostDaysAhead, errors) ?? AvailabilityQuery.DefaultDaysAhead,
        };
        errors.Require(query.From is null || query.To is null || query.From < query.To, "to", "Later than from.");
        return errors;
    }

    private (LocalDate First, LocalDate Last, PartOfDay? Part)? ReadDays(CalendarSettings settings, Instant now, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(Date))
        {
            return null;
        }

        var reading = SpokenTime.Read(Date, now, settings);
        switch (reading is SpokenTimeResult.PastYear slip ? slip.Corrected : reading)
        {
            case SpokenTimeResult.Wanted wanted when reading is SpokenTimeResult.Wanted:
                return (wanted.FirstDay, wanted.LastDay, wanted.Part);
            case SpokenTimeResult.Exact exact when reading is SpokenTimeResult.Exact:
                var date = exact.Start.InZone(settings.Zone).Date;
                return (date, date, null);
            case SpokenTimeResult.Wanted or SpokenTimeResult.Exact:
                // A day of a past year has no openings, and that is no error.
                var yesterday = now.InZone(settings.Zone).Date.PlusDays(-1);
                return (yesterday, yesterday, null);
            default:
                errors.Require(false, "date", "A day that exists, such as 2026-10-07 or tomorrow.");
                return null;
        }
    }
}

/// <summary>An opening.</summary>
/// <param name="StartTime">Start, with the offset of the calendar's zone.</param>
/// <param name="EndTime">End.</param>
/// <param name="DurationMinutes">Length.</param>
/// <param name="Day">Weekday of the start.</param>
/// <param name="FormattedTime">The start in words.</param>
internal sealed record AvailableSlot(
    DateTimeOffset StartTime, DateTimeOffset EndTime, int DurationMinutes, string Day, string FormattedTime);

/// <summary>Openings, soonest first.</summary>
/// <param name="Status">success.</param>
/// <param name="CalendarId">The calendar they are in.</param>
/// <param name="Timezone">Its IANA zone.</param>
/// <param name="TotalSlots">How many there are.</param>
/// <param name="AvailableSlots">All of them.</param>
internal sealed record AvailabilityReply(
    string Status, Guid CalendarId, string Timezone, int TotalSlots, IReadOnlyList<AvailableSlot> AvailableSlots)
{
    /// <summary>Whose diary is followed: native, microsoft or google. Left out, as what follows, when no connected diary was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>True when a connected diary could not be asked just now, so that its newest events may be missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Stale { get; init; }

    /// <summary>As of when connected diaries are known, by the one that was read the longest ago.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SyncedAt { get; init; }

    public static AvailabilityReply From(FoundOpenings found)
    {
        var zone = found.Calendar.Settings.Zone;
        return new AvailabilityReply("success", found.Calendar.Id.Value, zone.Id, found.Slots.Count, [.. found.Slots.Select(slot => new AvailableSlot(
            WallClock.WithOffset(slot.Start, zone),
            WallClock.WithOffset(slot.End, zone),
            (int)(slot.End - slot.Start).TotalMinutes,
            slot.Start.InZone(zone).DayOfWeek.ToString(),
            WallClock.Say(slot.Start, zone)))])
        {
            Source = found.Known.AsOf is null ? null : found.Calendar.Provider,
            Stale = found.Known.AsOf is null ? null : found.Known.IsStale,
            SyncedAt = found.Known.AsOf is { } known ? WallClock.WithOffset(known, zone) : null,
        };
    }
}

/// <summary>Whether a time can be booked, and why not.</summary>
/// <param name="Status">success.</param>
/// <param name="CalendarId">The calendar.</param>
/// <param name="Timezone">Its IANA zone.</param>
/// <param name="At">The time that was understood.</param>
/// <param name="IsFree">True when a booking would succeed now.</param>
/// <param name="Reason">free, outside_hours, busy, buffer, notice, horizon, closed or full_day.</param>
/// <param name="Detail">The reason for a person.</param>
internal sealed record ExplanationReply(
    string Status, Guid CalendarId, string Timezone, DateTimeOffset At, bool IsFree, string Reason, string Detail)
{
    /// <summary>Whose diary is followed: native, microsoft or google. Left out, as what follows, when no connected diary was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>True when a connected diary could not be asked just now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Stale { get; init; }

    /// <summary>As of when connected diaries are known, by the one that was read the longest ago.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SyncedAt { get; init; }

    /// <summary>How old that is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AgeSeconds { get; init; }

    public static ExplanationReply From(Explanation explained, Instant at, Instant now)
    {
        var (calendar, verdict, diaries) = explained;
        var (reason, detail) = verdict switch
        {
            SlotVerdict.Free => ("free", "This time can be booked."),
            SlotVerdict.Past => ("notice", "This time is over."),
            SlotVerdict.Notice => ("notice", "This time is sooner than the notice the calendar needs."),
            SlotVerdict.Horizon => ("horizon", "This time is further ahead than the calendar is open."),
            SlotVerdict.Closed => ("closed", "The calendar is closed on this day."),
            SlotVerdict.OutsideHours => ("outside_hours", "The viewing would not lie within business hours."),
            SlotVerdict.FullDay => ("full_day", "This day has as many viewings as the calendar allows."),
            SlotVerdict.Busy => ("busy", "Something else takes place then."),
            SlotVerdict.Buffer => ("buffer", "The time that must stay free around a viewing is taken."),
        };
        var zone = calendar.Settings.Zone;
        return new ExplanationReply(
            "success", calendar.Id.Value, zone.Id, WallClock.WithOffset(at, zone), verdict == SlotVerdict.Free, reason, detail)
        {
            Source = diaries.AsOf is null ? null : calendar.Provider,
            Stale = diaries.AsOf is null ? null : diaries.IsStale,
            SyncedAt = diaries.AsOf is { } known ? WallClock.WithOffset(known, zone) : null,
            AgeSeconds = diaries.AsOf is { } read ? (int)Math.Max(0, (now - read).TotalSeconds) : null,
        };
    }
}
