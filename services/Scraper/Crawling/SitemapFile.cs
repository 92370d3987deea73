using System.Xml;
using System.Xml.Linq;

namespace PeteRental.Scraper.Crawling;

/// <summary>A sitemap of sitemaps.org.</summary>
/// <param name="Pages">Pages of the site.</param>
/// <param name="Sitemaps">Further files.</param>
internal sealed record SitemapFile(IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Sitemaps)
{
    /// <summary>The protocol's own limit of addresses in a file.</summary>
    private const int MostPages = 50_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        // No entities, no files of others.
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 10_000_000,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Nothing.</summary>
    public static SitemapFile Empty { get; } = new([], []);

    /// <summary>Reads a file as far as it is well-formed.</summary>
    public static SitemapFile Read(string xml)
    {
        var pages = new List<Uri>();
        var sitemaps = new List<Uri>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml.TrimStart('\uFEFF', ' ', '\r', '\n', '\t')), Settings);
            var target = pages;
            while (pages.Count + sitemaps.Count < MostPages && reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                target = reader.LocalName switch { "sitemap" => sitemaps, "url" => pages, _ => target };
                if (reader is { LocalName: "loc", Prefix: "" } && AddressIn(reader) is { } url)
                {
                    target.Add(url);
                }
            }
        }
        catch (XmlException)
        {
            return new SitemapFile(pages, sitemaps);
        }

        return new SitemapFile(pages, sitemaps);
    }

    private static Uri? AddressIn(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        return Uri.TryCreate(XElement.Load(element).Value.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
    }
}
