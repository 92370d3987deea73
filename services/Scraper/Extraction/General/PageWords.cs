using System.Buffers;
using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Words that tell what a page, a group or a home is: nothing to rent, let already, for sale, no home at all, another home than this.</summary>
internal static partial class PageWords
{
    private const int LongestBadge = 60;

    private static readonly SearchValues<string> Hints = PlainText.Hints(
        "leas", "rented", "let", "sold", "pending", "under", "off", "avail", "occup", "deposit", "hold", "reserv", "taken", "rentad", "alquilad", "arrendad", "vendid", "dispon", "sale", "venta",
        "price", "$", "commerc", "office", "salon", "retail", "ware", "indus", "store", "shop", "park", "garag", "stor", "rv ", "lot", "land", "acre", "boat", "hangar", "estacion", "bodega", "local", "oficin", "longer", "been");


    /// <summary>Whether the page is no site of anybody: its name is for sale.</summary>
    public static bool AreParked(string text) => Parked().IsMatch(text);

    /// <summary>Whether a text says that there is nothing to rent.</summary>
    public static bool SayNone(string text) => None().IsMatch(text);

    /// <summary>Whether a heading is above homes that are shown beside the page's own.</summary>
    public static bool AreSimilar(string heading) => Similar().IsMatch(heading);

    /// <summary>Whether a heading is above homes that are like another one, and not merely more of a list.</summary>
    public static bool AreOnlySimilar(string heading) => OnlySimilar().IsMatch(heading);

    /// <summary>Whether a heading is above homes that are not to rent.</summary>
    public static bool AreNotToRent(string heading) => heading.Length <= LongestBadge && (GoneGroup().IsMatch(heading) || (NoHome().IsMatch(heading) && !ToRent().IsMatch(heading)));

    /// <summary>Whether an amount is asked for a night.</summary>
    public static bool AreByTheNight(string text) => text.Contains('$') && ByTheNight().IsMatch(text);

    /// <summary>Whether the lines of a home say that it is gone, for sale, or not to live in.</summary>
    public static bool IsNotToRent(IEnumerable<PageLine> lines, bool hasBedrooms)
    {
        foreach (var line in lines.Where(line => !line.IsSpent).Take(60))
        {
            var text = line.Text;
            if (!text.AsSpan().ContainsAny(Hints))
            {
                continue;
            }
            if (line.IsProse ? GoneInText().IsMatch(text) : text.Length <= LongestBadge * 2 && (Gone().IsMatch(text) || GoneInText().IsMatch(text)))
            {
                return true;
            }
            if (text.Length <= LongestBadge && !IsLink(line) && line.LabelKind is LabelKind.None or LabelKind.PropertyType or LabelKind.Status or LabelKind.Rooms or LabelKind.Other
                && (ForSale().IsMatch(text) || ((line.Element.LocalName != "li" || line.Signals.Kinds > 0) && (!hasBedrooms || line.LabelKind == LabelKind.PropertyType) && NoHome().IsMatch(WithoutStreet(line)))))
            {
                return true;
            }
        }
        return false;
    }

    // Commercial Avenue is a street.
    private static string WithoutStreet(PageLine line) =>
        line.Signals.Street is not null && AddressReader.Find(line.Text) is { } found ? line.Text.Remove(found.Start, found.End - found.Start) : line.Text;

    /// <summary>Whether a line is of a place for holidays.</summary>
    public static bool AreForHolidays(string text) => ForHolidays().IsMatch(text);

