using System.Globalization;
using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>A text that is a number and nothing else: "1695", "$1,695.00", " 2 ".</summary>
internal static class PlainNumber
{
    public static decimal? Of(string? text)
    {
        var digits = text?.Trim().TrimStart('$').Trim();
        return digits is { Length: > 0 and <= 15 }
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}

/// <summary>The name of a home within its building.</summary>
internal static partial class UnitName
{
    /// <summary>"Apt. 2B", "Unit #204" and "#204" without the word before; null for what is no such name.</summary>
    public static string? Of(string? text)
    {
        var name = Prefix().Replace(text?.Trim() ?? "", "").Trim(' ', ',', '.');
        return name.Length is > 0 and <= 12 && name.Count(char.IsWhiteSpace) <= 1 && Shape().IsMatch(name) && !NoUnit().IsMatch(name) ? name : null;
    }

    /// <summary>The unit that a title says in words: "Unit 204 - 2 bedrooms".</summary>
    public static string? In(string? text) => text is { Length: <= 200 } && Said().Match(text) is { Success: true } said
        ? Of(said.Groups[1].Value) : null;

    /// <summary>The 4 of "4/115 Savannah Road".</summary>
    public static string? BeforeStreet(string address) => Slash().Match(address) is { Success: true } match ? match.Groups["unit"].Value : null;

    [GeneratedRegex(@"^(?<unit>\d{1,4}[A-Za-z]?)/\d{1,5} [A-Za-z]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Slash();

    [GeneratedRegex(@"^(?:(?:apartment|apt|unit|suite|ste|number|no|num|lot|room|rm)\b\.?[ \t]*(?:no\.?|number)?[ \t]*:?[ \t]*)?#?[ \t]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ./&-]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^(?:n/?a|none|null|sq\.? ?ft|sqft|sf|ft|usd|month|apartments?|houses?|homes?|units?|true|false|0|studio|.*\b(?:bed|bd|br|bath|ba)s?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoUnit();

    [GeneratedRegex(@"(?:\b(?:apartment|apt|unit|suite|ste)\b\.?[ ]?#?|#)[ ]?([A-Za-z]?-?\d{1,5}-?[A-Za-z]?|[A-Za-z])\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Said();
}

/// <summary>A ZIP code.</summary>
internal static partial class ZipCode
{
    /// <summary>43215 or 43215-1234; a number that lost its zero gets it back.</summary>
    public static string? Of(string? text)
    {
        var digits = text?.Trim() ?? "";
        return Shape().IsMatch(digits) ? digits : digits.Length == 4 && digits.All(char.IsAsciiDigit) ? "0" + digits : null;
    }

    [GeneratedRegex(@"^\d{5}(?:-\d{4})?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}

/// <summary>Availability as values of data say it: also with a time, or as seconds since 1970.</summary>
internal static class AvailabilityText
{
    public static Availability? Read(string text, DateOnly today)
    {
        var value = text.Trim();
        if (value.Length >= 19 && value[10] is 'T' or ' ' && DateOnly.TryParseExact(value[..10], "yyyy-MM-dd",
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return OfDay(day);
        }

        if (value.Length is 10 or 13 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return OfDay(DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(value.Length == 13 ? number / 1000 : number).UtcDateTime));
        }

        if (value.Length == 8 && DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var compact))
        {
            return OfDay(compact);
        }

        return AvailabilityReader.Read(value, today) is { } read && (read.Date is null || IsLikely(read.Date.Value)) ? read : null;
    }

    private static Availability? OfDay(DateOnly day) => IsLikely(day) ? new Availability("date", day) : null;

    // 1/1/0001, 1/1/1900 and 12/31/9999 are how databases say that there is no day.
    private static bool IsLikely(DateOnly day) => day.Year is > 2000 and < 2090;
}

/// <summary>Which addresses of pictures show a home.</summary>
internal static partial class PhotoAddress
{
    /// <summary>False for logos, icons and what stands in for a picture.</summary>
    public static bool IsPhoto(Uri address) => !NoPhoto().IsMatch(address.AbsolutePath) && !OtherFile().IsMatch(address.AbsolutePath);

    [GeneratedRegex(@"(?:^|[/_.-])(?:logos?|icons?|favicon|sprite|spacer|blank|pixel|placeholder|no[-_]?(?:image|photo|picture)|coming[-_]?soon|loading|loader|avatar|badge|equal[-_]?housing|eho|default[-_]image)(?:[/_.0-9-]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoPhoto();

    [GeneratedRegex(@"\.(?:svg|ico|pdf|mp4|webm|mov|html?|js|css)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherFile();
}
