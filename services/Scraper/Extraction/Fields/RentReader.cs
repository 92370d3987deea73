using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>Rent a month in US dollars.</summary>
/// <param name="Price">The amount, or the lower end of a range.</param>
/// <param name="Max">The upper end of a range.</param>
internal readonly record struct Rent(decimal Price, decimal? Max);

/// <summary>
/// Reads the rent a month out of a text. Of several amounts the words beside them decide: a deposit, a fee, a week's or a night's price,
/// an income or a price that was is no rent. <c>Deposit $900, rent $1,200/mo, pets $35</c> is 1200.
/// </summary>
internal static partial class RentReader
{
    private const decimal Least = 200;
    private const decimal Most = 30_000;
    private const int LongestText = 20_000;
    private const int Neighbourhood = 48;

    private static readonly SearchValues<string> Hints =
        PlainText.Hints("$", "usd", "rent", "alquiler", "pric", "preci", "rate", "mo", "mes", "from", "start", "lease", "desde", "mensual", "only", "just", "now", "pm", "pcm", "/m", "mth");


    private enum Verdict
    {
        None,
        Neutral,
        Labelled,
        Monthly,
    }

    /// <summary>The rent; null when the text says none, or none that can be told from other amounts.</summary>
    public static Rent? Read(string text)
    {
        text = PlainText.Cut(text, LongestText);
        if (text.AsSpan().IndexOfAnyInRange('0', '9') < 0 || !text.AsSpan().ContainsAny(Hints))
        {
            return null;
        }
        Rent? best = null;
        var bestVerdict = Verdict.None;
        var previousEnd = 0;
        for (var match = Amount().Match(text); match.Success; match = match.NextMatch())
        {
            var before = text[Math.Max(previousEnd, match.Index - Neighbourhood)..match.Index];
            var end = match.Index + match.Length;
            var after = text[end..Math.Min(text.Length, end + Neighbourhood)];
            previousEnd = end;
            var verdict = Judge(match, before, after);
            if (verdict > bestVerdict && Value(match, before) is { } rent)
            {
                best = rent;
                bestVerdict = verdict;
            }
        }
        return best;
    }

    private static Verdict Judge(Match match, string before, string after)
    {
        var monthly = Monthly().IsMatch(after);
        var label = LastLine(before);
        // "Gas heat, $1,050/month": behind a comma a rent a month is a thing of its own.
        var named = monthly && label.EndsWith(',') ? "" : label;
        // "Total monthly $1,340" has fees in it.
        if (TotalBefore().IsMatch(label) || NotRentBefore().IsMatch(named) || (!monthly && NotRentNow().IsMatch(label)) || OtherPeriod().IsMatch(after) || (!monthly && IsNamedOtherwise(after)))
        {
            return Verdict.None;
        }
        // What each of several pays is less than the home's rent, where that is said, too.
        if (PerPerson().IsMatch(after))
        {
            return Verdict.Neutral;
        }
        if (monthly)
        {
            return Verdict.Monthly;
        }
        // "For rent: 611 Walnut St" names a house.
        if (RentBefore().IsMatch(label) && (match.Groups["sign"].Success || match.Groups["sign2"].Success || !IsHouseNumber(after)))
        {
            return Verdict.Labelled;
        }
        // A bare number may be anything.
        return match.Groups["sign"].Success || match.Groups["sign2"].Success ? Verdict.Neutral : Verdict.None;
    }

    // "$900 deposit" names this amount, "$1,200 Deposit: $900" and "$1,200 Deposit $900" name the next one.
    private static bool IsNamedOtherwise(string after)
    {
        var named = NotRentAfter().Match(after);
        return named.Success && !NamesTheNext().IsMatch(after.AsSpan(named.Index + named.Length));
    }

    private static bool IsHouseNumber(string after) => StreetName.Length(after, out var certain) > 0 && certain;

    // What stands before an amount on its own line names it; a line that ends there may be the label of the next one.
    private static string LastLine(string before)
    {
        var trimmed = before.TrimEnd();
        var start = trimmed.LastIndexOfAny(['\n', '|', '•', ';']);
        return start < 0 ? trimmed : trimmed[(start + 1)..];
    }

    private static Rent? Value(Match match, string before)
    {
        var low = Number(match.Groups["low"].Value);
        var high = match.Groups["high"].Success ? Number(match.Groups["high"].Value) : null;
        if (high is not null && match.Groups["sign2"].Success && !match.Groups["sign"].Success)
        {
            // "62701 - $950", "Apt 204 - $950": what has no dollar sign is something else.
            (low, high) = (high, null);
        }
        if (low is null || !IsSane(low.Value))
        {
            return null;
        }
        if (high is null || high <= low || !IsSane(high.Value))
        {
            // "Reduced from $1,600 to $1,450": the second one is asked now.
            var isReduced = Reduced().IsMatch(before) && high is not null && high < low && IsSane(high.Value);
            return new Rent(isReduced ? high!.Value : low.Value, null);
        }
        return Reduced().IsMatch(before) ? new Rent(high.Value, null) : new Rent(low.Value, high);
    }

    private static bool IsSane(decimal amount) => amount is >= Least and <= Most;

