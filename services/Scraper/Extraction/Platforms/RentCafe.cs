using System.Text.RegularExpressions;
using PeteRental.Scraper.Extraction.Merging;

namespace PeteRental.Scraper.Extraction.Platforms;

/// <summary>Available units of RentCafe and SecureCafe, <c>availableunits.aspx</c>.</summary>
/// <remarks>
/// <code>
/// &lt;div id="other-floorplans"&gt;&lt;h3&gt;Floor Plan : A1 - 1 Bedroom, 1 Bathroom&lt;/h3&gt;&lt;/div&gt;
/// &lt;table class="availableUnits"&gt;&lt;tr class="AvailUnitRow"&gt;&lt;td data-label="Apartment"&gt;#204&lt;/td&gt;&lt;td data-label="Sq.Ft."&gt;710&lt;/td&gt;
///   &lt;td data-label="Rent"&gt;$1,450-$1,525&lt;/td&gt;&lt;td data-label="Date Available"&gt;8/1/2026&lt;/td&gt;&lt;/tr&gt;
/// </code>
/// </remarks>
internal static partial class RentCafe
{
    /// <summary>The homes.</summary>
    public static IReadOnlyList<FoundHome> Read(PageDocument page)
    {
        var cards = new List<Card>();
        string? plan = null;
        foreach (var element in page.Html.QuerySelectorAll("h1, h2, h3, h4, caption, .floorplan-name, tr.AvailUnitRow").Take(4_000))
        {
            if (element.LocalName == "tr")
            {
                cards.Add(Read(new Card(page, element), plan));
            }
            else if (VisibleText.OneLine(element, 300) is var heading && PlanHeading().IsMatch(heading))
            {
                plan = heading;
            }
        }

        return Card.Homes(cards);
    }

    private static Card Read(Card card, string? plan)
    {
        var draft = card.Draft;
        draft.AddUnit(Cell(card, "Apartment") ?? Cell(card, "Unit"));
        draft.AddArea(Cell(card, "Sq"));
        draft.AddRentText(Cell(card, "Rent"));
        draft.AddAvailability(Cell(card, "Date Available") ?? Cell(card, "Available"));
        card.AddRooms(Cell(card, "Bed"));
        card.AddRooms(plan);
        draft.AddPropertyType("apartment");
        if (card.Element.QuerySelector("[href*='UnitID='], [onclick*='UnitID=']") is { } action)
        {
            draft.SiteKey = UnitId().Match(action.GetAttribute("href") ?? action.GetAttribute("onclick") ?? "").Value;
        }

        return card;
    }

    private static string? Cell(Card card, string label) => card.Element.Children
        .Where(cell => cell.GetAttribute("data-label")?.StartsWith(label, StringComparison.OrdinalIgnoreCase) == true
            || cell.GetAttribute("data-selenium-id")?.Contains(label.Replace("Sq", "Sqft", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase) == true)
        .Select(cell => VisibleText.OneLine(cell, 200))
        .FirstOrDefault(text => text.Length > 0);

    [GeneratedRegex(@"\bfloor[ ]?plan\b|\d[ ]*(?:bed|bath)|\bstudio\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlanHeading();

    [GeneratedRegex(@"UnitID=\d{1,12}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex UnitId();
}
