using System.Buffers;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>
/// Reads when a home can be had: a value alone (<c>NOW</c>, <c>8/1/26</c>, <c>August 1st</c>), or words in a longer text that say so
/// (<c>Available August 1, 2026</c>, <c>ready for immediate occupancy</c>). What is vague (mid June, soon, TBD) is nothing.
/// </summary>
internal static partial class AvailabilityReader
{
    private const int LongestText = 8_000;
    private static readonly SearchValues<string> Hints =
        PlainText.Hints("avail", "coming", "open", "from", "move", "ready", "vacan", "occup", "possess", "dispon", "desde", "partir", "wait", "espera", "immed", "inmed", "now", "today", "asap", "ya", "ahora", "hoy");

    private const int LongestValue = 40;
    private const int Reach = 64;
    private const int MostTriggers = 40;
    private const int LongestFacts = 200;
    private const int LongestPart = 24;
    private const int FewestFacts = 3;

    /// <summary>Availability; null when the text does not say it.</summary>
    /// <param name="text">A value, a line or a paragraph.</param>
    /// <param name="today">A day without a year is the next such day from here.</param>
    public static Availability? Read(string text, DateOnly today)
    {
        text = PlainText.Cut(text, LongestText).Trim();
        return text.Length <= LongestValue && AtStart(text, today, true) is { } alone ? alone : ReadSaid(text, today);
    }

    /// <summary>The same for a line without a label: a day alone may be any day, such as that of a post.</summary>
    public static Availability? ReadSaid(string text, DateOnly today)
    {
        text = PlainText.Cut(text, LongestText).Trim();
        return !text.AsSpan().ContainsAny(Hints) ? OfPart(text, today) : Said(text, today) ?? OfPart(text, today);
    }

    // "$850 | Studio | 1 bath | 1/15": among several facts a day or "Now" alone is one, too.
    private static Availability? OfPart(string text, DateOnly today)
    {
        var parts = text.Length <= LongestFacts && text.AsSpan().ContainsAny('|', '•', '·') ? text.Split(['|', '•', '·'], StringSplitOptions.TrimEntries) : [];
        return parts.Length < FewestFacts
            ? null
            : parts.Where(part => part.Length <= LongestPart && RoomsReader.Bedrooms(part) is null).Select(part => AtStart(part, today, true)).FirstOrDefault(said => said is not null);
    }

    private static Availability? Said(string text, DateOnly today)
    {
        if (text.Length <= LongestValue && NowAlone().IsMatch(text))
        {
            return new Availability("now", null);
        }
        var seen = 0;
        for (var trigger = Trigger().Match(text); trigger.Success && seen < MostTriggers; trigger = trigger.NextMatch(), seen++)
        {
            var end = trigger.Index + trigger.Length;
            if (OfSomethingElse().IsMatch(text[Math.Max(0, trigger.Index - 24)..trigger.Index]))
            {
                continue;
            }
            if (trigger.Groups["now"].Success)
            {
                // "Available now" and "Now available" say the same; "Now available August 1" does not.
                return AtStart(text[end..Math.Min(text.Length, end + Reach)], today, false) ?? new Availability("now", null);
            }
            if (AtStart(text[end..Math.Min(text.Length, end + Reach)], today, false) is { } said)
            {
                return said;
            }
        }
        return WaitList().IsMatch(text) ? new Availability("waitlist", null)
            : text.Length <= LongestValue && AvailableAlone().IsMatch(text) ? new Availability("now", null) : null;
    }

    // What begins here, after words like "from" and "on".
    private static Availability? AtStart(string text, DateOnly today, bool alone)
    {
        var filler = Filler().Match(text);
        var rest = filler.Success ? text[filler.Length..] : text;
        if (WaitListAtStart().IsMatch(rest))
        {
            return new Availability("waitlist", null);
        }
        if (alone ? NowAlone().IsMatch(rest) : NowAtStart().IsMatch(rest))
        {
            return new Availability("now", null);
        }
        return DayReader.AtStart(rest, today, out var length) is { } day && (!alone || DayEnds().IsMatch(rest.AsSpan(length))) ? new Availability("date", day) : null;
    }

    [GeneratedRegex("""(?<now>\bimmediate(?:ly)?[ ](?:occupancy|move[- ]?ins?|possession|availab(?:le|ility))\b|\bnow[ ]available\b|\bready[ ](?:now|today|immediately)\b|\bvacant[ ](?:now|and[ ]ready)\b|\bocupaci[oó]n[ ]inmediata\b)|(?<![a-z-])(?:date[ ])?(?:availab(?:le|ility)(?:[ ]date)?|avail\b\.?|move[- ]?in(?:[ ]date)?\b|ready\b|vacant\b|vacancy\b|occupancy\b|possession\b|coming(?:[ ]soon)?\b|opening\b|^[ ]*from(?=[ ][a-z0-9])|(?:^|[,–-])[ ]*open(?=[ ]now\b[^.]{0,20}$)|open(?=[ ](?:\d|[a-z]{3,9}\.?[ ]\d))|disponib(?:le|ilidad)\b|(?:desde|a[ ]partir)\b)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Trigger();

    [GeneratedRegex("""\b(?:not|no longer|tours?|showings?|viewings?|parking|garage|storage|utilities|laundry|financing|assistance|open house|appointments?|specials?|furnished|internet|un|next|(?<!\bno[ ])pets?|option)[ ](?:is[ ]|are[ ]|yet[ ]|currently[ ]|now[ ])?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfSomethingElse();

    [GeneratedRegex("""^(?:[ \t\n:;,.!*(–—-]|\b(?:from|on|for|in|is|as[ ]of|by|date|starting|beginning|begins|starts|since|to[ ]move[ ]in(?:to)?|to[ ]rent|for[ ]rent|for[ ]lease|move[- ]?in|occupancy|rent|lease|home|unit|availab(?:le|ility)|avail\.?|the|after|desde|a[ ]partir[ ]del?|el|para|mudanza|approximately|approx\.?|about|around|circa|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b\.?)+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Filler();

    [GeneratedRegex("""^(?:wait(?:ing)?[- ]?list|lista[ ]de[ ]espera)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WaitListAtStart();

    [GeneratedRegex("""\b(?:wait(?:ing)?[- ]?list(?:ed)?(?:[ ]only)?|lista[ ]de[ ]espera)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WaitList();

    [GeneratedRegex("""^(?:right[ ])?(?:now|immed(?:iate(?:ly)?)?|inmediat[oa](?:mente)?|today|asap|ya|ahora|hoy|de[ ]inmediato|vacant)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NowAtStart();

    [GeneratedRegex("""^(?:right[ ]|ready[ ]|vacant[ ])?(?:now|immed(?:iate(?:ly)?)?|inmediat[oa](?:mente)?|today|asap|ya|ahora|hoy|de[ ]inmediato|vacant|(?:move[- ]?in[ ])?ready)(?:[ ]?(?:-|–|,)?[ ]?(?:available|move[- ]?in|occupancy|for[ ]move[- ]?in|disponible))?[ !.*]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NowAlone();

    // A badge, a status or a count: "Available", "Status: Available", "3 Available".
    [GeneratedRegex("""^\W*(?:(?:status|availability|available)\W+)?(?:\d{1,3}[ ](?:(?:units?|apartments?)[ ])?|(?:units?|homes?|apartments?)[ ])?(?:available|disponible|vacant|open)(?:[ ](?:units?|homes?|for rent|to rent))?\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AvailableAlone();

    [GeneratedRegex("""^[ !.*)]*(?:$|t\d|[-–|,(\n])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DayEnds();
}
