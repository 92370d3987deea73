namespace PeteRental.Scraper.Extraction.General;

/// <summary>Tables of what rents are like ("Average rent" by neighbourhood, by size, by year) and of fees. Their rows look like homes and are none.</summary>
internal static class Statistics
{
    /// <summary>The lines of such tables.</summary>
    public static HashSet<PageLine> LinesOf(IReadOnlyList<PageLine> lines)
    {
        // One such line may be the foot of a table of homes.
        var tables = lines.Where(line => line.Label is { } label && (LineSignals.IsAboutNoHome(label) || label is "Fee" or "Fees" or "Charge" or "Charges")).Select(TableOf).OfType<AngleSharp.Dom.IElement>()
            .GroupBy(table => table).Where(table => table.Count() > 1).Select(table => table.Key).ToHashSet();
        return tables.Count == 0 ? [] : [.. lines.Where(line => TableOf(line) is { } table && tables.Contains(table))];
    }

    private static AngleSharp.Dom.IElement? TableOf(PageLine line) => line.Element.Closest("table");
}
