using System.Text.Json.Serialization;

namespace PeteRental.Contracts.Events;

/// <summary>Somebody wants a source read now, or its time has come. Published by Rentals, once for each scrape.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="ScrapeId">This reading. What the Scraper answers names it.</param>
/// <param name="SourceId">What is read.</param>
/// <param name="Url">Where to begin: an address, or the bare name of a company, which is then looked for.</param>
/// <param name="RequestedBy">user, schedule or voice.</param>
/// <param name="Config">How the source wants to be read.</param>
public sealed record ScrapeRequested(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("scrape_id")] Guid ScrapeId,
    [property: JsonPropertyName("source_id")] Guid SourceId,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("requested_by")] string RequestedBy,
    [property: JsonPropertyName("config")] ScrapeConfig Config) : IWorkspaceEvent;

/// <summary>How a source wants to be read. Whatever is null is the Scraper's choice.</summary>
/// <param name="MaxPages">How many pages at most; the Scraper has a limit of its own.</param>
/// <param name="Render">true: always in a browser; false: never; null: only when a page needs it.</param>
/// <param name="FollowDetails">Whether the page of each home is read, too; null: when the list says too little.</param>
/// <param name="UseLlm">Whether a language model may be asked when nothing else finds homes; null: as configured.</param>
/// <param name="Timezone">IANA zone of the workspace: in it a day without a year is read.</param>
public sealed record ScrapeConfig(
    [property: JsonPropertyName("max_pages")] int? MaxPages = null,
    [property: JsonPropertyName("render")] bool? Render = null,
    [property: JsonPropertyName("follow_details")] bool? FollowDetails = null,
    [property: JsonPropertyName("use_llm")] bool? UseLlm = null,
    [property: JsonPropertyName("timezone")] string? Timezone = null);

/// <summary>A scrape is no longer wanted. Published by Rentals; a scrape that is over already stays as it is.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="ScrapeId">Which reading.</param>
/// <param name="SourceId">What was read.</param>
public sealed record ScrapeCancelled(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("scrape_id")] Guid ScrapeId,
    [property: JsonPropertyName("source_id")] Guid SourceId) : IWorkspaceEvent;

/// <summary>How far a scrape is. Published by Scraper, about twice a second at most. Numbers never go down within a scrape.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="ScrapeId">Which reading.</param>
/// <param name="SourceId">What is read.</param>
/// <param name="Sequence">One more with each, from 1: they may arrive out of order.</param>
/// <param name="Phase">finding, reading_list, reading_details or finishing.</param>
/// <param name="PagesSeen">Pages read so far.</param>
/// <param name="PagesTotal">Pages known so far; it may grow.</param>
/// <param name="ListingsFound">Homes found so far.</param>
public sealed record ScrapeProgressed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("scrape_id")] Guid ScrapeId,
    [property: JsonPropertyName("source_id")] Guid SourceId,
    [property: JsonPropertyName("sequence")] int Sequence,
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("pages_seen")] int PagesSeen,
    [property: JsonPropertyName("pages_total")] int PagesTotal,
    [property: JsonPropertyName("listings_found")] int ListingsFound) : IWorkspaceEvent;

