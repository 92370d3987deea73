using NodaTime;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Time;

/// <summary>
/// Reads a time as a caller says it or a model writes it down, in English, in the calendar's zone. One parser for the whole
/// product. What is not clearly one time is <see cref="SpokenTimeResult.Unclear"/>; nothing is guessed.
/// </summary>
public static class SpokenTime
{
    /// <summary>Nobody says a time in more characters than this.</summary>
    public const int MaxLength = 160;

    /// <summary>Reads the text. Never throws, whatever it is.</summary>
    /// <param name="text">ISO 8601 with or without an offset, or words.</param>
    /// <param name="now">What "tomorrow" is seen from.</param>
    /// <param name="settings">The zone that wall times are in, and the hours that tell morning from evening.</param>
    public static SpokenTimeResult Read(string? text, Instant now, CalendarSettings settings)
    {
        if (text is null || text.Length > MaxLength)
        {
            return new SpokenTimeResult.Unclear(text is null ? UnclearReason.Empty : UnclearReason.TooLong);
        }

        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty)
        {
            return new SpokenTimeResult.Unclear(UnclearReason.Empty);
        }

        if (IsoTime.TryRead(trimmed, out var written))
        {
            return Resolve(written, now, settings);
        }

        var tokens = TimeTokenizer.Read(trimmed);
        if (tokens is null || ReadPhrase(new TokenCursor(tokens)) is not { } phrase)
        {
            return new SpokenTimeResult.Unclear(UnclearReason.Words);
        }

        return new PhraseResolver(phrase, now, settings).Resolve();
    }

    private static SpokenPhrase? ReadPhrase(TokenCursor cursor)
    {
        var phrase = new SpokenPhrase();
        while (!cursor.IsAtEnd)
        {
            if (!DayPhrases.TryRead(cursor, phrase) && !ClockPhrases.TryRead(cursor, phrase)
                && !cursor.AcceptAny(TimeWords.Fillers) && !cursor.AcceptAny(TimeWords.Ats))
            {
                return null;
            }
        }

        return phrase;
    }

    private static SpokenTimeResult Resolve(IsoTime.Written written, Instant now, CalendarSettings settings)
    {
        if (!written.IsDate)
        {
            return new SpokenTimeResult.NoSuchDate();
        }

        if (written.ToInstant(settings.Zone) is not { } instant)
        {
            return new SpokenTimeResult.Unclear(UnclearReason.NoSuchTime);
        }

        var local = instant.InZone(settings.Zone).LocalDateTime;
        var today = now.InZone(settings.Zone).Date;
        return local.Year < today.Year
            ? new SpokenTimeResult.PastYear(new SpokenTimeResult.Exact(settings.Zone.AtLeniently(NextOccurrence(local, today)).ToInstant()))
            : new SpokenTimeResult.Exact(instant);
    }

    private static LocalDateTime NextOccurrence(LocalDateTime slip, LocalDate today)
    {
        var year = today.Year;
        while (slip.Day > CalendarSystem.Iso.GetDaysInMonth(year, slip.Month) || new LocalDate(year, slip.Month, slip.Day) < today)
        {
            year++;
        }

        return new LocalDate(year, slip.Month, slip.Day).At(slip.TimeOfDay);
    }
}
