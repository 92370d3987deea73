using AngleSharp.Html.Dom;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Says in each row what a cell says for several: "1 bedroom" beside two rents, each in a row of its own.</summary>
internal static class SpannedCells
{
    private const int LongestText = 60;
    private const int MostRows = 40;
    private const int MostCells = 1_000;

    /// <summary>Repeats short cells that span rows. Long ones lay out the page.</summary>
    public static void Spread(IHtmlDocument html)
    {
        foreach (var cell in html.QuerySelectorAll("td[rowspan], th[rowspan]").OfType<IHtmlTableCellElement>().Take(MostCells).ToList())
        {
            if (cell.RowSpan is > 1 and <= MostRows && cell.TextContent.AsSpan().Trim().Length is > 0 and <= LongestText && cell.ParentElement is IHtmlTableRowElement row)
            {
                Repeat(cell, row);
            }
        }
    }

    private static void Repeat(IHtmlTableCellElement cell, IHtmlTableRowElement row)
    {
        var (index, rows) = (cell.Index, cell.RowSpan - 1);
        cell.RemoveAttribute("rowspan");
        for (var next = row.NextElementSibling; next is IHtmlTableRowElement below && rows > 0; next = below.NextElementSibling, rows--)
        {
            below.InsertBefore(cell.Clone(deep: true), index < below.Cells.Length ? below.Cells[index] : null);
        }
    }
}
