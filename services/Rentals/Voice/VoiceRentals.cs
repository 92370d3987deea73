using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.Rentals.Addresses;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;

namespace PeteRental.Rentals.Voice;

/// <summary>Answers what callers ask about homes.</summary>
internal sealed class VoiceRentals(VoiceHomes homes, VoiceSites sites, RentalReader rentals, WorkspaceZones zones)
{
    private const int MostSpoken = 3;
    private const int MostCandidates = 4;
    private const int AskAgainSeconds = 30;
    private const int MostWords = 8;
    private const int LongestDescription = 600;
    private const int MostAmenities = 8;
    private const int LongestQuery = 300;

    /// <summary>Homes that fit, and when none does, those that nearly do.</summary>
    public async Task<VoiceRentalReply> SearchAsync(WorkspaceId workspace, VoiceRentalSearch search, CancellationToken cancellationToken)
    {
        var today = (await zones.NowInAsync(workspace, cancellationToken)).Today;
        var site = string.IsNullOrWhiteSpace(search.Website)
            ? new SpokenSite(null, await sites.OldestAsync(workspace, cancellationToken), false, null, null)
            : await sites.FindAsync(workspace, search.Website, cancellationToken);
        if (site.Outcome is { } outcome)
        {
            return new VoiceRentalReply(
                outcome, 0, [], [], site.Website, null, false, outcome == RentalOutcome.Reading ? AskAgainSeconds : null);
        }

        var wishes = WishesOf(search, site.Site, today);
        var (total, best) = await FindAsync(workspace, wishes, today, cancellationToken);
        if (total > 0)
        {
            return Reply(RentalOutcome.Found, total, best, [], site, today);
        }

        if (site.Website is null && !await homes.AnyAsync(workspace, cancellationToken))
        {
            return Reply(RentalOutcome.Empty, 0, [], [], site, today);
        }

        var (_, near) = await homes.FindAsync(workspace, wishes.Wider(), needsAllWords: false, wishes, MostSpoken, today, cancellationToken);
        return Reply(RentalOutcome.None, 0, [], near, site, today);
    }

    /// <summary>One home in full.</summary>
    public async Task<VoiceRentalAnswer> FindAsync(WorkspaceId workspace, VoiceRentalDetails details, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(details.RentalId, out var id))
        {
            return await MatchAsync(workspace, details.Address ?? details.RentalId, details.Website, isInFull: true, cancellationToken);
        }

        var today = (await zones.NowInAsync(workspace, cancellationToken)).Today;
        return await rentals.FindAsync(workspace, id, cancellationToken) is { IsOffered: true, PropertyAddress: not null } rental
            ? new VoiceRentalAnswer(RentalOutcome.Found, Say(rental, today, isInFull: true), [])
            : details.Address is null
                ? new VoiceRentalAnswer(RentalOutcome.NotFound, null, [])
                : await MatchAsync(workspace, details.Address, details.Website, isInFull: true, cancellationToken);
    }

    /// <summary>Which home words mean.</summary>
    public Task<VoiceRentalAnswer> MatchAsync(WorkspaceId workspace, VoiceRentalMatch match, CancellationToken cancellationToken) =>
        MatchAsync(workspace, match.Words, match.Website, isInFull: false, cancellationToken);

    private async Task<VoiceRentalAnswer> MatchAsync(WorkspaceId workspace, string? words, string? website, bool isInFull, CancellationToken cancellationToken)
    {
        var said = SpokenHome.Read(words?.Length > LongestQuery ? words[..LongestQuery] : words);
        var today = (await zones.NowInAsync(workspace, cancellationToken)).Today;
        var site = await sites.RecallAsync(workspace, website, cancellationToken);
        // Every booking asks. Where nothing is offered, that is one short question instead of one for each way in which the words could be meant.
        if (site is null && !await homes.AnyAsync(workspace, cancellationToken))
        {
            return new VoiceRentalAnswer(RentalOutcome.NotFound, null, []);
        }

        var matches = await MatchAsync(workspace, said, site, cancellationToken);
        if (matches.Count == 0 && site is not null)
        {
            matches = await MatchAsync(workspace, said, null, cancellationToken);
        }

        return matches switch
        {
            [] => new VoiceRentalAnswer(RentalOutcome.NotFound, null, []),
            [var only] => new VoiceRentalAnswer(RentalOutcome.Found, Say(only.Rental, today, isInFull), []),
            _ => new VoiceRentalAnswer(
                RentalOutcome.Several, null, [.. matches.Take(MostCandidates).Select(match => Say(match.Rental, today, isInFull: false))]),
        };
    }

    private async Task<IReadOnlyList<MatchedHome>> MatchAsync(WorkspaceId workspace, SpokenHome said, NamedSite? site, CancellationToken cancellationToken) =>
        said.IsEmpty ? [] : AddressMatcher.Match(said, await homes.CandidatesAsync(workspace, said, site, cancellationToken));

    // With all of the words; else with any: of what a caller says, much is not in the text of a home.
    private async Task<(int Total, IReadOnlyList<Rental> Best)> FindAsync(
        WorkspaceId workspace, Wishes wishes, DateOnly today, CancellationToken cancellationToken)
    {
        var strict = await homes.FindAsync(workspace, wishes, needsAllWords: true, wanted: null, MostSpoken, today, cancellationToken);
        return strict.Total > 0 || wishes.Words.Count < 2
            ? strict
            : await homes.FindAsync(workspace, wishes, needsAllWords: false, wanted: null, MostSpoken, today, cancellationToken);
    }

    // What is said in words counts where the numbers are left out: "a two bedroom near Oak".
    private static Wishes WishesOf(VoiceRentalSearch search, NamedSite? site, DateOnly today)
    {
        var query = search.Query?.Length > LongestQuery ? search.Query[..LongestQuery] : search.Query;
        var said = SpokenHome.Read(query);
        string?[] words = [said.Number, .. said.Street];
        return new Wishes(
            site, string.IsNullOrWhiteSpace(search.City) ? null : search.City.Trim(), search.MaxPrice, search.MinPrice,
            search.MinBedrooms ?? said.Bedrooms, search.MinBathrooms, SpokenDay.Read(search.AvailableBy, today),
            [.. words.OfType<string>().Where(word => AddressWords.Split(word).Count > 0).Distinct().Take(MostWords)]);
    }

    private static VoiceRentalReply Reply(
        string outcome, int total, IReadOnlyList<Rental> found, IReadOnlyList<Rental> near, SpokenSite site, DateOnly today) => new(
        outcome, total, [.. found.Select(rental => Say(rental, today, isInFull: false))], [.. near.Select(rental => Say(rental, today, isInFull: false))],
        site.Website, site.AsOf, site.IsStale, site.IsStale ? AskAgainSeconds : null);

    private static SpokenRental Say(Rental rental, DateOnly today, bool isInFull) => new(
        rental.Id, rental.PropertyAddress!, rental.Unit, rental.City, rental.State, rental.Price, rental.PriceMax, rental.Bedrooms, rental.Bathrooms,
        rental.SquareFeet, rental.PropertyType, rental.AvailableDate, AvailabilityStatus.Of(rental, today), rental.Pets,
        isInFull && rental.Description is { } text ? text[..Math.Min(text.Length, LongestDescription)] : null,
        isInFull ? [.. rental.Amenities.Take(MostAmenities)] : []);
}
