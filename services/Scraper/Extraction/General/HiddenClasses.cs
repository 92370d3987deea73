using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Classes that the page's own style says are not shown, such as the badge "Rented" that a site builder puts on every card and hides. Only
/// plain rules count (<c>.hidden{display:none}</c>), not those for some sizes of screen: they hide one of two copies.
/// </summary>
internal static partial class HiddenClasses
{
    private const int MostStyle = 300_000;

    /// <summary>The classes' names.</summary>
    public static FrozenSet<string> Of(IHtmlDocument html)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var style in html.QuerySelectorAll("style"))
        {
            var text = style.TextContent;
            if (text.Length <= MostStyle)
            {
                Read(text, hidden);
            }
        }
        return hidden.ToFrozenSet(StringComparer.Ordinal);
    }

    private static void Read(string style, HashSet<string> hidden)
    {
        var depth = 0;
        var start = 0;
        var isPlain = false;
        for (var i = 0; i < style.Length; i++)
        {
            if (style[i] == '{')
            {
                isPlain = depth == 0;
                depth++;
            }
            else if (style[i] == '}')
            {
                if (depth == 1 && isPlain)
                {
                    foreach (Match match in Rule().Matches(style[start..i]))
                    {
                        hidden.Add(match.Groups["name"].Value);
                    }
                }
                depth = Math.Max(0, depth - 1);
                start = depth == 0 ? i + 1 : start;
            }
        }
    }

    [GeneratedRegex("""^\s*(?:[^{},]{1,80},\s*){0,4}\.(?<name>[\w-]+)\s*\{[^{}]*display\s*:\s*none[^{}]*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
