using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>Gives the cells of tables what their column is named, from the table's first row or from each cell's own <c>data-label</c>.</summary>
internal sealed class TableHeaders
{
    private const int MostRowsAbove = 3;
    private const int MostColumns = 40;
    private const int LongestLabel = 34;
    private const int MostLevels = 4;

    private readonly Dictionary<IElement, (string Text, LabelKind Kind)> _labels = [];

    /// <summary>Reads the headings of one table.</summary>
    public void Mark(IElement element)
    {
        if (element is not IHtmlTableElement table)
        {
            return;
        }
        (string Text, LabelKind Kind)[]? columns = null;
        var row = 0;
        foreach (var line in table.Rows)
        {
            if (columns is null && row++ < MostRowsAbove)
            {
                columns = Headings(line);
                if (columns is not null)
                {
                    foreach (var cell in line.Cells)
                    {
                        _labels[cell] = ("", LabelKind.Other);
                    }
                }
                continue;
            }
            if (columns is null)
            {
                return;
            }
            MarkRow(line, columns);
        }
    }

    /// <summary>Says what one cell is about.</summary>
    public void Set(IElement cell, string label, LabelKind kind) => _labels[cell] = (label.TrimEnd(':', ' '), kind);

    /// <summary>The heading of the column that an element is in; null outside of such tables.</summary>
    public (string Text, LabelKind Kind)? LabelOf(IElement element)
    {
        var level = 0;
        for (var at = element; at is not null && level < MostLevels; at = at.ParentElement, level++)
        {
            if (at.GetAttribute("data-label") is { Length: > 0 and <= LongestLabel } own && Labels.Of(own) is var kind and not LabelKind.None)
            {
                return (own.TrimEnd(':', ' '), kind);
            }
            if (at.LocalName is "td" or "th")
            {
                return _labels.TryGetValue(at, out var label) ? label : null;
            }
        }
        return null;
    }

    private void MarkRow(IHtmlTableRowElement row, (string Text, LabelKind Kind)[] columns)
    {
        if (row.Cells.Length != columns.Length)
        {
            return;
        }
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Text.Length > 0)
            {
                _labels[row.Cells[i]] = columns[i] with { Kind = KindOf(columns[i].Kind, row.Cells[i]) };
            }
        }
    }

    // A column "Building" may hold addresses, and one "Type" rooms ("1BR/1BA"): what stands in a cell says more than what is above it.
    private static LabelKind KindOf(LabelKind column, IElement cell)
    {
        if (column is not (LabelKind.Other or LabelKind.PropertyType))
        {
            return column;
        }
        var text = PlainText.OneLine(PlainText.Cut(cell.TextContent, 200));
        return column == LabelKind.Other
            ? AddressReader.Read(text) is { State: not null } ? LabelKind.Address : column
            : PropertyTypeReader.Read(text) is null && RoomsReader.Bedrooms(text) is not null ? LabelKind.Rooms : column;
    }

    // "Beds: | 4 | Baths: | 2" are two facts side by side, and no headings.
    private static bool IsValue(LabelKind before, LabelKind kind, string text) =>
        kind == LabelKind.None && before is not (LabelKind.None or LabelKind.Other) && text.Length > 0 && Labels.IsValueOf(before, text);

    private static (string Text, LabelKind Kind)[]? Headings(IHtmlTableRowElement row)
    {
        var count = row.Cells.Length;
        if (count is < 2 or > MostColumns)
        {
            return null;
        }
        var columns = new (string Text, LabelKind Kind)[count];
        var known = 0;
        var heads = 0;
        for (var i = 0; i < count; i++)
        {
            var cell = row.Cells[i];
            var text = cell.ChildElementCount > 3 ? "" : PlainText.OneLine(PlainText.Cut(cell.TextContent, 200));
            var kind = text.Length <= LongestLabel ? Labels.Of(text) : LabelKind.None;
            if ((kind == LabelKind.None && text.Length > LongestLabel) || (i > 0 && IsValue(columns[i - 1].Kind, kind, text)))
            {
                return null;
            }
            columns[i] = (text.TrimEnd(':', ' '), kind == LabelKind.None ? LabelKind.Other : kind);
            known += kind is LabelKind.None or LabelKind.Other ? 0 : 1;
            heads += cell.LocalName == "th" ? 1 : 0;
        }
        // "Type: | Apartment" are two known words and no headings.
        return known >= 2 && (heads == count || (count > 2 && known * 2 >= count)) ? columns : null;
    }
}
