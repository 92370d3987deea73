using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Makes parts of a page's elements: blocks become parts, words between them lines. Names of classes are not looked at. What no visitor sees,
/// navigation, the site's header and footer and search forms are left out. Linear in the page, and bounded.
/// </summary>
internal sealed class BlockTree
{
    private const int MostLines = 12_000;
    private const int LongestLine = 6_000;
    private const int MostSearchForm = 1_500;
    private const int ShortestFact = 4;
    private const int MostPieces = 7;

    // All others part the text: unknown elements, too, which components are made of.
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "output", "q", "small",
        "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "data", "img",
    };

    private static readonly HashSet<string> Struck = new(StringComparer.Ordinal) { "s", "del", "strike" };

    // Shown when somebody clicks, and then over the page: mostly a copy of what is on it.
    private static readonly HashSet<string> Overlays = new(StringComparer.OrdinalIgnoreCase) { "modal", "popup", "lightbox", "overlay", "drawer", "offcanvas", "mfp-hide" };

    private readonly Dictionary<IElement, bool> _containers = [];
    private readonly List<PageLine> _lines = [];
    private readonly TableHeaders _headers = new();

    private readonly FrozenSet<string> _hidden;

    private BlockTree(FrozenSet<string> hidden) => _hidden = hidden;

    /// <summary>The page's body as parts, and its lines in order.</summary>
    public static (Block? Root, IReadOnlyList<PageLine> Lines) Build(IHtmlDocument html)
    {
        var tree = new BlockTree(HiddenClasses.Of(html));
        return html.Body is not { } body ? (null, []) : (tree.Build(body, 0), tree._lines);
    }

    private Block? Build(IElement element, int heading)
    {
        var level = element.LocalName is ['h', >= '1' and <= '6'] ? element.LocalName[1] - '0' : heading;
        var parts = new Parts(this, element, level);
        if (element.LocalName == "table")
        {
            if (Columns.Read(element) is { } columns)
            {
                return SideBySide(element, columns);
            }
            _headers.Mark(element);
        }
        foreach (var node in element.ChildNodes)
        {
            if (_lines.Count >= MostLines)
            {
                break;
            }
            parts.Add(node);
        }
        return parts.Close();
    }

    private Block SideBySide(IElement table, IReadOnlyList<IReadOnlyList<(IElement Cell, string Label, LabelKind Kind)>> columns)
    {
        var homes = new List<Block>(columns.Count);
        foreach (var column in columns)
        {
            foreach (var (cell, label, kind) in column.Where(fact => fact.Kind != LabelKind.None))
            {
                _headers.Set(cell, label, kind);
            }
            var facts = column.Select(fact => Build(fact.Cell, 0)).OfType<Block>().ToList();
            if (facts.Count > 0)
            {
                homes.Add(new Block { Tag = "column", Element = column[0].Cell, Children = facts });
            }
        }
        return new Block { Tag = "table", Element = table, Children = homes };
    }

    private bool IsContainer(IElement element)
    {
        if (!Inline.Contains(element.LocalName))
        {
            return true;
        }
        if (_containers.TryGetValue(element, out var known))
        {
            return known;
        }
        var withWords = 0;
        var isContainer = false;
        foreach (var child in element.Children)
        {
            isContainer |= child.LocalName is not "br" && IsContainer(child);
            withWords += child.LocalName is "span" or "a" or "b" or "strong" && child.TextContent.AsSpan().Trim().Length > 1 ? 1 : 0;
        }
        // A card may be made of spans that are styled as blocks.
        isContainer |= withWords > 1 && element.TextContent.Length > 24 && element.LocalName is "a" or "span" or "label";
        _containers[element] = isContainer;
        return isContainer;
    }

    private static bool IsLeftOut(IElement element) =>
        VisibleText.IsHidden(element) || Struck.Contains(element.LocalName) || element.LocalName is "nav" or "footer"
        || (element.LocalName == "label" && element.QuerySelector("input, select") is not null)
        || element.GetAttribute("role") is "navigation" or "contentinfo" or "search" or "banner" or "dialog" or "alertdialog"
        || (element.GetAttribute("aria-hidden") == "true" && element.ClassList.Any(Overlays.Contains))
        || (element.LocalName == "header" && IsOfSite(element)) || (element.LocalName == "form" && IsSearch(element));

    private bool IsHiddenByStyle(IElement element) => _hidden.Count > 0 && element.ClassList.Any(_hidden.Contains);

    // A header with a rent, or with the page's title, is about a home.
    private static bool IsOfSite(IElement header)
    {
        if ((header.QuerySelector("h1") is not null && header.QuerySelector("nav") is null) || header.TextContent.Contains('$'))
        {
            return false;
        }
        for (var at = header.ParentElement; at is not null; at = at.ParentElement)
        {
            if (at.LocalName is "main" or "article" or "section" or "li")
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsSearch(IElement form) =>
        form.QuerySelector("input:not([type=hidden]), select, textarea") is not null && form.TextContent.Length < MostSearchForm && form.QuerySelector("h1, h2, h3, table") is null
        && form.QuerySelectorAll("img").Length < 2;

    /// <summary>Collects the parts of one element.</summary>
    private sealed class Parts(BlockTree tree, IElement element, int heading)
    {
        private readonly List<Block> _children = [];
        private readonly StringBuilder _text = new();
        private readonly List<IElement> _anchors = [];
        private readonly bool _isTile = element.LocalName == "a" && IsTile(element);

        public void Add(INode node)
        {
            if (node is IText words && element.LocalName == "pre")
            {
                foreach (var line in words.Data.Split('\n'))
                {
                    Write(line);
                    Flush();
                }
            }
            else if (node is IText text)
            {
                Write(text.Data);
            }
            else if (node is IElement child && IconWords.Of(child) is { } icon)
            {
                Write($" {icon} ");
            }
            else if (node is IElement shown && !IsLeftOut(shown) && !tree.IsHiddenByStyle(shown))
            {
                AddElement(shown);
            }
        }

        public Block? Close()
        {
            WriteTitle(element);
            Flush();
            if (_children.Count == 0)
            {
                return null;
            }
            JoinPieces();
            var anchor = element.LocalName == "a" ? element : null;
            if (_children.Count == 1)
            {
                var only = _children[0];
                only.Anchor ??= anchor;
                return only;
            }
            return new Block { Tag = element.LocalName, Element = element, Children = _children, Anchor = anchor };
        }

        // Their lines are the last ones that were made.
        private void JoinPieces()
        {
            if (_children.Count > MostPieces || !_children.TrueForAll(child => child.Line is { Label: null }))
            {
                return;
            }
            var lines = _children.ConvertAll(child => child.Line!);
            if (Pieces.Join(lines.ConvertAll(line => line.Text)) is not { } text)
            {
                return;
            }
            var line = new PageLine(text, element, lines.Max(piece => piece.Heading), [.. lines.SelectMany(piece => piece.Anchors)]);
            tree._lines.RemoveRange(tree._lines.Count - lines.Count, lines.Count);
            tree._lines.Add(line);
            _children.Clear();
            _children.Add(new Block { Tag = element.LocalName, Element = element, Line = line });
        }

        private void AddElement(IElement child)
        {
            if (child.LocalName is "br")
            {
                Flush();
            }
            else if (child.LocalName is "hr")
            {
                Flush();
                _children.Add(new Block { Tag = "hr", Element = child });
            }
            else if (child.LocalName is "img" or "amp-img")
            {
                Flush();
                _children.Add(new Block { Tag = "img", Element = child, IsImage = true });
            }
            else if (_isTile || tree.IsContainer(child) || (child.LocalName == "a" && child.QuerySelector("img") is not null))
            {
                Flush();
                if (HasBackground(child))
                {
                    _children.Add(new Block { Tag = "img", Element = child, IsImage = true });
                }
                if (tree.Build(child, heading) is { } block)
                {
                    _children.Add(block);
                }
            }
            else if (IsPicture(child))
            {
                Flush();
                _children.Add(new Block { Tag = "img", Element = child, IsImage = true });
            }
            else
            {
                AddInline(child);
            }
        }

        private void AddInline(IElement child)
        {
            if (child.LocalName == "a")
            {
                _anchors.Add(child);
            }
            if (_text.Length > 0 && char.IsLetterOrDigit(_text[^1]) && child.TextContent is [var first, ..] && char.IsLetterOrDigit(first) && child.LocalName is not "sup" and not "sub")
            {
                _text.Append(' ');
            }
            foreach (var node in child.ChildNodes)
            {
                Add(node);
            }
            WriteTitle(child);
            if (child.LocalName is "span" or "a" or "strong" or "b" && child.NextSibling is IElement next && Inline.Contains(next.LocalName) && next.LocalName is not "sup" and not "sub")
            {
                _text.Append(' ');
            }
            // A word for screen readers ahead of its value.
            else if (child is { LocalName: "span", NextSibling: IText { Data: [var letter, ..] } } && char.IsLetterOrDigit(letter) && _text.Length > 0 && char.IsLetter(_text[^1]))
            {
                _text.Append(' ');
            }
        }

        private void WriteTitle(IElement named)
        {
            if (IconWords.Title(named) is { } title)
            {
                Write($" {title} ");
            }
        }

        private void Write(string words)
        {
            if (_text.Length < LongestLine)
            {
                _text.Append(words, 0, Math.Min(words.Length, LongestLine));
            }
        }

        private void Flush()
        {
            var text = PlainText.OneLine(_text.ToString());
            _text.Clear();
            if (text.Length > 0 && tree._lines.Count < MostLines)
            {
                var label = tree._headers.LabelOf(element);
                var line = new PageLine(text, element, heading, [.. _anchors]) { Label = label?.Text, LabelKind = label?.Kind ?? LabelKind.None };
                tree._lines.Add(line);
                _children.Add(new Block { Tag = element.LocalName, Element = element, Line = line });
            }
            _anchors.Clear();
        }

        // A link whose words are spans side by side is a card of lines, which its style parts.
        private static bool IsTile(IElement link)
        {
            var spans = link.Children.Where(child => child.LocalName == "span" && child.TextContent.AsSpan().Trim().Length > 0).ToList();
            return spans.Count > 2 && spans.TrueForAll(span => span.TextContent.AsSpan().Trim().Length >= ShortestFact)
                && !link.ChildNodes.OfType<IText>().Any(text => text.Data.AsSpan().Trim().Length > 0);
        }

        // A gallery may be made of links without words, each in front of its photo.
        private static bool IsPicture(IElement child) =>
            child.LocalName is "a" or "span" or "i" && child.TextContent.AsSpan().Trim().Length == 0 && (HasBackground(child) || (child.LocalName == "a" && PhotoReader.IsLinkToPhoto(child)));

        private static bool HasBackground(IElement child) => child.GetAttribute("style")?.Contains("url(", StringComparison.OrdinalIgnoreCase) == true
            || child.HasAttribute("data-bg") || child.HasAttribute("data-background") || child.HasAttribute("data-background-image");
    }
}
