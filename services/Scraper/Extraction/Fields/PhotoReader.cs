using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.Fields;

/// <summary>
/// Reads the photos within an element, in order: lazy images, the largest of a <c>srcset</c>, links to large images, backgrounds in
/// <c>style</c>. Logos, icons, spacers, maps and badges are not photos of a home.
/// </summary>
internal static partial class PhotoReader
{
    private const int MostPhotos = 100;
    private const int MostElements = 5_000;
    private const int SmallestSide = 60;

    private static readonly string[] SourceAttributes =
        ["data-original", "data-src", "data-lazy-src", "data-lazy", "data-full", "data-large", "data-image", "data-bg", "data-background", "data-background-image", "data-url", "src"];

    /// <summary>Absolute addresses, each once.</summary>
    public static IReadOnlyList<Uri> Read(IElement element, Uri page) => Read(Elements(element), page);

    /// <summary>Absolute addresses of the photos among some elements, each once.</summary>
    public static IReadOnlyList<Uri> Read(IEnumerable<IElement> elements, Uri page)
    {
        var photos = new List<Uri>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in elements.Take(MostElements))
        {
            if (photos.Count < MostPhotos && Source(element) is { } source && Absolute(source, page) is { } photo && seen.Add(photo.AbsoluteUri))
            {
                photos.Add(photo);
            }
        }
        return photos;
    }

    private static IEnumerable<IElement> Elements(IElement element) => Enumerable.Repeat(element, 1).Concat(element.Descendants<IElement>());

    private static string? Source(IElement element) => element.LocalName switch
    {
        // A thumbnail is small, and what it leads to is not.
        "img" => OfLargeCopy(element) ?? (IsDecoration(element) ? null : OfImage(element)),
        "source" => element.ParentElement?.LocalName == "picture" && element.ParentElement.QuerySelector("img") is null ? Largest(element.GetAttribute("srcset")) : null,
        "a" => LinkToImage(element) ?? Background(element),
        _ => Background(element),
    };

    // A gallery's thumbnail links to the photo itself.
    private static string? OfLargeCopy(IElement image) =>
        image.ParentElement is { LocalName: "a" } link && link.GetAttribute("href") is { } href && ImageFile().IsMatch(href) && IsPhoto(href) ? href : null;

    private static string? OfImage(IElement image)
    {
        foreach (var attribute in SourceAttributes)
        {
            if (image.GetAttribute(attribute) is { Length: > 0 } source && IsPhoto(source))
            {
                // A lazy image's own address beats its set, and a set beats a plain src, which is often its smallest.
                return attribute == "src" && Set(image) is { } larger ? larger : source;
            }
        }
        return Set(image) ?? OfAnyData(image);
    }

    // Each lazy loader has an attribute of its own: data-flickity-lazyload, data-splide-lazy.
    private static string? OfAnyData(IElement image) => image.Attributes
        .FirstOrDefault(attribute => attribute.Name.StartsWith("data-", StringComparison.Ordinal) && ImageFile().IsMatch(attribute.Value) && !attribute.Value.Contains(' ') && IsPhoto(attribute.Value))?.Value;

    private static string? Set(IElement image) =>
        (Largest(image.GetAttribute("data-srcset")) ?? Largest(image.GetAttribute("srcset"))) is { } source && IsPhoto(source) ? source : null;

    /// <summary>Whether a link leads to a photo itself.</summary>
    public static bool IsLinkToPhoto(IElement link) => LinkToImage(link) is not null;

    private static string? LinkToImage(IElement link) =>
        link.GetAttribute("href") is { } href && ImageFile().IsMatch(href) && IsPhoto(href) && link.QuerySelector("img") is null ? href : null;

    private static string? Background(IElement element)
    {
        foreach (var attribute in (ReadOnlySpan<string>)["data-bg", "data-background", "data-background-image", "data-src"])
        {
            if (element.GetAttribute(attribute) is { Length: > 0 } lazy && BackgroundUrl().Match(lazy) is var url)
            {
                var source = url.Success ? url.Groups["url"].Value : lazy;
                return ImageFile().IsMatch(source) && IsPhoto(source) ? source : null;
            }
        }
        var style = element.GetAttribute("style");
        return style is { Length: < 4_000 } && BackgroundUrl().Match(style) is { Success: true } match && IsPhoto(match.Groups["url"].Value) ? match.Groups["url"].Value.Trim() : null;
    }

    private static string? Largest(string? set)
    {
        if (string.IsNullOrWhiteSpace(set) || set.Length > 20_000)
        {
            return null;
        }
        string? largest = null;
        var most = -1.0;
        foreach (Match candidate in Candidate().Matches(set))
        {
            var size = double.TryParse(candidate.Groups["size"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 1;
            if (size > most)
            {
                (largest, most) = (candidate.Groups["url"].Value, size);
            }
        }
        return largest;
    }

    private static bool IsDecoration(IElement image) =>
        IsSmall(image.GetAttribute("width")) || IsSmall(image.GetAttribute("height"))
        || DecorationName().IsMatch(PlainText.Cut(image.GetAttribute("class") + " " + image.GetAttribute("alt") + " " + image.Id, 300));

    private static bool IsSmall(string? size) => int.TryParse(size, NumberStyles.Integer, CultureInfo.InvariantCulture, out var pixels) && pixels < SmallestSide;

    private static bool IsPhoto(string source) =>
        source.Length < 2_000 && !source.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && !source.Contains(".svg", StringComparison.OrdinalIgnoreCase)
        && !DecorationFile().IsMatch(source);

    private static Uri? Absolute(string source, Uri page) =>
        Uri.TryCreate(page, source.Trim(), out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    [GeneratedRegex("""(?<url>[^\s,][^\s]*[^\s,])(?:\s+(?<size>\d+(?:\.\d+)?)[wx])?\s*(?:,|$)""", RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    [GeneratedRegex("""background(?:-image)?\s*:[^;]{0,80}?url\(\s*['"]?(?<url>[^'")]+)|^\s*url\(\s*['"]?(?<url>[^'")]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BackgroundUrl();

    [GeneratedRegex("""\.(?:jpe?g|png|webp|avif)(?:[?#]|$)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ImageFile();

    [GeneratedRegex("""(?:^|[/_.-])(?:logos?|icons?|sprites?|spacer|blank|pixel|placeholder|transparent|clear|loading|loader|spinner|avatar|badge|banner|favicon|arrow|btn|button|facebook|twitter|instagram|equal-?housing|eho|fair-?housing|no-?(?:image|photo)|coming-?soon|staticmap|map|maps|marker|tracking|realtor|bbb|flag|star|dot|1x1|headshot|team|staff)(?:[/_.@-]|\d|s?\.|$)|maps\.google|/maps/api|gravatar|mapbox""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DecorationFile();

    [GeneratedRegex("""(?<![a-z])(?:logo|icon|avatar|sprite|equal housing(?: opportunity)?|spacer|map|badge|social)(?![a-z])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DecorationName();
}
