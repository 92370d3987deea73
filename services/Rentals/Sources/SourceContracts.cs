using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Sources;

/// <summary>A website to read homes from.</summary>
/// <param name="WebsiteUrl">Its address (the page with the homes, or any page of the site), or the bare name of a company.</param>
/// <param name="ScrapingConfig">How it is read: see <see cref="ScrapingSettings"/>. Members that are not known are kept as they are.</param>
/// <param name="IsActive">Whether it is read by itself; true when left out.</param>
/// <param name="Website">The older spelling's name of the site; not used, the address says it.</param>
/// <param name="Url">The older spelling of website_url.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewSourceRequest(
    Given<string> WebsiteUrl, Given<JsonElement?> ScrapingConfig, Given<bool?> IsActive, Given<string> Website, Given<string> Url)
{
    /// <summary>What was written, in either spelling.</summary>
    [JsonIgnore]
    public string? Address => WebsiteUrl.HasValue ? WebsiteUrl.Value : Url.Value;

    public FieldErrors Check() => new FieldErrors()
        .Require(SourceAddress.Parse(Address) is not null, "website_url", "Give the address of a website, such as https://birchwood.test/rentals, or a company's name.")
        .Require(!IsActive.IsGiven || IsActive.IsReadable, "is_active", "Say true or false.")
        .RequireSettings(ScrapingConfig);
}

/// <summary>A change of a website; what is left out stays as it is.</summary>
/// <param name="WebsiteUrl">Its address.</param>
/// <param name="ScrapingConfig">How it is read, as a whole; null takes the defaults.</param>
/// <param name="IsActive">Whether it is read by itself.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SourceChange(Given<string> WebsiteUrl, Given<JsonElement?> ScrapingConfig, Given<bool?> IsActive)
{
    public FieldErrors Check() => new FieldErrors()
        .Require(!WebsiteUrl.IsGiven || SourceAddress.Parse(WebsiteUrl.Value) is not null, "website_url", "Give the address of a website, or a company's name.")
        .Require(!IsActive.IsGiven || IsActive.HasValue, "is_active", "Say true or false.")
        .RequireSettings(ScrapingConfig);
}

/// <summary>A website that homes are read from.</summary>
/// <param name="SourceId">Its id.</param>
/// <param name="WorkspaceId">The tenant.</param>
/// <param name="Website">Host, or the company's name.</param>
/// <param name="WebsiteUrl">Where reading begins.</param>
/// <param name="ScrapingConfig">As it was given.</param>
/// <param name="IsActive">Whether it is read by itself.</param>
/// <param name="AddedBy">manager, or caller: named on the telephone, and no part of what the workspace offers until a manager adds it or has it read by itself.</param>
/// <param name="Status">scraping, never_scraped, ok, failed or suspected_break.</param>
/// <param name="RentalCount">Homes that it offers now.</param>
/// <param name="SuspectedBreak">No homes were found where there were some; the old ones are kept.</param>
/// <param name="LastScrapedAt">The last reading that went well.</param>
/// <param name="LastErrorCode">Of the last reading, when it went badly.</param>
/// <param name="NextScrapeAt">When it is read next by itself.</param>
/// <param name="CurrentScrapeId">The reading under way.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
internal sealed record SourceReply(
    Guid SourceId, Guid WorkspaceId, string Website, string WebsiteUrl, JsonElement ScrapingConfig, bool IsActive, string AddedBy, string Status, int RentalCount, bool SuspectedBreak,
    DateTimeOffset? LastScrapedAt, string? LastErrorCode, DateTimeOffset? NextScrapeAt, Guid? CurrentScrapeId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public const string Manager = "manager";
    public const string Caller = "caller";
}

/// <summary>A page of websites, oldest first.</summary>
internal sealed record SourceListReply(IReadOnlyList<SourceReply> Sources, string? NextCursor);