/// <summary>
/// A source was read. Published by Scraper: in chunks of at most 100 listings, each with the numbers of the whole; a site without
/// homes is one chunk without listings.
/// </summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When the reading ended.</param>
/// <param name="ScrapeId">Which reading.</param>
/// <param name="SourceId">What was read.</param>
/// <param name="Chunk">From 0.</param>
/// <param name="IsLast">Whether no chunk follows: there are <paramref name="Chunk"/> + 1.</param>
/// <param name="Listings">The homes of this chunk, each home of the reading in exactly one chunk.</param>
/// <param name="ListingsTotal">Homes in all chunks.</param>
/// <param name="Method">How most were read: feed, embedded_json, json_ld, platform, microdata, pattern, text or llm; none without homes.</param>
/// <param name="Pages">Pages read.</param>
/// <param name="Cost">What a language model was paid for it, in US dollars.</param>
/// <param name="SaysNoneAvailable">The site itself says that it has nothing to rent: then no homes is no sign of a break.</param>
/// <param name="IsPartial">A budget ended the reading: a home that is missing is not gone.</param>
/// <param name="FinalUrl">The page where the homes were found.</param>
/// <param name="Warnings">Stable codes, such as page_budget or rendered.</param>
public sealed record ScrapeCompleted(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("scrape_id")] Guid ScrapeId,
    [property: JsonPropertyName("source_id")] Guid SourceId,
    [property: JsonPropertyName("chunk")] int Chunk,
    [property: JsonPropertyName("is_last")] bool IsLast,
    [property: JsonPropertyName("listings")] IReadOnlyList<ScrapedListing> Listings,
    [property: JsonPropertyName("listings_total")] int ListingsTotal,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("pages")] int Pages,
    [property: JsonPropertyName("cost")] decimal Cost,
    [property: JsonPropertyName("says_none_available")] bool SaysNoneAvailable,
    [property: JsonPropertyName("is_partial")] bool IsPartial,
    [property: JsonPropertyName("final_url")] string FinalUrl,
    [property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings) : IWorkspaceEvent;

/// <summary>A source could not be read. Published by Scraper.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When it was given up.</param>
/// <param name="ScrapeId">Which reading.</param>
/// <param name="SourceId">What was to be read.</param>
/// <param name="Code">
/// One of <c>blocked_by_robots</c>, <c>unreachable</c>, <c>refused_host</c> (a portal that forbids it), <c>refused_address</c> (a private,
/// local or otherwise closed address, scheme or port), <c>not_found</c> (the company has no website that could be found), <c>http_error</c>,
/// <c>too_large</c>, <c>unsupported_content</c>, <c>timeout</c>, <c>no_listings</c>, <c>cancelled</c> or <c>internal</c>.
/// </param>
/// <param name="Pages">Pages read before.</param>
/// <param name="Cost">What a language model was paid for it, in US dollars.</param>
/// <param name="Warnings">Stable codes.</param>
public sealed record ScrapeFailed(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("scrape_id")] Guid ScrapeId,
    [property: JsonPropertyName("source_id")] Guid SourceId,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("pages")] int Pages,
    [property: JsonPropertyName("cost")] decimal Cost,
    [property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings) : IWorkspaceEvent;

/// <summary>A home as a website offers it. Null wherever the site does not say it.</summary>
/// <param name="Url">The page of this home, else the page it was found on; absolute.</param>
/// <param name="PropertyAddress">Street and number as shown, without unit, city, state and postal code.</param>
/// <param name="Unit">The home within the building, such as 2B, without "unit" or "#".</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="PostalCode">ZIP code, with its four digits where shown.</param>
/// <param name="Price">Rent a month in US dollars; the lower end of a range.</param>
/// <param name="PriceMax">The upper end of a range.</param>
/// <param name="Bedrooms">0 is a studio.</param>
/// <param name="Bathrooms">In steps of a half.</param>
/// <param name="SquareFeet">Floor area in square feet.</param>
/// <param name="PropertyType">apartment, house, townhouse, condo, duplex, mobile_home, room or loft.</param>
/// <param name="AvailableDate">From when; null when now, unknown or by waiting list.</param>
/// <param name="Availability">now, date, waitlist or unknown: what the site says, before today's date is looked at.</param>
/// <param name="Pets">What is said about pets, in the site's words.</param>
/// <param name="Description">The text about the home, at most 4,000 characters.</param>
/// <param name="Amenities">As the site names them.</param>
/// <param name="Photos">Absolute addresses, in order.</param>
/// <param name="Evidence">For each field that is not null how it was read.</param>
public sealed record ScrapedListing(
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("property_address")] string? PropertyAddress,
    [property: JsonPropertyName("unit")] string? Unit,
    [property: JsonPropertyName("city")] string? City,
    [property: JsonPropertyName("state")] string? State,
    [property: JsonPropertyName("postal_code")] string? PostalCode,
    [property: JsonPropertyName("price")] decimal? Price,
    [property: JsonPropertyName("price_max")] decimal? PriceMax,
    [property: JsonPropertyName("bedrooms")] decimal? Bedrooms,
    [property: JsonPropertyName("bathrooms")] decimal? Bathrooms,
    [property: JsonPropertyName("square_feet")] int? SquareFeet,
    [property: JsonPropertyName("property_type")] string? PropertyType,
    [property: JsonPropertyName("available_date")] DateOnly? AvailableDate,
    [property: JsonPropertyName("availability")] string Availability,
    [property: JsonPropertyName("pets")] string? Pets,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("amenities")] IReadOnlyList<string> Amenities,
    [property: JsonPropertyName("photos")] IReadOnlyList<string> Photos,
    [property: JsonPropertyName("evidence")] IReadOnlyList<FieldEvidence> Evidence);

