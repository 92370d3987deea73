using System.Text;
using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction;

/// <summary>
/// What a visitor reads: blocks on lines of their own, cells of a table parted by tabs, white space folded, without what is not shown.
/// </summary>
internal static class VisibleText
{
    private static readonly HashSet<string> NotShown = new(StringComparer.Ordinal)
    {
        "script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object", "canvas", "audio", "video", "select",
            "datalist", "textarea", "math",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "br", "button", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "menu", "nav", "ol",
            "option", "p",
        "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
    };

    /// <summary>The text of a part of the page; empty for null.</summary>
    public static string Of(INode? node, int maxLength = int.MaxValue) => Walk(node, maxLength, _ => false);

    /// <summary>The same on one line.</summary>
    public static string OneLine(INode? node, int maxLength = int.MaxValue) =>
        string.Join(' ', Of(node, maxLength).Split(['\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The text without navigation and the site's footer.</summary>
    public static string OfMain(INode? node, int maxLength) => Walk(node, maxLength, IsNavigation);

    /// <summary>
    /// Whether the element itself is not shown. aria-hidden does not count: it is put on prices that a screen reader gets in other words.
    /// </summary>
    public static bool IsHidden(IElement element) =>
        NotShown.Contains(element.LocalName) || (!IsPanel(element) && (element.HasAttribute("hidden") || HidesItself(element.GetAttribute("style"))));

    /// <summary>Whether the element or something around it is not shown.</summary>
    public static bool IsWithinHidden(IElement element)
    {
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (IsHidden(at))
            {
                return true;
            }
        }

        return false;
    }

    // What is behind a tab is on the page: "One Bedroom" beside "Studio".
    private static bool IsPanel(IElement element) => element.GetAttribute("role") == "tabpanel";

    private static bool HidesItself(string? style)
    {
        if (style is null)
        {
            return false;
        }

        var compact = style.Replace(" ", "", StringComparison.Ordinal);
        return compact.Contains("display:none", StringComparison.OrdinalIgnoreCase) || compact.Contains("visibility:hidden",
            StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNavigation(IElement element) =>
        element.LocalName is "nav" or "footer" || element.GetAttribute("role") is "navigation" or "contentinfo" or "search";

    private static string Walk(INode? root, int maxLength, Func<IElement, bool> leavesOut)
    {
        var text = new TextWriter(maxLength);
        var node = root;
        while (node is not null && !text.IsFull)
        {
            var goesInto = Enter(node, text, leavesOut, isRoot: node == root);
            if (goesInto && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            if (goesInto)
            {
                Leave(node, text);
            }

            node = Next(node, root, text);
        }

        return text.ToString();
    }

    // The next sibling of the node or of the nearest around it that has one.
    private static INode? Next(INode node, INode? root, TextWriter text)
    {
        var at = node;
        while (at != root && at.NextSibling is null && at.Parent is { } parent)
        {
            at = parent;
            Leave(at, text);
        }

        return at == root ? null : at.NextSibling;
    }

    private static bool Enter(INode node, TextWriter text, Func<IElement, bool> leavesOut, bool isRoot)
    {
        if (node is IText words)
        {
            text.Write(words.Data);
            return false;
        }

        if (node is not IElement element)
        {
            return node is IDocument;
        }

        if (!isRoot && (IsHidden(element) || leavesOut(element)))
        {
            return false;
        }

        text.Open(SeparatorOf(element));
        return true;
    }

    private static void Leave(INode node, TextWriter text)
    {
        if (node is IElement element)
        {
            text.Close(SeparatorOf(element));
        }
    }

    private static char? SeparatorOf(IElement element) =>
        element.LocalName is "td" or "th" ? '\t' : Blocks.Contains(element.LocalName) ? '\n' : null;

    /// <summary>Folds white space as a browser does.</summary>
    private sealed class TextWriter(int maxLength)
    {
        private readonly StringBuilder _text = new();
        private char? _pending;
        private bool _closedInline;

        public bool IsFull => _text.Length >= maxLength;

        public void Open(char? separator)
        {
            if (separator is { } character)
            {
                Separate(character);
            }
            else if (_closedInline && _pending is null)
            {
                // <span>2 bd</span><span>1 ba</span>: styled apart, though no white space is between them.
                _pending = '\0';
            }

            _closedInline = false;
        }

        public void Close(char? separator)
        {
            if (separator is { } character)
            {
                Separate(character);
            }

            _closedInline = separator is null;
        }

        public void Write(string words)
        {
            foreach (var character in words)
            {
                if (IsFull)
                {
                    return;
                }

                if (char.IsWhiteSpace(character) || character is '\u200B' or '\u00AD' or '\uFEFF')
                {
                    Separate(' ');
                }
                else
                {
                    Put(character);
                }
            }
        }

        public override string ToString() => _text.ToString();

        private void Put(char character)
        {
            if (_text.Length > 0 && _pending is { } separator)
            {
                if (separator != '\0')
                {
                    _text.Append(separator);
                }
                else if (char.IsLetterOrDigit(_text[^1]) && char.IsLetterOrDigit(character))
                {
                    _text.Append(' ');
                }
            }

            _pending = null;
            _closedInline = false;
            _text.Append(character);
        }

        // The strongest of several wins: a line over a cell over a space.
        private void Separate(char separator)
        {
            if (_pending is null || Strength(separator) > Strength(_pending.Value))
            {
                _pending = separator;
            }
        }

        private static int Strength(char separator) => separator switch { '\n' => 3, '\t' => 2, ' ' => 1, _ => 0 };
    }
}
