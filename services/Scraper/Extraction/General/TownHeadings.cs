using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Finds towns that a list is parted by: "Kennewick", three homes, "Pasco", two homes, each with a street and nothing more. One such heading may be anything, several
/// of one rank that are all plain names are towns.
/// </summary>
internal static partial class TownHeadings
{
    private const int FewestTowns = 2;

    /// <summary>The names that the page gives towns by its headings, with those it names anyway.</summary>
    /// <param name="lines">All of the page.</param>
    /// <param name="known">Towns that the page names with their state.</param>
    public static IReadOnlySet<string> Of(IReadOnlyList<PageLine> lines, IReadOnlySet<string> known)
    {
        var ranks = new Dictionary<int, (HashSet<string> Names, bool ArePlain)>();
        var (rank, name) = (0, "");
        foreach (var line in lines)
        {
            if (RankOf(line) is > 0 and var next)
            {
                (rank, name) = (next, line.Text);
            }
            else if (name.Length > 0 && line.Signals.Street is not null && !line.IsProse)
            {
                var (names, arePlain) = ranks.GetValueOrDefault(rank, ([], true));
                names.Add(name);
                ranks[rank] = (names, arePlain && Plain().IsMatch(name) && !NoTown().IsMatch(name));
                name = "";
            }
        }
        var towns = ranks.Values.Where(found => found.ArePlain && found.Names.Count >= FewestTowns).SelectMany(found => found.Names).ToList();
        return towns.Count == 0 ? known : new HashSet<string>(known.Concat(towns), StringComparer.OrdinalIgnoreCase);
    }

    // A row of a single cell parts a table as a heading does.
    private static int RankOf(PageLine line) =>
        line.Heading > 0 ? line.Heading : line.Element.LocalName is "td" or "th" && line.Element.HasAttribute("colspan") && line.Element.ParentElement?.FirstElementChild == line.Element.ParentElement?.LastElementChild ? 7 : 0;

    [GeneratedRegex("""^[A-Z][a-zA-Z'’.-]{2,20}(?:[ ][A-Z][a-zA-Z'’-]{1,20}){0,2}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    // Parts of a town, kinds of homes and what is new are no towns, whatever stands in capitals.
    [GeneratedRegex("""\b(?:north|south|east|west|(?:\w+)?side|down ?town|up ?town|mid ?town|central|historic|district|campus|university|college|neighbou?rhood|area|featured|new|newest|latest|current|coming|soon|available|availability|vacan\w+|residential|commercial|studios?|hous(?:e|es|ing)|homes?|apartments?|condos?|townho\w+|duplex(?:es)?|rooms?|bedrooms?|beds?|rentals?|rent|lease|leased|rented|units?|floors?|plans?|building|court|manor|estates?|apts?|properties|property|listings?|pets?|furnished|student|senior|contact|office|about|us|our|other|more|all|one|two|three|single|multi|family|now|today|specials?|location|address)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoTown();
}
