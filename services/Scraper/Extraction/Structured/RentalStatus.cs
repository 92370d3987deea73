using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Structured;

/// <summary>What words of a status or a kind say about whether a home can be rented.</summary>
internal static partial class RentalStatus
{
    /// <summary>Whether the words say that it cannot: for sale, sold, let, under application, taken off, or no home at all.</summary>
    public static bool RulesOut(string? text) => text is { Length: > 0 and <= 120 } && !StillToRent().IsMatch(text) && NotToRent().IsMatch(text);

    /// <summary>The same for a title, in which such words may also mean something else.</summary>
    public static bool TitleRulesOut(string? text) => text is { Length: > 0 and <= 300 } && !StillToRent().IsMatch(text)
        && TitleOfGone().IsMatch(text);

    /// <summary>Whether the words name something that is no home: offices, shops, parking, storage, land.</summary>
    public static bool IsNoHome(string? text) => text is { Length: > 0 and <= 120 } && !HomeWord().IsMatch(text) && NoHome().IsMatch(StreetOfThatName().Replace(text, ""));

    [GeneratedRegex(@"\b(?:for[ _-]?(?:rent|lease)|to[ _-]?let|not[ _-](?:sold|leased|rented)|available|en[ ]renta|(?:rent|lease)[ _-]?to[ _-]?own)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StillToRent();

    [GeneratedRegex(@"\b(?:for[ _-]?sale|sales?|sell|buy|purchase|sold|rented|leased|let[ _-]agreed|under[ _-]?(?:contract|application)|(?:application|lease|rental)?[ _-]?pending|off[ _-]?market|un[ _-]?available|not[ _-]available|in[ _-]?active|withdrawn|expired|occupied|closed|archived|deleted|draft|trash|out[ _-]?of[ _-]?stock|sold[ _-]?out|discontinued|rentad[oa]|alquilad[oa]|vendid[oa]|en[ ]venta)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NotToRent();

    [GeneratedRegex(@"^\W*(?:just[ ])?(?:sold|rented|leased|pending|off[ -]market|no longer available)\b|\b(?:sold|rented|leased)\W*$|\bfor[ ]sale\b|\ben[ ]venta\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TitleOfGone();

    [GeneratedRegex(@"\b(?:apartments?|house|homes?|condo|town[ -]?(?:home|house)|duplex|studio|loft|residential|bed(?:room)?s?|room)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HomeWord();

    [GeneratedRegex(@"\bcommercial[ ](?:ave(?:nue)?|st(?:reet)?|blvd|dr(?:ive)?|rd|road|way|c(?:our)?t|ln|lane|pkwy)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex StreetOfThatName();

    [GeneratedRegex(@"\b(?:commercial|office|retail|industrial|warehouse|parking|garage|carport|storage|land|vacant lot|self[ -]storage|boat slip|rv (?:lot|space|site)|event (?:space|venue))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NoHome();
}