/// <summary>How one field of a listing was read.</summary>
/// <param name="Field">Its name in the API, such as price.</param>
/// <param name="Method">feed, embedded_json, json_ld, platform, microdata, pattern, text or llm.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record FieldEvidence(
    [property: JsonPropertyName("field")] string Field, [property: JsonPropertyName("method")] string Method, [property: JsonPropertyName("confidence")] double Confidence);

/// <summary>Homes of a workspace came, changed or went, by a scrape or by hand. Published by Rentals; nothing changed is not published.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="SourceId">The source that was read; null when by hand.</param>
/// <param name="Added">Rental ids, also of homes that are offered again. At most 100 an event: more go in several.</param>
/// <param name="Changed">Rental ids.</param>
/// <param name="Removed">Rental ids of homes that are no longer offered. They are kept.</param>
/// <param name="PriceChanges">Those of the changed ones whose rent changed.</param>
/// <param name="Totals">Of the workspace, after it.</param>
public sealed record RentalsChanged(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("source_id")] Guid? SourceId,
    [property: JsonPropertyName("added")] IReadOnlyList<Guid> Added,
    [property: JsonPropertyName("changed")] IReadOnlyList<Guid> Changed,
    [property: JsonPropertyName("removed")] IReadOnlyList<Guid> Removed,
    [property: JsonPropertyName("price_changes")] IReadOnlyList<RentalPriceChange> PriceChanges,
    [property: JsonPropertyName("totals")] RentalTotals Totals) : IWorkspaceEvent;

/// <summary>A rent that changed, a month in US dollars; null where none is said.</summary>
public sealed record RentalPriceChange(
    [property: JsonPropertyName("rental_id")] Guid RentalId,
    [property: JsonPropertyName("property_address")] string PropertyAddress,
    [property: JsonPropertyName("previous_price")] decimal? PreviousPrice,
    [property: JsonPropertyName("price")] decimal? Price);

/// <summary>A source was added, changed or removed, or its reading went well or badly. Published by Rentals.</summary>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="SourceId">Which.</param>
/// <param name="Website">Its name for people, such as birchwood.test.</param>
/// <param name="Change">added, changed, removed, scraped, failed or suspected_break.</param>
/// <param name="ErrorCode">Of a scrape that failed: <see cref="ScrapeFailed"/>.</param>
/// <param name="Totals">Of the workspace, after it.</param>
public sealed record RentalSourceChanged(
    [property: JsonPropertyName("workspace_id")] Guid WorkspaceId,
    [property: JsonPropertyName("occurred_at")] DateTimeOffset OccurredAt,
    [property: JsonPropertyName("source_id")] Guid SourceId,
    [property: JsonPropertyName("website")] string Website,
    [property: JsonPropertyName("change")] string Change,
    [property: JsonPropertyName("error_code")] string? ErrorCode,
    [property: JsonPropertyName("totals")] RentalTotals Totals) : IWorkspaceEvent;

/// <summary>How much a workspace offers.</summary>
/// <param name="Version">One more with each change of the workspace: an older one that arrives later is thrown away.</param>
/// <param name="Total">Homes that are offered, by hand or on a site.</param>
/// <param name="Available">Those that can be had on the day of the event.</param>
/// <param name="Sources">Websites that are read.</param>
public sealed record RentalTotals(
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("available")] int Available,
    [property: JsonPropertyName("sources")] int Sources);
