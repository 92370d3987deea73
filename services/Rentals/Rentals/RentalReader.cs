using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Sources;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Rentals.Rentals;

/// <summary>A home in a list, with where it stands in it.</summary>
internal sealed record ListedRental(Rental Rental, string SortKey);

/// <summary>The homes that a statement is about.</summary>
internal enum Part
{
    /// <summary>Those that are on offer.</summary>
    Offered,

    /// <summary>Those that are no longer on their site.</summary>
    Gone,

    /// <summary>Both.</summary>
    All,
}

/// <summary>Reads homes. Every statement names the workspace.</summary>
internal sealed class RentalReader(NpgsqlDataSource database, NamedSites sites, CommonWords common)
{
    /// <summary>What lists show.</summary>
    public const string Columns =
        """
        id, workspace_id, source_id, source_type, identity, variant, website, url, property_address, unit, city, state, postal_code, price, price_max,
        bedrooms, bathrooms, square_feet, property_type, available_date, availability, pets, description, amenities, photos, edited_fields, missing_since,
        first_seen_at, last_seen_at, created_at, updated_at, deleted_at
        """;

    /// <summary>One home, with all that is kept; null when the workspace has none of this id that is not deleted.</summary>
    public async Task<Rental?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            $"SELECT {RentalJson.Document} FROM homes WHERE id = @id AND workspace_id = @workspace AND deleted_at IS NULL",
            new { id, workspace = workspace.Value },
            cancellationToken: cancellationToken)) is { } document ? RentalJson.Read(document) : null;
    }

    /// <summary>Homes in the order of a filter: of what the workspace offers, or of the website that is named.</summary>
    public async Task<IReadOnlyList<ListedRental>> ListAsync(
        WorkspaceId workspace, RentalFilter filter, DateOnly today, int limit, CancellationToken cancellationToken)
    {
        var site = filter.Website is { } website ? await sites.FindAsync(workspace, website, cancellationToken) : null;
        var parameters = new
        {
            workspace = workspace.Value,
            words = SearchWords.All(workspace, filter.Text),
            filter.MaxPrice,
            filter.MinPrice,
            filter.MinBedrooms,
            filter.MinBathrooms,
            filter.City,
            sources = site?.Sources,
            host = site?.Host,
            filter.AvailableBy,
            filter.SourceType,
            today,
            key = filter.Start?.Key,
            afterId = filter.Start?.Id,
            limit,
        };
        var isCommon = parameters.words is not null && await common.AreCommonAsync(workspace, parameters.words, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Rental, string, ListedRental>(
            new CommandDefinition(
                // Which rows is answered by an index alone, but for words; only those of the page are fetched.
                $"""
                 SELECT {Columns}, {filter.Sort.KeyText} AS sort_key FROM homes
                 WHERE workspace_id = @workspace AND id = ANY(ARRAY({(isCommon ? InOrder(filter, site) : Found(filter, site, parameters.words is not null))}))
                 ORDER BY {filter.Sort.OrderBy}
                 """,
                parameters,
                cancellationToken: cancellationToken),
            (rental, key) => new ListedRental(rental, key),
            splitOn: "sort_key");
        return rows.AsList();
    }

    /// <summary>What happened to a home, newest first.</summary>
    public async Task<Page<RentalHistoryEntry>> HistoryAsync(WorkspaceId workspace, Guid rental, Cursor? start, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<HistoryRow>(new CommandDefinition(
            $"""
             SELECT id, occurred_at, kind, scrape_id, user_id, changes::text AS changes FROM rental_history
             WHERE workspace_id = @workspace AND rental_id = @rental {(start is null ? "" : "AND (occurred_at, id) < (@At, @Id)")}
             ORDER BY occurred_at DESC, id DESC LIMIT @limit
             """,
            new { workspace = workspace.Value, rental, start?.At, start?.Id, limit = limit + 1 },
            cancellationToken: cancellationToken))).AsList();
        var page = Page.Of(rows, limit, row => new Cursor(row.OccurredAt, row.Id));
        return new Page<RentalHistoryEntry>([.. page.Items.Select(row => row.ToEntry())], page.NextCursor);
    }

    private static string Found(RentalFilter filter, NamedSite? site, bool hasWords)
    {
        if (hasWords)
        {
            return $"""
                SELECT id FROM (SELECT * FROM {NamedSite.TableFor(site)} WHERE search @@ @words::tsquery OFFSET 0) AS found
                WHERE {Conditions(filter, site, PartOf(filter))} ORDER BY {filter.Sort.OrderBy} LIMIT @limit
                """;
        }

        string Of(Part part) => $"SELECT id, {filter.Sort.Expression} AS key FROM {NamedSite.TableFor(site)} WHERE {Conditions(filter, site, part)} ORDER BY {filter.Sort.OrderBy} LIMIT @limit";

        // Each part in an index of its own, and a page of both.
        return filter.IncludesGone
            ? $"SELECT id FROM (({Of(Part.Offered)}) UNION ALL ({Of(Part.Gone)})) AS parts ORDER BY {Keys(filter.Sort, "parts")} LIMIT @limit"
            : $"SELECT id FROM ({Of(Part.Offered)}) AS offered ORDER BY {Keys(filter.Sort, "offered")}";
    }

    private static string Keys(RentalSort sort, string of) => sort.IsDescending ? $"{of}.key DESC, {of}.id DESC" : $"{of}.key, {of}.id";

    private static Part PartOf(RentalFilter filter) => filter.IncludesGone ? Part.All : Part.Offered;

    // The other filters first, in the index; then the words of one row after the other, until the page is full. The function, unlike
    // the operator, is not looked up in the index of words.
    private static string InOrder(RentalFilter filter, NamedSite? site) =>
        $"""
         SELECT fitting.id FROM (SELECT id, {filter.Sort.Expression} AS key FROM {NamedSite.TableFor(site)} WHERE {Conditions(filter, site, PartOf(filter))} ORDER BY {filter.Sort.OrderBy} OFFSET 0) AS fitting
         JOIN homes AS worded ON worded.id = fitting.id AND ts_match_vq(worded.search, @words::tsquery)
         ORDER BY {Keys(filter.Sort, "fitting")} LIMIT @limit
         """;

    /// <summary>
    /// The conditions of a filter: only what is asked for, so that a plan can begin within an index. Rents and bedrooms are written as the orders are kept, so
    /// that these are ranges of an index, whichever is the shorter way.
    /// </summary>
    internal static string Conditions(RentalFilter filter, NamedSite? site, Part part = Part.Offered)
    {
        var conditions = new List<string> { "workspace_id = @workspace", "deleted_at IS NULL" };
        void When(bool isAsked, string condition)
        {
            if (isAsked)
            {
                conditions.Add(condition);
            }
        }

        When(part is not Part.All, part is Part.Gone ? "missing_since IS NOT NULL" : "missing_since IS NULL");
        When(filter.Start is not null, filter.Sort.Behind);
        When(filter.MaxPrice is not null, "coalesce(price, 'Infinity') <= @MaxPrice");
        When(filter.MinPrice is not null, "coalesce(price, -1) >= @MinPrice");
        When(filter.MinBedrooms is not null, "coalesce(bedrooms, 'Infinity') >= @MinBedrooms AND bedrooms IS NOT NULL");
        When(filter.MinBathrooms is not null, "bathrooms >= @MinBathrooms");
        // Within coalesce, so that the planner does not guess how many pass: a town that is rare among all workspaces is often that of all homes of one.
        When(filter.City is not null, "coalesce(lower(city) = lower(@City), false)");
        When(site is not null, site?.Condition ?? "");
        When(filter.AvailableBy is not null, "available_from <= @AvailableBy");
        When(filter.SourceType is not null, "source_type = @SourceType");
        When(filter.Statuses.Count > 0, $"({string.Join(" OR ", filter.Statuses.Distinct().Select(status => OfStatus(status, part)))})");
        return string.Join(" AND ", conditions);
    }

    private static string OfStatus(string status, Part part)
    {
        var condition = status switch
        {
            AvailabilityStatus.Available => "available_from <= @today",
            AvailabilityStatus.ComingSoon => "(available_from > @today AND availability = 'date')",
            AvailabilityStatus.Waitlist => "availability = 'waitlist'",
            _ => "availability = 'unknown'",
        };
        return (part, status == AvailabilityStatus.Gone) switch
        {
            (Part.All, true) => "missing_since IS NOT NULL",
            (Part.All, false) => $"({condition} AND missing_since IS NULL)",
            (Part.Gone, var isGone) => isGone ? "true" : "false",
            (_, var isGone) => isGone ? "false" : condition,
        };
    }

    private sealed record HistoryRow(Guid Id, DateTimeOffset OccurredAt, string Kind, Guid? ScrapeId, Guid? UserId, string Changes)
    {
        public RentalHistoryEntry ToEntry() =>
            new(OccurredAt, Kind, new RentalActorReply(ScrapeId is null ? "user" : "scrape", UserId, ScrapeId), JsonNode.Parse(Changes)!);
    }
}
