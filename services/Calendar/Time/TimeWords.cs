using System.Collections.Frozen;
using NodaTime;
using PeteRental.Calendar.Availability;

namespace PeteRental.Calendar.Time;

/// <summary>The words that times are said with.</summary>
internal static class TimeWords
{
    /// <summary>Words that may stand anywhere and change nothing.</summary>
    public static FrozenSet<string> Fillers { get; } = FrozenSet.Create(StringComparer.Ordinal,
        "on", "for", "the", "please", "um", "uh", "ok", "okay", "yes", "how", "lets", "do", "say", "then", "sharp", "exactly", "sometime");

    /// <summary>Words ahead of a time of day.</summary>
    public static FrozenSet<string> Ats { get; } = FrozenSet.Create(StringComparer.Ordinal, "at", "around", "about", "approximately");

    public static FrozenDictionary<string, IsoDayOfWeek> Weekdays { get; } = Words<IsoDayOfWeek>(
        ("monday", IsoDayOfWeek.Monday), ("mon", IsoDayOfWeek.Monday),
        ("tuesday", IsoDayOfWeek.Tuesday), ("tue", IsoDayOfWeek.Tuesday), ("tues", IsoDayOfWeek.Tuesday),
        ("wednesday", IsoDayOfWeek.Wednesday), ("wed", IsoDayOfWeek.Wednesday), ("weds", IsoDayOfWeek.Wednesday),
        ("thursday", IsoDayOfWeek.Thursday), ("thu", IsoDayOfWeek.Thursday), ("thur", IsoDayOfWeek.Thursday), ("thurs", IsoDayOfWeek.Thursday),
        ("friday", IsoDayOfWeek.Friday), ("fri", IsoDayOfWeek.Friday),
        ("saturday", IsoDayOfWeek.Saturday), ("sat", IsoDayOfWeek.Saturday),
        ("sunday", IsoDayOfWeek.Sunday), ("sun", IsoDayOfWeek.Sunday));

    public static FrozenDictionary<string, int> Months { get; } = Words<int>(
        ("january", 1), ("jan", 1), ("february", 2), ("feb", 2), ("march", 3), ("mar", 3), ("april", 4), ("apr", 4),
        ("may", 5), ("june", 6), ("jun", 6), ("july", 7), ("jul", 7), ("august", 8), ("aug", 8),
        ("september", 9), ("sep", 9), ("sept", 9), ("october", 10), ("oct", 10), ("november", 11), ("nov", 11),
        ("december", 12), ("dec", 12));

    public static FrozenDictionary<string, int> Numbers { get; } = new[]
    {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    }.Index().ToFrozenDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);

    public static FrozenDictionary<string, int> Tens { get; } = Words<int>(
        ("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50));

    public static FrozenDictionary<string, int> Ordinals { get; } = new[]
    {
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    }.Index().Append((Index: 29, Item: "thirtieth")).ToFrozenDictionary(word => word.Item, word => word.Index + 1, StringComparer.Ordinal);

    /// <summary>Lengths of time, in minutes.</summary>
    public static FrozenDictionary<string, int> Units { get; } = Words<int>(
        ("minute", 1), ("minutes", 1), ("min", 1), ("mins", 1), ("hour", 60), ("hours", 60), ("hr", 60), ("hrs", 60),
        ("day", 1440), ("days", 1440), ("week", 7 * 1440), ("weeks", 7 * 1440));

    private static FrozenDictionary<string, T> Words<T>(params (string Word, T Meaning)[] words) =>
        words.ToFrozenDictionary(word => word.Word, word => word.Meaning, StringComparer.Ordinal);

    /// <summary>The parts of a day; early and late are its first and last two hours.</summary>
    public static PartOfDay? Part(string? qualifier, string word)
    {
        if ((word == "night" ? PartOfDay.Evening : PartOfDay.Named(word)) is not { } part)
        {
            return null;
        }

        return qualifier switch
        {
            "early" => part with { ToMinute = part.FromMinute + 120 },
            "late" => part with { FromMinute = part.ToMinute - 120 },
            _ => part,
        };
    }
}
