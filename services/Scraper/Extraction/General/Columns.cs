using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Knows tables that compare homes side by side: each row is a fact, each column a home.</summary>
internal static class Columns
{
    private const int FewestFacts = 3;
    private const int MostRows = 60;
    private const int MostColumns = 40;

    /// <summary>The cells of each home with what their row is about, column by column; null when the table is none of these.</summary>
    public static IReadOnlyList<IReadOnlyList<(IElement Cell, string Label, LabelKind Kind)>>? Read(IElement element)
    {
        if (element is not IHtmlTableElement table || table.Rows.Length is < FewestFacts or > MostRows)
        {
            return null;
        }
        var rows = table.Rows.Select(row => row.Cells.ToList()).ToList();
        var width = rows.Max(cells => cells.Count);
        if (width is < 3 or > MostColumns || rows.Exists(cells => cells.Count != width))
        {
            return null;
        }
        var labels = rows.Select(cells => PlainText.OneLine(PlainText.Cut(cells[0].TextContent, 60))).ToList();
        var kinds = labels.ConvertAll(Labels.Of);
        // Two facts in each row: the third column says what the fourth is about.
        if (Enumerable.Range(1, width - 1).Any(column => rows.Count(cells => LabelOf(cells[column]) is not (LabelKind.None or LabelKind.Other)) * 2 > rows.Count))
        {
            return null;
        }
        // Facts stand in the first column, and not in the first row, too.
        if (kinds.Count(kind => kind is not (LabelKind.None or LabelKind.Other)) < FewestFacts || rows[0].Skip(1).Count(cell => LabelOf(cell) != LabelKind.None) > 1)
        {
            return null;
        }
        return [.. Enumerable.Range(1, width - 1).Select(column => (IReadOnlyList<(IElement, string, LabelKind)>)[.. rows.Select((cells, row) => ((IElement)cells[column], labels[row], kinds[row]))])];
    }

    private static LabelKind LabelOf(IElement cell) => Labels.Of(PlainText.OneLine(PlainText.Cut(cell.TextContent, 60)));
}
