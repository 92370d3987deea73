using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Rentals.Database;

/// <summary>What is kept, in the shapes that clients of the product before this one read.</summary>
internal static class DatabaseEndpoints
{
    private const string Success = "success";

    public static void MapDatabase(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/database").RequireMember().WithTags("Database");
        group.MapGet("/status", StatusAsync).WithSummary("How many homes there are, by site");
        group.MapGet("/rentals/{**website}", OfWebsiteAsync).WithSummary("Homes of a site, newest first")
            .WithDescription(
                "A host means all that is known of it; an address means the site that is read from there, also one that a caller named. A site that nothing is known "
                + "of has no homes.");
        group.MapGet("/available", AvailableAsync).WithSummary("Homes that can be had now or from a known day, soonest first");
    }

    private static async Task<Ok<DatabaseStatusReply>> StatusAsync(CurrentMember member, DatabaseReader database, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DatabaseStatusReply(Success, await database.StatsAsync(member.WorkspaceId, cancellationToken)));

    private static async Task<Results<Ok<WebsiteRentalsReply>, ProblemHttpResult>> OfWebsiteAsync(
        string website, [AsParameters] PageQuery page, CurrentMember member, RentalReader rentals, DatabaseReader database, NamedSites sites, WorkspaceZones zones,
        CancellationToken cancellationToken)
    {
        // Strokes within a path arrive escaped, and a proxy may have made one of two.
        var plain = Uri.UnescapeDataString(website);
        var written = plain.Contains("://", StringComparison.Ordinal) ? plain : plain.Replace(":/", "://", StringComparison.Ordinal);
        if (SourceAddress.Parse(written) is not { } address)
        {
            return Problem.Invalid("website", "A host such as birchwood.test, or an address.");
        }

        if (!TryFilter(page, RentalSort.Newest, new RentalFilter { Website = address }, out var filter))
        {
            return NotACursor();
        }

        var (_, today) = await zones.NowInAsync(member.WorkspaceId, cancellationToken);
        var rows = await rentals.ListAsync(member.WorkspaceId, filter, today, page.Size + 1, cancellationToken);
        var count = await database.CountAsync(member.WorkspaceId, await sites.FindAsync(member.WorkspaceId, address, cancellationToken), cancellationToken);
        return TypedResults.Ok(new WebsiteRentalsReply(
            Success, address.Website, count, [.. rows.Take(page.Size).Select(row => WebsiteRental.From(row.Rental, today))], Next(rows, page.Size, filter.Sort)));
    }

    private static async Task<Results<Ok<AvailableReply>, ProblemHttpResult>> AvailableAsync(
        [AsParameters] PageQuery page, CurrentMember member, RentalReader rentals, DatabaseReader database, WorkspaceZones zones,
        CancellationToken cancellationToken)
    {
        var (_, today) = await zones.NowInAsync(member.WorkspaceId, cancellationToken);
        var dated = new RentalFilter { AvailableBy = RentalLimits.LastDate };
        if (!TryFilter(page, RentalSort.All["available_date"], dated, out var filter))
        {
            return NotACursor();
        }

        var rows = await rentals.ListAsync(member.WorkspaceId, filter, today, page.Size + 1, cancellationToken);
        return TypedResults.Ok(new AvailableReply(
            Success, await database.CountAvailableAsync(member.WorkspaceId, cancellationToken), today,
            [.. rows.Take(page.Size).Select(row => AvailableRental.From(row.Rental, today))], Next(rows, page.Size, filter.Sort)));
    }

    private static bool TryFilter(PageQuery page, RentalSort sort, RentalFilter asked, out RentalFilter filter)
    {
        var start = string.IsNullOrEmpty(page.Cursor) ? null : sort.Read(page.Cursor);
        filter = asked with { Sort = sort, Start = start };
        return start is not null || string.IsNullOrEmpty(page.Cursor);
    }

    private static string? Next(IReadOnlyList<ListedRental> rows, int size, RentalSort sort) =>
        rows.Count > size ? sort.Cursor(rows[size - 1].SortKey, rows[size - 1].Rental.Id) : null;

    private static ProblemHttpResult NotACursor() => Problem.Invalid("cursor", "Not a cursor that a page before has given.");
}
