using AngleSharp.Html.Dom;

namespace PeteRental.Scraper.Extraction;

/// <summary>A script of a page.</summary>
/// <param name="Type">The media type, lower case; empty when it is plain JavaScript.</param>
/// <param name="Id">Such as __NEXT_DATA__; empty when it has none.</param>
/// <param name="Text">What is inside.</param>
internal sealed record PageScript(string Type, string Id, string Text);

/// <summary>A page as all readers see it: parsed once, with its address and the day it is read on.</summary>
internal sealed class PageDocument
{
    private const int MaxTextLength = 40_000;

    private string? _visibleText;
    private string? _mainText;
    private IReadOnlySet<string>? _cities;
    private IReadOnlyList<PageScript>? _scripts;

    private PageDocument(IHtmlDocument html, string body, Uri url, DateOnly today)
    {
        Html = html;
        Body = body;
        Url = url;
        Today = today;
        IsJson = IsData(body);
        BaseUrl = Addresses.Resolve(html.QuerySelector("base[href]")?.GetAttribute("href"), url) ?? url;
    }

    /// <summary>The parsed markup. Empty when the body is JSON.</summary>
    public IHtmlDocument Html { get; }

    /// <summary>What the site sent.</summary>
    public string Body { get; }

    /// <summary>Whether the answer is data and no markup.</summary>
    public bool IsJson { get; }

    /// <summary>Where the page is.</summary>
    public Uri Url { get; }

    /// <summary>What relative addresses are relative to.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The day of the reading, where the homes are: a date without a year is the next such day.</summary>
    public DateOnly Today { get; }

    /// <summary>Scripts with something inside, in order.</summary>
    public IReadOnlyList<PageScript> Scripts => _scripts ??= ReadScripts();

    /// <summary>What a visitor reads, whole.</summary>
    public string VisibleText => _visibleText ??= Extraction.VisibleText.Of(Html.Body);

    /// <summary>Cities that the page names with their state anywhere, such as in its office's address.</summary>
    public IReadOnlySet<string> Cities => _cities ??= Fields.AddressReader.Cities(Fields.PlainText.Cut(VisibleText, MaxTextLength));

    /// <summary>What a visitor reads, without navigation and footer, at most 40,000 characters.</summary>
    public string MainText => _mainText ??= Extraction.VisibleText.OfMain(Html.Body, MaxTextLength);

    /// <summary>Parses. Hostile markup is cut off where it gets too costly; nothing throws.</summary>
    public static PageDocument Parse(string html, Uri url, DateOnly today)
    {
        var body = WithoutHalves(html);
        return new PageDocument(BoundedParser.Parse(IsData(body) ? "" : body), body, url, today);
    }

    /// <summary>The absolute http address, or null when it is none: empty, a script, mail, data, malformed.</summary>
    public Uri? Resolve(string? href) => Addresses.Resolve(href, BaseUrl);

    // Half of a surrogate pair is no text; others would stumble over it later.
    private static string WithoutHalves(string text)
    {
        var halves = false;
        for (var at = 0; at < text.Length && !halves; at++)
        {
            halves = char.IsSurrogate(text[at]) && !(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) && ++at > 0);
        }

        return halves ? string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())) : text;
    }

    private static bool IsData(string body) => body.AsSpan().TrimStart("\uFEFF \t\r\n") is ['{' or '[', ..];

    private List<PageScript> ReadScripts() =>
    [
        .. from script in Html.QuerySelectorAll("script")
           let text = script.TextContent
           where !string.IsNullOrWhiteSpace(text)
           let type = (script.GetAttribute("type") ?? "").Split(';')[0].Trim().ToLowerInvariant()
           select new PageScript(type is "text/javascript" or "module" or "application/javascript" ? "" : type, script.Id ?? "", text),
    ];
}
