namespace PeteRental.Contracts.Rentals;

// What VoiceWebhook asks Rentals while a caller waits. The workspace is never part of a body: it travels in the signed
// identity of the calling service. JSON is snake_case (the services' default).

/// <summary>Looks for homes that fit: <c>POST /internal/voice/search</c>.</summary>
/// <param name="Website">A site in the caller's or the model's words (host, address or company name); null: all homes of the workspace.</param>
/// <param name="Query">Free words: a street, a kind of home, an amenity.</param>
/// <param name="City">City.</param>
/// <param name="MaxPrice">US dollars a month.</param>
/// <param name="MinPrice">US dollars a month.</param>
/// <param name="MinBedrooms">0 is a studio.</param>
/// <param name="MinBathrooms">In steps of a half.</param>
/// <param name="AvailableBy">A day in the caller's words or ISO; homes that can be had by then.</param>
public sealed record VoiceRentalSearch(
    string? Website, string? Query, string? City, decimal? MaxPrice, decimal? MinPrice, decimal? MinBedrooms, decimal? MinBathrooms, string? AvailableBy);

/// <summary>What was found.</summary>
/// <param name="Outcome">One of <see cref="RentalOutcome"/>.</param>
/// <param name="Total">How many homes fit. Above <see cref="MostCounted"/> it only says that there are more.</param>
/// <param name="Rentals">At most three of them, the best fitting first.</param>
/// <param name="Near">When none fits: at most three that nearly do (a little dearer, one bedroom less).</param>
/// <param name="Website">The site that was understood, for people; null when none was named.</param>
/// <param name="AsOf">When the oldest source of the answer was last read; null for homes entered by hand.</param>
/// <param name="IsStale">The answer is old, and a reading was started.</param>
/// <param name="AskAgainSeconds">With <c>reading</c>: when the answer is likely to be there.</param>
public sealed record VoiceRentalReply(
    string Outcome, int Total, IReadOnlyList<SpokenRental> Rentals, IReadOnlyList<SpokenRental> Near,
    string? Website, DateTimeOffset? AsOf, bool IsStale, int? AskAgainSeconds)
{
    /// <summary>Nobody on the telephone wants to know it more exactly.</summary>
    public const int MostCounted = 100;
}

/// <summary>Asks for one home in full: <c>POST /internal/voice/details</c>. One of the two is given.</summary>
/// <param name="RentalId">As text, as a model passes it.</param>
/// <param name="Address">In the caller's words.</param>
/// <param name="Website">The site it is on, when the caller names one; null: a home that the workspace offers.</param>
public sealed record VoiceRentalDetails(string? RentalId, string? Address, string? Website = null);

/// <summary>Which home of the workspace words mean: <c>POST /internal/voice/match</c>.</summary>
/// <param name="Words">Such as "the house on Main Street" or "unit B".</param>
/// <param name="Website">The site it is on, when the caller names one; null: a home that the workspace offers.</param>
public sealed record VoiceRentalMatch(string Words, string? Website = null);

/// <summary>The home that was meant.</summary>
/// <param name="Outcome"><c>found</c>, <c>several</c> or <c>not_found</c>.</param>
/// <param name="Rental">The one.</param>
/// <param name="Candidates">With <c>several</c>: at most four to choose from.</param>
public sealed record VoiceRentalAnswer(string Outcome, SpokenRental? Rental, IReadOnlyList<SpokenRental> Candidates);

/// <summary>A home as it is spoken about. Units and nulls as in the API.</summary>
/// <param name="RentalId">Its id.</param>
/// <param name="PropertyAddress">Street and number.</param>
/// <param name="Unit">Null for a whole house.</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="Price">US dollars a month.</param>
/// <param name="PriceMax">The upper end of a range.</param>
/// <param name="Bedrooms">0 is a studio.</param>
/// <param name="Bathrooms">In steps of a half.</param>
/// <param name="SquareFeet">Floor area.</param>
/// <param name="PropertyType">apartment, house, …</param>
/// <param name="AvailableDate">From when; null with the others.</param>
/// <param name="AvailabilityStatus">available, coming_soon, waitlist or unknown, as of today in the workspace's zone.</param>
/// <param name="Pets">What is said about pets. Never a refusal of service or assistance animals.</param>
/// <param name="Description">The beginning of the text; only in details.</param>
/// <param name="Amenities">A few; only in details.</param>
public sealed record SpokenRental(
    Guid RentalId, string PropertyAddress, string? Unit, string? City, string? State, decimal? Price, decimal? PriceMax, decimal? Bedrooms, decimal? Bathrooms,
    int? SquareFeet, string? PropertyType, DateOnly? AvailableDate, string AvailabilityStatus, string? Pets, string? Description, IReadOnlyList<string> Amenities);

/// <summary>The outcomes that Rentals tells VoiceWebhook.</summary>
public static class RentalOutcome
{
    /// <summary>Homes fit, or the home was found.</summary>
    public const string Found = "found";
    /// <summary>No home fits.</summary>
    public const string None = "none";
    /// <summary>The workspace offers nothing at all.</summary>
    public const string Empty = "empty";
    /// <summary>Several homes may be meant: ask which.</summary>
    public const string Several = "several";
    /// <summary>No home is meant by these words.</summary>
    public const string NotFound = "not_found";
    /// <summary>The site is being read for the first time; nothing is known yet.</summary>
    public const string Reading = "reading";
    /// <summary>The site cannot be read: it forbids it, or is not there.</summary>
    public const string Unreadable = "unreadable";
}
