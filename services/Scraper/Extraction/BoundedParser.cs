using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace PeteRental.Scraper.Extraction;

/// <summary>
/// Parses markup at a bounded cost. HTML lets a few kilobytes ask for millions of elements: formatting elements that stay open are
/// opened again in each paragraph, and each level of nesting makes the next one dearer. The cost of both is counted by token, and the
/// page is cut where it is over.
/// </summary>
internal static class BoundedParser
{
    private const int MaxLength = 8_000_000;
    private const int MaxDepth = 256;
    private const long MaxNestingCost = 20_000_000;
    private const long MaxFormattingCost = 1_000_000;

    private static readonly HashSet<string> Void = new(StringComparer.Ordinal)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    };

    /// <summary>Those whose end tag is commonly left out, and which end by themselves.</summary>
    private static readonly HashSet<string> ClosedByThemselves = new(StringComparer.Ordinal)
    {
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option", "optgroup", "html", "head", "body",
    };

    private static readonly HashSet<string> Formatting = new(StringComparer.Ordinal)
    {
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    };

    /// <summary>The document, of as much of the markup as is not too costly.</summary>
    public static IHtmlDocument Parse(string html)
    {
        var markup = html.Length > MaxLength ? html[..MaxLength] : html;
        try
        {
            return ParseCounting(markup);
        }
        catch (TooCostlyException tooCostly)
        {
            return new HtmlParser(Options()).ParseDocument(markup[..Math.Clamp(tooCostly.Position - 1, 0, markup.Length)]);
        }
    }

    private static IHtmlDocument ParseCounting(string markup)
    {
        var cost = new Cost();
        var options = Options();
        options.OnToken = (token, _) => cost.Count(token);
        return new HtmlParser(options).ParseDocument(markup);
    }

    private static HtmlParserOptions Options() => new() { MaximumDepth = MaxDepth, SkipComments = true };

    private sealed class Cost
    {
        private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
        private int _openElements;
        private int _openFormatting;
        private long _nesting;
        private long _formatting;

        public void Count(HtmlToken token)
        {
            _nesting += _openElements;
            _formatting += _openFormatting;
            if (_nesting > MaxNestingCost || _formatting > MaxFormattingCost)
            {
                throw new TooCostlyException(token.Position.Position);
            }

            var name = token.Name;
            if (token.Type == HtmlTokenType.StartTag && !Void.Contains(name) && !ClosedByThemselves.Contains(name))
            {
                Add(name, 1);
            }
            else if (token.Type == HtmlTokenType.EndTag && _open.GetValueOrDefault(name) > 0)
            {
                Add(name, -1);
            }
        }

        private void Add(string name, int difference)
        {
            _open[name] = _open.GetValueOrDefault(name) + difference;
            _openElements += difference;
            _openFormatting += Formatting.Contains(name) ? difference : 0;
        }
    }

    /// <summary>The only way out of the parser's loop.</summary>
    private sealed class TooCostlyException(int position) : Exception
    {
        public int Position { get; } = position;
    }
}
