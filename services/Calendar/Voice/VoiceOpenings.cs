using NodaTime;
using NodaTime.Text;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Time;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Voice;

/// <summary>Openings to say to a caller.</summary>
internal sealed class VoiceOpenings(CalendarDirectory calendars, OpeningSearch openings, TimeProvider time)
{
    private const int MostDaysAhead = 365;

    /// <summary>The openings of the time asked for, and later ones when there are none.</summary>
    public async Task<VoiceAvailabilityReply> FindAsync(WorkspaceId workspace, VoiceAvailabilityRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var calendar = await calendars.ChooseAsync(workspace, request.Calendar?.CalendarId, Owner(request.Calendar), cancellationToken);
        var part = request.TimeOfDay is { } said ? PartOfDay.Named(Normal(said)) : null;
        if (string.IsNullOrWhiteSpace(request.Date))
        {
            var ahead = Math.Clamp(request.DaysAhead ?? AvailabilityQuery.DefaultDaysAhead, 1, MostDaysAhead);
            return await AnswerAsync(calendar, new AvailabilityQuery { DaysAhead = ahead, Part = part }, null, now, cancellationToken);
        }

        switch (SpokenTime.Read(request.Date, now, calendar.Settings))
        {
            case SpokenTimeResult.Exact exact:
                var date = exact.Start.InZone(calendar.Settings.Zone).Date;
                return await AnswerAsync(calendar, AvailabilityQuery.On(date) with { Part = part }, exact.Start, now, cancellationToken);
            case SpokenTimeResult.Wanted wanted:
                var query = new AvailabilityQuery { FirstDay = wanted.FirstDay, LastDay = wanted.LastDay, Part = part ?? wanted.Part };
                return await AnswerAsync(calendar, query, null, now, cancellationToken);
            case SpokenTimeResult.PastYear:
                return Nothing(calendar, VoiceOutcome.Past);
            default:
                return Nothing(calendar, VoiceOutcome.UnclearTime);
        }
    }

    /// <summary>The user id that a choice names, if it is one.</summary>
    public static Guid? Owner(CalendarChoice? choice) => Guid.TryParse(choice?.User, out var user) ? user : null;

    private static string Normal(string said) => said.Trim().ToLowerInvariant() is var word && word == "night" ? "evening" : word;

    private static VoiceAvailabilityReply Nothing(BookableCalendar calendar, string outcome) =>
        new(outcome, calendar.Settings.Zone.Id, 0, [], [], null);

    /// <param name="calendar">The calendar.</param>
    /// <param name="query">The time asked for.</param>
    /// <param name="near">When a point in time was asked for: the openings nearest to it are said.</param>
    /// <param name="now">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<VoiceAvailabilityReply> AnswerAsync(
        BookableCalendar calendar, AvailabilityQuery query, Instant? near, Instant now, CancellationToken cancellationToken)
    {
        if (query.LastDay < now.InZone(calendar.Settings.Zone).Date)
        {
            return Nothing(calendar, VoiceOutcome.Past);
        }

        var found = await openings.OfferAsync(calendar, query, now, cancellationToken);
        calendar = found.Calendar;
        if (!found.Known.IsComplete)
        {
            return Nothing(calendar, VoiceOutcome.CalendarUnavailable);
        }

        var zone = calendar.Settings.Zone;
        var day = query.FirstDay is { } first && first == query.LastDay ? LocalDatePattern.Iso.Format(first) : null;
        if (found.Slots.Count > 0)
        {
            var said = near is { } asked ? OpeningPicker.Nearest(found.Slots, asked) : OpeningPicker.Spread(found.Slots, zone);
            return new(VoiceOutcome.Ok, zone.Id, found.Slots.Count, Outcome.Openings(said, calendar), [], day);
        }

        var later = await FindLaterAsync(calendar, query, now, cancellationToken);
        return new(VoiceOutcome.None, zone.Id, 0, [], Outcome.Openings(later, calendar), day);
    }

    // The soonest later day that has any, and not three neighbouring half hours of it.
    private async Task<IReadOnlyList<Slot>> FindLaterAsync(
        BookableCalendar calendar, AvailabilityQuery query, Instant now, CancellationToken cancellationToken)
    {
        var zone = calendar.Settings.Zone;
        var from = (query.LastDay ?? now.InZone(zone).Date.PlusDays(query.DaysAhead - 1)).PlusDays(1);
        var last = SlotRules.LastDay(calendar.Settings, now);
        if (query.Part is not null && query.LastDay is not null)
        {
            // The day itself may have room at another time.
            from = from.PlusDays(-1);
        }

        if (from > last)
        {
            return [];
        }

        var found = await openings.OfferAsync(calendar, new AvailabilityQuery { FirstDay = from, LastDay = last }, now, cancellationToken);
        if (found.Slots.Count == 0)
        {
            return [];
        }

        var day = found.Slots[0].Start.InZone(zone).Date;
        var end = zone.MapDay(day).End;
        return OpeningPicker.Spread([.. found.Slots.TakeWhile(slot => slot.Start < end)], zone);
    }
}
