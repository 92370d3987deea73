using System.Globalization;
using NodaTime;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Calendars of which nothing but the busy times may be seen. Pure.</summary>
internal static class GoogleBusy
{
    /// <summary>The API refuses more than about three months at once.</summary>
    private static readonly Duration LongestPiece = Duration.FromDays(60);

    /// <summary>A long time in pieces that the API answers.</summary>
    public static IEnumerable<Interval> Pieces(Interval whole)
    {
        for (var start = whole.Start; start < whole.End; start += LongestPiece)
        {
            yield return new Interval(start, Instant.Min(start + LongestPiece, whole.End));
        }
    }

    /// <summary>What is asked about a piece.</summary>
    public static GoogleBusyQuery Query(string calendarId, Interval piece) =>
        new(GoogleTimes.Floor(piece.Start), GoogleTimes.Ceiling(piece.End), [new GoogleBusyItem(calendarId)]);

    /// <summary>The busy times of an answer. A calendar with errors, or without an answer, is not known: that is not the same as free.</summary>
    public static ProviderResult<IReadOnlyList<Interval>> Read(GoogleBusyReply reply, string calendarId)
    {
        if (reply.Calendars?.GetValueOrDefault(calendarId) is not { } calendar)
        {
            return new ProviderError(ProviderError.Unavailable);
        }

        if (calendar.Errors is { Count: > 0 } errors)
        {
            return new ProviderError(errors.Any(error => error.Reason == "notFound") ? ProviderError.NotFound : ProviderError.Unavailable);
        }

        var busy = new List<Interval>();
        foreach (var time in calendar.Busy ?? [])
        {
            if (GoogleTimes.Read(time.Start) is not { } start || GoogleTimes.Read(time.End) is not { } end || end < start)
            {
                return new ProviderError(ProviderError.Unavailable);
            }

            busy.Add(new Interval(start, end));
        }

        return busy;
    }

    /// <summary>
    /// Busy times as events. Their ids are made of when they are, so that the same answer gives the same events; times that touch are
    /// one, or the seam of two pieces would make an event of its own.
    /// </summary>
    public static IReadOnlyList<ProviderEvent> Events(IEnumerable<Interval> busy)
    {
        var merged = new List<Interval>();
        foreach (var time in busy.Where(time => time.End > time.Start).OrderBy(time => time.Start))
        {
            if (merged is [.., var last] && time.Start <= last.End)
            {
                merged[^1] = new Interval(last.Start, Instant.Max(last.End, time.End));
            }
            else
            {
                merged.Add(time);
            }
        }

        return [.. merged.Select(time => new ProviderEvent(IdOf(time), time.Start, time.End, Blocks: true, AppointmentId: null))];
    }

    private static string IdOf(Interval time) => string.Create(
        CultureInfo.InvariantCulture, $"busy-{time.Start.ToUnixTimeMilliseconds()}-{time.End.ToUnixTimeMilliseconds()}");
}
