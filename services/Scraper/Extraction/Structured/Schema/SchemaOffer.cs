namespace PeteRental.Scraper.Extraction.Structured.Schema;

/// <summary>What an Offer of schema.org says: the rent, from when, and whether it is for rent at all.</summary>
internal static class SchemaOffer
{
    private static readonly HashSet<string> Gone = new(StringComparer.OrdinalIgnoreCase) { "OutOfStock", "SoldOut", "Discontinued" };

    /// <summary>Adds what a home's offers say: a home may be for sale and for rent.</summary>
    public static void ReadAll(IReadOnlyList<SchemaNode> offers, ListingDraft draft)
    {
        var forRent = offers.Where(offer => !IsGone(offer)).ToArray();
        foreach (var offer in forRent)
        {
            Read(offer, draft);
        }

        if (offers.Count > 0 && forRent.Length == 0)
        {
            draft.RuleOut();
        }
    }

    private static bool IsGone(SchemaNode offer) =>
        SchemaNode.LastPart(offer.Text("businessFunction") ?? "").Equals("Sell", StringComparison.OrdinalIgnoreCase)
        || RentalStatus.RulesOut(offer.PlainText("category")) || Gone.Contains(SchemaNode.LastPart(offer.PlainText("availability") ?? ""));

    private static void Read(SchemaNode offer, ListingDraft draft)
    {
        ReadPrice(offer, draft);
        draft.AddAvailability(offer.PlainText("availabilityStarts"));
        if (SchemaNode.LastPart(offer.PlainText("availability") ?? "") is "InStock" or "LimitedAvailability")
        {
            draft.AddIsAvailable();
        }
    }

    /// <summary>Adds a rent a month in US dollars.</summary>
    public static void ReadPrice(SchemaNode node, ListingDraft draft)
    {
        foreach (var specification in node.Nodes("priceSpecification").Where(IsMonthly).Append(node).Where(IsMonthly))
        {
            if (IsOtherCurrency(specification) || IsOtherCurrency(node))
            {
                return;
            }

            var low = PlainNumber.Of(specification.Text("lowPrice") ?? specification.Text("minPrice"));
            draft.AddRent(low, PlainNumber.Of(specification.Text("highPrice") ?? specification.Text("maxPrice")));
            draft.AddRentText(specification.Text("price"));
        }

        if (!IsOtherCurrency(node))
        {
            draft.AddRentText(node.PlainText("priceRange") is { } range && range.Any(char.IsDigit) ? range : null);
        }
    }

    private static bool IsOtherCurrency(SchemaNode node) => node.PlainText("priceCurrency") is { } currency
        && !currency.Trim().Equals("USD", StringComparison.OrdinalIgnoreCase) && currency.Trim() != "$";

    // UN/CEFACT: MON is a month, ANN a year, WEE a week, DAY a day.
    private static bool IsMonthly(SchemaNode node)
    {
        var unit = (node.PlainText("unitCode") ?? node.PlainText("unitText") ?? node.PlainText("billingDuration") ?? "").Trim();
        return unit.Length == 0 || unit.StartsWith("MON", StringComparison.OrdinalIgnoreCase) || unit is "P1M" or "1"
            || unit.Contains("month", StringComparison.OrdinalIgnoreCase);
    }
}