    private static decimal? Number(string digits)
    {
        if (digits[^1] is 'k' or 'K')
        {
            return decimal.TryParse(digits.AsSpan(0, digits.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var thousands) ? thousands * 1_000 : null;
        }
        // A dot before three digits parts thousands, as in $1.695 on Spanish pages.
        var plain = ThousandsDot().IsMatch(digits) ? digits.Replace(".", "", StringComparison.Ordinal) : digits;
        plain = plain.Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    [GeneratedRegex(
        """(?<![\d.,#/-])(?<sign>(?:US)?\$|USD)?[ \t]?(?<low>\d{1,2}(?:\.\d{1,2})?k\b|\d{1,3}(?:[,.]\d{3}){1,2}(?:\.\d{1,2})?|\d{2,6}(?:\.\d{1,2})?)(?!\d)(?:[ \t]*(?:/[ \t]?mo(?:nth)?|\+)?[ \t\n]*(?:-{1,2}|–|—|−|to|through|up to|thru|a|hasta|y)[ \t\n]*(?<sign2>(?:US)?\$|USD)?[ \t]?(?<high>\d{1,2}(?:\.\d{1,2})?k\b|\d{1,3}(?:[,.]\d{3}){1,2}(?:\.\d{1,2})?|\d{3,6}(?:\.\d{1,2})?)(?!\d|/(?![ \t]?m(?:o|th?|es)?\b|[ \t]?mo)|-\d|[ \t]*(?:sq|sf|ft|square)|(?-i:[ ][A-Z][a-z])))?""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex("""^[ \t]*\+?[ \t\n]*(?:usd|dollars|d[oó]lares)?[ \t]*(?:total[ \t]+)?(?:(?:/|per|a|al|por|p/?)[ \t\n]*(?:mo(?:nth)?|m|mes)\b|/?[ \t]?(?:mo|month|monthly|mensual(?:es)?|pcm|pm|mthly|mth)\b(?!['’]))""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Monthly();

    [GeneratedRegex("""^[ \t]*\+?[ \t]*(?:usd)?[ \t]*(?:(?:/|per|a|each|por|p/)[ \t\n]*)?(?:week(?:ly)?|wk|night(?:ly)?|nt|day|daily|year(?:ly)?|yr|annum|annual(?:ly)?|hour|hr|hourly|sq|square|sf|ft|acre|pet|cat|dog|semana|noche|d[ií]a|applicant|adult|application|season|semester|stay|visit)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherPeriod();

    [GeneratedRegex("""^[ \t]*(?:/|per|a|each|por)?[ \t]*(?:person|people|tenant|resident|student|occupant|roommate)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PerPerson();

    // A rent label after such a word takes over again: "No application fee! Rent: $1,200".
    [GeneratedRegex("""\b(?:deposits?|dep|dep[oó]sito|application|applicant|app\.? fee|admin(?:istration|istrative)?|fees?|cargos?|pets?|dogs?|cats?|mascotas?|utilit(?:y|ies)|water|sewer|trash|electric(?:ity)?|gas|internet|cable|insurance|specials?|off|save|savings?|credit|bonus|discount|income|ingresos?|salary|earn(?:s|ing|ings)?|gross|parking|carport|garage|storage|late|hold(?:ing)?|was|were|originally|previously|regularly|value|list price|asking|purchase|hoa|tax(?:es)?|sold for|lot|up to|first month(?:['’]s)?|1st month(?:['’]s)?|last month(?:['’]s)?|surcharge|total move|bond|get|win|receive|refer(?:ral)?|reward)\b(?:(?!\brent(?:s|al)?\b|\brenta\b|\bprice\b|\bfrom\b|\bstarting\b|[.!?](?: |$))[^\n]){0,24}$|\b(?:pet|lot|garage|parking|storage) rent\b[ :]*$|\b(?:heat(?:ing)?|cooling|fuel|propane|lawn(?:[ ]care)?|snow|electric(?:ity)?)[ ]?:[^\n$]{0,40}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotRentBefore();

    [GeneratedRegex("""\b(?:week(?:ly)?|night(?:ly)?|daily)\b[^\n$]{0,24}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotRentNow();

    [GeneratedRegex("""^[ \t]*(?:/|\(|\*|-|–)?[ \t]*(?:is[ \t]+|for[ \t]+|in[ \t]+|de[ \t]+|refundable[ \t]+|non-?refundable[ \t]+|one[- ]time[ \t]+|monthly[ \t]+|additional[ \t]+|minimum[ \t]+|the[ \t]+)*(?:due\b|security|deposits?\b|dep\b|dep[oó]sito|application|app fee|admin|pets?\b|per pet|fees?\b|utilit|off\b|specials?\b|credit|discount|bonus|gift|move[- ]?in (?:special|fee|cost)|total move|million|income|parking|garage|storage|late\b|holding|first month|1st month|sale\b|down\b|when\b|reward|cash|referral)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NotRentAfter();

    [GeneratedRegex("""^[a-z ]{0,20}(?::|(?:is|of)?[ \t\n]*\$[ ]?\d)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamesTheNext();

    [GeneratedRegex("""\b(?:rents?|rental|rate|price|prices|priced|from|starting(?: at)?|starts at|monthly|per month|lease|renta|alquiler|precio|desde|mensual|only|just|now)\b[^\n\d]{0,20}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RentBefore();

    [GeneratedRegex("""\b(?:total|all[- ]in)\b(?:(?!\brent\b)[^\n\d]){0,30}$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TotalBefore();

    [GeneratedRegex("""\b(?:reduced|lowered|dropped|cut|was)(?:[ \t]+from)?[ \t:]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reduced();

    [GeneratedRegex("""^\d{1,3}(?:\.\d{3})+$""", RegexOptions.CultureInvariant)]
    private static partial Regex ThousandsDot();
}
