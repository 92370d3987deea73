using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Rentals.Files;

/// <summary>Homes as a file.</summary>
internal static class RentalFileEndpoints
{
    private const int MaxFileBytes = 5 * 1024 * 1024;
    private const int MaxBytes = MaxFileBytes + (64 * 1024);
    private const int PageSize = 500;

    // In memory: what somebody uploads shall not lie in a temporary folder.
    private static readonly FormOptions Form = new() { MemoryBufferThreshold = MaxBytes, MultipartBodyLengthLimit = MaxBytes, ValueCountLimit = 16 };

    public static void MapRentalFiles(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/rentals").RequireMember().WithTags("Rentals");
        group.MapGet("/export.csv", ExportAsync).WithSummary("Homes as a CSV file")
            .WithDescription("The filters of the list, without pages. A cell that a spreadsheet would take for a formula has an apostrophe in front.");
        group.MapPost("/import", ImportAsync).RequireManager().WithSummary("Adds and changes homes from a CSV file")
            .WithDescription(
                "The file as text/csv, or as `file` of a multipart form: at most 5 MB and 5,000 lines, the first with names of columns such as address, unit, "
                + "city, rent, beds. A home that is known by its address is changed, another added; an empty cell says nothing. Lines that cannot be used are "
                + "told with their number, and the others kept. With dry_run=true nothing is written.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] RentalQuery query, CurrentMember member, RentalReader rentals, WorkspaceZones zones, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var errors = query.Read(new PageQuery(), out var filter);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (_, today) = await zones.NowInAsync(member.WorkspaceId, cancellationToken);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=rentals-{today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv";
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true);
        await WriteLineAsync(csv, RentalCsv.Columns);
        // By pages rather than by one statement: a client may read slowly, and a statement may not take long.
        for (var place = filter; ;)
        {
            var rows = await rentals.ListAsync(member.WorkspaceId, place, today, PageSize, cancellationToken);
            foreach (var row in rows)
            {
                await WriteLineAsync(csv, RentalCsv.CellsOf(row.Rental).Select(RentalCsv.Harmless));
            }

            await csv.FlushAsync();
            if (rows.Count < PageSize)
            {
                return TypedResults.Empty;
            }

            place = place with { Start = new RentalPlace(rows[^1].SortKey, rows[^1].Rental.Id) };
        }
    }

    private static async Task WriteLineAsync(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        await csv.NextRecordAsync();
    }

    private static async Task<Results<Ok<ImportReply>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, CurrentMember member, RentalImporter importer, CancellationToken cancellationToken,
        [FromQuery(Name = "dry_run")] string? dryRun = null)
    {
        if (dryRun is not (null or "true" or "false"))
        {
            return Problem.Invalid("dry_run", "true or false.");
        }

        var (content, refusal) = await ContentAsync(request, cancellationToken);
        if (content is null)
        {
            return refusal!;
        }

        using var text = new StreamReader(content, Encoding.UTF8);
        var file = RentalCsv.Read(text);
        return file.Refusal is { } why
            ? Problem.Of(StatusCodes.Status422UnprocessableEntity, "file_unreadable", why)
            : TypedResults.Ok(await importer.RunAsync(member.WorkspaceId, member.UserId.Value, file, dryRun == "true", cancellationToken));
    }

    // Read by hand: bound as a parameter, it would let routing tell strangers about content types before anybody asked who they are.
    private static async Task<(Stream? Content, ProblemHttpResult? Refusal)> ContentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, TooLarge());
        }

        if (!request.HasFormContentType)
        {
            if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
            {
                return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the file as text/csv or multipart/form-data."));
            }

            var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            body.Position = 0;
            return body.Length <= MaxFileBytes ? (body, null) : (null, TooLarge());
        }

        try
        {
            var form = await request.ReadFormAsync(Form, cancellationToken);
            return form.Files.GetFile("file") is not { } file ? (null, Problem.Invalid("file", "The CSV file."))
                : file.Length > MaxFileBytes ? (null, TooLarge())
                : (file.OpenReadStream(), null);
        }
        catch (InvalidDataException)
        {
            return (null, Problem.Of(StatusCodes.Status400BadRequest, "malformed_form", "The multipart form cannot be read."));
        }
    }

    private static ProblemHttpResult TooLarge() => Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "A file has at most 5 MB.");
}
