namespace PeteRental.Scraper.Extraction;

/// <summary>How a value was read. The earlier ones are believed more.</summary>
internal enum ReadingMethod
{
    /// <summary>An official feed, such as a platform's JSON.</summary>
    Feed,
    /// <summary>JSON that the page's own script uses.</summary>
    EmbeddedJson,
    /// <summary>schema.org in JSON-LD.</summary>
    JsonLd,
    /// <summary>Markup of a known platform.</summary>
    Platform,
    /// <summary>schema.org in microdata, or OpenGraph.</summary>
    Microdata,
    /// <summary>A pattern that repeats on the page.</summary>
    Pattern,
    /// <summary>Words of a text.</summary>
    Text,
    /// <summary>A language model.</summary>
    Llm,
}

/// <summary>A value with how it was read and how sure that is.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Method">How.</param>
/// <param name="Confidence">0 to 1.</param>
internal sealed record Reading<T>(T Value, ReadingMethod Method, double Confidence);

/// <summary>A home as a page offers it; null where the page does not say it. Units as in <see cref="Contracts.Events.ScrapedListing"/>.</summary>
internal sealed record ExtractedListing
{
    /// <summary>The page of this home; null when it has none of its own.</summary>
    public Reading<Uri>? Url { get; init; }

    /// <summary>The site's own key of it, when it shows one: the same home on a list and on its page.</summary>
    public string? SiteKey { get; init; }

    /// <summary>Street and number, without unit, city, state and postal code.</summary>
    public Reading<string>? PropertyAddress { get; init; }

    /// <summary>Such as 2B.</summary>
    public Reading<string>? Unit { get; init; }

    /// <summary>City.</summary>
    public Reading<string>? City { get; init; }

    /// <summary>Two letters.</summary>
    public Reading<string>? State { get; init; }

    /// <summary>ZIP code.</summary>
    public Reading<string>? PostalCode { get; init; }

    /// <summary>US dollars a month; the lower end of a range.</summary>
    public Reading<decimal>? Price { get; init; }

    /// <summary>The upper end of a range.</summary>
    public Reading<decimal>? PriceMax { get; init; }

    /// <summary>0 is a studio.</summary>
    public Reading<decimal>? Bedrooms { get; init; }

    /// <summary>In steps of a half.</summary>
    public Reading<decimal>? Bathrooms { get; init; }

    /// <summary>Floor area.</summary>
    public Reading<int>? SquareFeet { get; init; }

    /// <summary>apartment, house, townhouse, condo, duplex, mobile_home, room or loft.</summary>
    public Reading<string>? PropertyType { get; init; }

    /// <summary>When it can be had.</summary>
    public Reading<Availability>? Availability { get; init; }

    /// <summary>In the site's words.</summary>
    public Reading<string>? Pets { get; init; }

    /// <summary>The text about the home.</summary>
    public Reading<string>? Description { get; init; }

    /// <summary>As the site names them.</summary>
    public Reading<IReadOnlyList<string>>? Amenities { get; init; }

    /// <summary>Absolute addresses, in order.</summary>
    public Reading<IReadOnlyList<Uri>>? Photos { get; init; }
}

/// <summary>What a page says about when a home can be had.</summary>
/// <param name="Kind">now, date or waitlist.</param>
/// <param name="Date">With date.</param>
internal sealed record Availability(string Kind, DateOnly? Date);

/// <summary>What a page was read as.</summary>
internal enum PageKind
{
    /// <summary>Several homes, or one in a list.</summary>
    List,
    /// <summary>One home.</summary>
    Detail,
    /// <summary>A list that says itself that there is nothing to rent.</summary>
    NoneAvailable,
    /// <summary>No homes.</summary>
    Other,
}

/// <summary>Why a page may be worth reading.</summary>
internal enum LinkKind
{
    /// <summary>The page of one home.</summary>
    Detail,
    /// <summary>The next part of this list.</summary>
    NextPage,
    /// <summary>Another page of this list.</summary>
    OtherPage,
    /// <summary>A page that probably lists homes ("Available rentals", a platform's frame).</summary>
    Listings,
    /// <summary>Data behind the page, such as a platform's JSON.</summary>
    Feed,
}

/// <summary>A page worth reading, absolute.</summary>
internal sealed record PageLink(Uri Url, LinkKind Kind);

/// <summary>Everything that one page says.</summary>
/// <param name="Kind">What the page is.</param>
/// <param name="Listings">Its homes, each once, in order of the page.</param>
/// <param name="Links">Where to go on, in order of promise, each once.</param>
/// <param name="NeedsRendering">The page is an empty shell that a script fills.</param>
/// <param name="Text">The page's visible text, without navigation, for whoever reads what rules cannot; at most 40,000 characters.</param>
internal sealed record PageExtraction(PageKind Kind, IReadOnlyList<ExtractedListing> Listings, IReadOnlyList<PageLink> Links, bool NeedsRendering, string Text);