    [GeneratedRegex("""^\W*vacation(?:[ ]rentals?)?\W*$|\bsleeps[ ]\d|\bcheck[- ]?in\b|\bsaturday to saturday\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForHolidays();

    [GeneratedRegex("""\$[ ]?\d[\d,.]*[ ]?(?:/|per[ ]|a[ ]|each[ ])?[ ]?night(?:ly)?\b|\bnightly\b[^$]{0,16}\$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ByTheNight();

    // "For sale" may be where a menu leads, and not what the home is.
    private static bool IsLink(PageLine line) =>
        line.Signals.Mask == 0 && line.Anchors.Count > 0 && line.Anchors.Sum(anchor => anchor.TextContent.Trim().Length) * 5 >= line.Text.Length * 4;

    [GeneratedRegex("""\b(?:(?:there are|we have|we['’]ve|we currently have|currently|sorry,?|at this time,?)[ ](?:currently[ ]|presently[ ]|got[ ]|absolutely[ ])?no[ ](?:\w+[ ]){0,3}(?:available|rentals?|vacanc(?:y|ies)|homes?|units?|listings?|properties|apartments?|openings?)|no[ ](?:\w+[ ]){0,2}(?:rentals?|vacanc(?:y|ies)|homes|units|listings|properties|apartments|openings|results|rooms)[ ](?:\w+[ ]){0,2}(?:available|at this time|at the moment|right now|currently|found|to show|today|match)|no[ ](?:current[ ]|available[ ])(?:vacanc(?:y|ies)|rentals|listings|units|homes|properties|apartments|openings)|no vacanc(?:y|ies)\b|nothing[ ](?:is[ ])?(?:currently[ ])?(?:available|to rent|for rent|vacant|open)|(?:we are|we['’]re|everything is|all (?:of )?(?:our )?(?:units|homes|apartments|properties|rentals)(?: are)?)[ ](?:currently[ ]|now[ ]|100%[ ]|all[ ])?(?:fully[ ])?(?:leased|rented|occupied|full\b|filled)|fully (?:leased|rented|occupied)|check back (?:soon|later|often|again)|please check back|0 (?:rentals|results|homes|listings|properties|units|vacancies)\b|none available|no hay (?:\w+[ ]){0,4}(?:disponibles?|vacantes?|en renta|por el momento|propiedades|viviendas|casas|apartamentos)|sin (?:vacantes|disponibilidad|propiedades)|(?:por el momento|actualmente) no (?:hay|tenemos|contamos)|no tenemos (?:\w+[ ]){0,3}(?:disponibles?|vacantes?|propiedades|casas|apartamentos)|no (?:homes|rentals|units|properties|apartments|vacancies|listings)[ .!]*$)""", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex None();

    [GeneratedRegex("""\bdomain(?: name)?[ ](?:\S+[ ])?(?:is|may be)[ ](?:\w+[ ]){0,2}(?:for sale|parked)|\bbuy this domain|\bpage not found\b|\b404\b.{0,20}not found|\bpage (?:you|that you).{0,40}(?:not|n['’]t|no longer) """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Parked();

    [GeneratedRegex("""\b(?:similar|nearby|near this|(?:you|others?|renters)[ ](?:may|might|could|also)|other[ ](?:available[ ])?(?:homes?|rentals?|properties|listings?|units?|places|vacancies|houses|apartments)|more[ ](?:available[ ])?(?:homes|rentals|properties|listings|places|houses|apartments|from)|related|recently viewed|recommended|also (?:available|for rent|like|consider|viewed)|explore more|keep looking|propiedades similares|otras propiedades|tambi[eé]n)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Similar();

    [GeneratedRegex("""\b(?:similar(?:es)?|you may|you might|others? (?:may|might)|related|recently viewed|recommended|also (?:like|consider|viewed))\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OnlySimilar();

    [GeneratedRegex("""^\W*(?:(?:recently|just|already|currently|past|previously)[ ])?(?:(?:rented|leased|sold|pending|occupied|unavailable)(?:[ ](?:homes?|rentals?|units?|properties|listings|out|apartments))?|off[- ]market|not available|no longer available|(?:homes?|houses?|properties|condos?|land|lots?|listings)[ ]for sale|for sale|sales?[ ]listings|sales|alquilad[oa]s|rentad[oa]s|vendid[oa]s|en venta)\b(?![ ](?:or|and|&)[ ](?:rent|lease))[\w ]{0,16}\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoneGroup();

    [GeneratedRegex("""^\W*(?:status\W*)?(?:(?:now|already|just|recently|currently|sorry,?|this[ ](?:home|unit|property|rental)[ ](?:is|has been))[ ]){0,3}(?:leased|rented(?:[ ]out)?|let|sold(?:[ ]out)?|pending|(?:application|lease|sale|rental|approval)s?[ ]pending|pending[ ]\w+|under[ ](?:application|contract|review|lease)|off[ -]?market|no longer available|not available|unavailable|not currently available|occupied|deposit[ ](?:taken|received|pending|paid)|on hold|hold|reserved|taken|alquilad[oa]|rentad[oa]|arrendad[oa]|ocupad[oa]|vendid[oa]|reservad[oa]|no disponible)\W*(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?)?\W*$|^\W*(?:(?:just|recently|now|already)[ ])?(?:leased|rented|let|pending|sold|no longer available|unavailable|rentad[oa]|alquilad[oa])[ ]?(?:[-–:!|*(\],]|thank|(?:for|until|through|thru|till|hasta)[ ](?!\$|.*avail))|^\W*(?:rented|leased)[ ]at[ ]\$|[-–|*([:,][ ]*(?:leased|rented|pending|sold|application pending|lease pending|unavailable|no longer available|rentad[oa]|alquilad[oa])\W*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Gone();

    [GeneratedRegex("""(?:^|[.!?][ ])(?:application|lease|approval)s?[ ]pending(?=[.!?]|$)|\b(?:(?:is|are)[ ](?:now |already |currently |100% )?fully (?:occupied|leased|rented)|has (?:already |just |now |since )?been (?:rented|leased|sold|taken)|(?:home|unit|house|apartment|property|rental|listing|it)(?: is|['’]s) (?:now |already |currently |no longer )(?:rented|leased|sold|occupied|available)|no longer (?:available|for rent|on the market)|is no longer (?:available|for rent)|ya (?:est[aá]|fue) (?:rentad|alquilad|ocupad)[oa])\b(?![^.]{0,20}until)|\b(?:rented|leased)[ ](?:out[ ])?(?:for[ ]\$[\d,]+[ ])?(?:in|within|after)[ ](?:just[ ]|only[ ]|under[ ]|less than[ ])?(?:an?|[a-z]+|\d+)[ ](?:days?|hours?|weeks?)\b|(?:^|[.!?][ ])(?:now |already |currently )?(?:rented|leased|occupied)(?![^.!?]*avail)(?:[ ](?:until|through|till)[ ][^.!?]{1,24})?[.!]?$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex GoneInText();

    [GeneratedRegex("""\b(?:for sale(?![ ](?:or|and|&|/)[ ]?(?:rent|lease))|en venta|sale price(?!\W{0,4}\$\d,?\d{3}(?![\d,]))|list(?:ing)? price|asking price|price reduced to \$\d{2,3},\d{3}|\$\d{2,3},\d{3}(?![ ]?(?:/|per|a)[ ]?(?:mo|month))(?!,)|\$\d,\d{3},\d{3})\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForSale();

    [GeneratedRegex("""\b(?:commercial|office[ ](?:space|suite|building|unit)s?|retail|warehouse|industrial|store ?front|shop[ ]space|parking[ ](?:space|spot|stall|pad|lot|place)s?|parking(?:,| only| for rent|$)|(?:single |detached |double |one[- ]car |two[- ]car )?garages?[ ](?:for rent|space|bay|unit|only|stall)s?|^garages?$|storage(?:[ ](?:unit|space|locker|shed)s?|,|$)|self[- ]storage|rv[ ](?:lot|space|site|pad)s?|(?:mobile home |vacant )?lots?[ ](?:for rent|for lease|only)|vacant land|empty lot|acreage|boat slip|hangar|estacionamiento|bodega|local comercial|oficinas?|^(?:office|shop|land|salon)$|^(?:office|shop)(?=[ ]*[·|•,])|^shop(?=[ ]with\b))\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoHome();

    [GeneratedRegex("""\b(?:homes?|houses?|apartments?|residential|townho)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ToRent();
}
