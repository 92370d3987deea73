using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Rentals.Rentals;

/// <summary>The homes of a workspace.</summary>
internal static class RentalEndpoints
{
    public static void MapRentals(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/rentals").RequireMember().WithTags("Rentals");
        group.MapGet("/", ListAsync).WithSummary("Homes that are offered, newest first")
            .WithDescription(
                "q: every word must be in the address, the description, the amenities or what is said about pets; its beginning is enough. max_price and "
                + "min_price look at the lower end of a range. website is a host, which means all that is known of it, or an address, which means the site that is read "
                + "from there; homes of a site that only a caller has named are shown nowhere else. available_by is an ISO date. availability_status may name "
                + "several, with commas. Homes that are no longer on their site are left out unless include_gone is true. sort: newest, updated, price, "
                + "-price, bedrooms or available_date; what nobody says comes last. A cursor belongs to its order.");
        group.MapPost("/", AddAsync).RequireManager().WithSummary("Adds a home by hand")
            .WithDescription(
                "What is said stays, whatever a site shows of the home. A home that is there already answers 409 rental_exists with its rental_id; one "
                + "that is gone or deleted comes back. With an Idempotency-Key a repeated request gets the same answer; another request under the key "
                + "answers 422 idempotency_key_reused.");
        group.MapGet("/{id:guid}", FindAsync).WithSummary("One home, with how each field was read");
        group.MapPatch("/{id:guid}", ChangeAsync).RequireManager().WithSummary("Changes a home")
            .WithDescription(
                "Only what is given changes; null is a value too: nobody knows. A field that is changed is in edited_fields from then on, and no reading of the "
                + "site changes it, until reset_fields names it: then it takes what the site said last. A rent is edited as a range, a date with its "
                + "availability. An address that is another home's answers 409 rental_exists.");
        group.MapDelete("/{id:guid}", RemoveAsync).RequireManager().WithSummary("Deletes a home; its site does not bring it back");
        group.MapGet("/{id:guid}/history", HistoryAsync).WithSummary("What happened to a home, newest first");
    }

    private static async Task<Results<Ok<RentalListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] RentalQuery query, [AsParameters] PageQuery page, CurrentMember member, RentalReader rentals, WorkspaceZones zones,
        CancellationToken cancellationToken)
    {
        var errors = query.Read(page, out var filter);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (_, today) = await zones.NowInAsync(member.WorkspaceId, cancellationToken);
        var rows = await rentals.ListAsync(member.WorkspaceId, filter, today, page.Size + 1, cancellationToken);
        var shown = rows.Take(page.Size).ToList();
        return TypedResults.Ok(new RentalListReply(
            [.. shown.Select(row => RentalReply.From(row.Rental, today))],
            rows.Count > page.Size ? filter.Sort.Cursor(shown[^1].SortKey, shown[^1].Rental.Id) : null));
    }

    private static async Task<Results<Ok<RentalReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, RentalReader rentals, WorkspaceZones zones, CancellationToken cancellationToken) =>
        await rentals.FindAsync(member.WorkspaceId, id, cancellationToken) is { } rental
            ? TypedResults.Ok(RentalReply.InFull(rental, (await zones.NowInAsync(member.WorkspaceId, cancellationToken)).Today))
            : Problem.NotFound("rental");

    private static async Task<Results<Created<RentalReply>, ProblemHttpResult>> AddAsync(
        RentalRequest request, [FromHeader(Name = RequestKey.Header)] string? idempotencyKey, CurrentMember member, RentalEditor editor,
        CancellationToken cancellationToken) =>
        !RequestKey.TryRead(idempotencyKey, "add rental", request, out var key)
            ? Problem.Invalid(RequestKey.Header, "1 to 255 visible ASCII characters.")
            : await editor.AddAsync(member.WorkspaceId, member.UserId.Value, request, key, cancellationToken) is var result && result is EditResult.Done done
                ? TypedResults.Created($"/rentals/{done.Rental.RentalId}", done.Rental)
                : ProblemOf(result);

    private static async Task<Results<Ok<RentalReply>, ProblemHttpResult>> ChangeAsync(
        Guid id, RentalRequest request, CurrentMember member, RentalEditor editor, CancellationToken cancellationToken) =>
        await editor.ChangeAsync(member.WorkspaceId, member.UserId.Value, id, request, cancellationToken) is var result && result is EditResult.Done done
            ? TypedResults.Ok(done.Rental)
            : ProblemOf(result);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, CurrentMember member, RentalEditor editor, CancellationToken cancellationToken) =>
        await editor.RemoveAsync(member.WorkspaceId, member.UserId.Value, id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound("rental");

    private static async Task<Results<Ok<RentalHistoryReply>, ProblemHttpResult>> HistoryAsync(
        Guid id, [AsParameters] PageQuery page, CurrentMember member, RentalReader rentals, CancellationToken cancellationToken)
    {
        if (!page.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        if (await rentals.FindAsync(member.WorkspaceId, id, cancellationToken) is null)
        {
            return Problem.NotFound("rental");
        }

        var history = await rentals.HistoryAsync(member.WorkspaceId, id, start, page.Size, cancellationToken);
        return TypedResults.Ok(new RentalHistoryReply(id, history.Items, history.NextCursor));
    }

    private static ProblemHttpResult ProblemOf(EditResult result) => result switch
    {
        EditResult.Invalid invalid => invalid.Errors.ToProblem(),
        EditResult.Exists exists => Problem.Of(
            StatusCodes.Status409Conflict, "rental_exists", "The workspace has this home already.",
            new Dictionary<string, object?> { ["rental_id"] = exists.RentalId }),
        EditResult.KeyReused => Problem.Of(
            StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused", "This Idempotency-Key was used for another request."),
        _ => Problem.NotFound("rental"),
    };
}
