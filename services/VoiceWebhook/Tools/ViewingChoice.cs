using System.Globalization;
using System.Text;
using NodaTime;
using PeteRental.Contracts.Calendar;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>
/// Which of several viewings a caller means. They hear of them by address and time and answer in kind ("the one on Birchwood",
/// "Friday's", "el segundo"), so that is what a model passes on; it never gets to know an id. Pure.
/// </summary>
public static class ViewingChoice
{
    private static readonly string[][] Ordinals =
        [["first", "1st", "primero", "primera"], ["second", "2nd", "segundo", "segunda"], ["third", "3rd", "tercero", "tercera"]];

    private static readonly string[][] Weekdays =
    [
        ["monday", "lunes"], ["tuesday", "martes"], ["wednesday", "miercoles"], ["thursday", "jueves"], ["friday", "viernes"],
        ["saturday", "sabado"], ["sunday", "domingo"],
    ];

    private static readonly string[][] Months =
    [
        ["january", "enero"], ["february", "febrero"], ["march", "marzo"], ["april", "abril"], ["may", "mayo"], ["june", "junio"],
        ["july", "julio"], ["august", "agosto"], ["september", "septiembre"], ["october", "octubre"], ["november", "noviembre"],
        ["december", "diciembre"],
    ];

    /// <summary>The one viewing that fits what was said best; null when none fits, or two fit equally well.</summary>
    /// <param name="viewings">In the order in which they were read out.</param>
    /// <param name="said">What the caller said about the one they mean.</param>
    public static SpokenAppointment? Find(IReadOnlyList<SpokenAppointment> viewings, string said)
    {
        var words = Words(said);
        var scores = viewings.Select(viewing => Describe(viewing).Intersect(words).Count()).ToList();
        var best = scores.Count == 0 ? 0 : scores.Max();
        if (best > 0)
        {
            return scores.Count(score => score == best) == 1 ? viewings[scores.IndexOf(best)] : null;
        }

        var place = Array.FindIndex(Ordinals, names => names.Any(words.Contains));
        return place >= 0 && place < viewings.Count ? viewings[place] : null;
    }

    private static HashSet<string> Describe(SpokenAppointment viewing)
    {
        var words = Words(viewing.PropertyAddress);
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(viewing.Timezone);
        var at = zone is null
            ? LocalDateTime.FromDateTime(viewing.StartTime.DateTime)
            : Instant.FromDateTimeOffset(viewing.StartTime).InZone(zone).LocalDateTime;
        words.UnionWith(Weekdays[(int)at.DayOfWeek - 1]);
        words.UnionWith(Months[at.Month - 1]);
        words.Add(at.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        words.Add(at.Day.ToString(CultureInfo.InvariantCulture));
        return words;
    }

    // Lower case, without accents; "24th" is 24. A date keeps its dashes.
    private static HashSet<string> Words(string text)
    {
        var plain = new StringBuilder();
        foreach (var character in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(character) || character == '-')
            {
                plain.Append(char.ToLowerInvariant(character));
            }
            else if (char.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)
            {
                plain.Append(' ');
            }
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        words.UnionWith(words.Where(word => word.Length > 2 && char.IsAsciiDigit(word[0]) && word[^2..] is "st" or "nd" or "rd" or "th")
            .Select(word => word[..^2]).ToList());
        return words;
    }
}
