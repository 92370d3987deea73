using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// The one way homes are written: by readings of sites, by people, by imports. Rows, history, totals and events go with the caller's
/// transaction, in as many statements for two thousand homes as for one.
/// </summary>
internal sealed class RentalWriter(RentalAnnouncer announcer)
{
    private const string Columns =
        """
        id, workspace_id, source_id, source_type, identity, variant, read_identity, website, url, property_address, unit, city, state, postal_code,
        price, price_max, bedrooms, bathrooms, square_feet, property_type, available_date, availability, pets, description, amenities, photos,
        evidence, reading, edited_fields, missing_since, first_seen_at, last_seen_at, created_by, created_at, updated_at, deleted_at, named_by_caller
        """;

    private static readonly string Updates = string.Join(", ", Columns
        .Split(',', StringSplitOptions.TrimEntries).Except(["id", "workspace_id", "created_by", "created_at", "first_seen_at"])
        .Append("search").Select(column => $"{column} = excluded.{column}"));

    /// <summary>
    /// Applies a reading: adds new homes, changes those that it shows otherwise, marks those gone that it does not show. Whether a reading
    /// without homes can be believed is for the caller to say.
    /// </summary>
    public async Task<AppliedChanges> ApplyAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, SourceReading reading, RentalActor actor, Moment moment,
        CancellationToken cancellationToken)
    {
        await WorkspaceTotals.LockAsync(connection, transaction, workspace, cancellationToken);
        var homes = ReadingPlan.HomesOf(reading);
        var known = await KnownAsync(connection, transaction, workspace, reading.SourceId, [.. homes.Select(home => home.Key).Distinct()], cancellationToken);
        var (changes, seen) = ReadingPlan.Make(workspace, known, homes, reading, moment);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE homes SET last_seen_at = @Now WHERE workspace_id = @workspace AND id = ANY(@seen)",
            new { moment.Now, workspace = workspace.Value, seen = seen.ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        return await WriteAsync(connection, transaction, workspace, changes, actor, moment, cancellationToken);
    }

    /// <summary>Marks every home of a source gone that is still offered: the source is no longer read. Those entered by hand stay.</summary>
    public Task<AppliedChanges> EndSourceAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, RentalActor actor, Moment moment, CancellationToken cancellationToken) =>
        ApplyAsync(
            connection, transaction, workspace, new SourceReading(actor.SourceId!.Value, "", [], IsPartial: false), actor, moment, cancellationToken);

    /// <summary>
    /// Makes the homes of a site that a caller named the workspace's own, now that a manager has the site: after the source was changed. Those
    /// that the workspace has from elsewhere, or does not want to see, are forgotten, and the next reading meets the ones that stay.
    /// </summary>
    public async Task AdoptAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid source, Moment moment, CancellationToken cancellationToken)
    {
        var adopted = await KnownAsync(connection, transaction, workspace, source, [], cancellationToken);
        var known = await KnownAsync(connection, transaction, workspace, null, [.. adopted.Select(home => home.Identity).Distinct()], cancellationToken);
        var others = known.Where(home => home.SourceId != source && !home.NamedByCaller && (home.IsOffered || home.DeletedAt is not null)).ToLookup(home => home.Identity);
        var twins = adopted.Where(home => others[home.Identity].Any(other => other.Place.MayBe(home.Place))).Select(home => home.Id).ToHashSet();
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM homes WHERE workspace_id = @workspace AND id = ANY(@twins)",
            new { workspace = workspace.Value, twins = twins.ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        Guid[] added = [.. adopted.Where(home => home.IsOffered && !twins.Contains(home.Id)).Select(home => home.Id)];
        await announcer.AnnounceAsync(connection, transaction, workspace, AppliedChanges.Nothing with { Added = added }, source, moment, cancellationToken);
    }

    /// <summary>The homes under some keys, and those of a source, as they are now. Under the workspace's lock they stay so.</summary>
    public static async Task<IReadOnlyList<Rental>> KnownAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid? source, string[] keys, CancellationToken cancellationToken) =>
        [
            .. (await connection.QueryAsync<string>(new CommandDefinition(
                $"""
                 SELECT {RentalJson.Document} FROM homes
                 WHERE workspace_id = @workspace AND (identity = ANY(@keys) OR source_id = @source)
                 """,
                new { workspace = workspace.Value, source, keys },
                transaction,
                cancellationToken: cancellationToken))).Select(RentalJson.Read),
        ];

    /// <summary>One home that is not deleted, as it is now.</summary>
    public static async Task<Rental?> FindAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid id, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            $"SELECT {RentalJson.Document} FROM homes WHERE id = @id AND workspace_id = @workspace AND deleted_at IS NULL",
            new { id, workspace = workspace.Value },
            transaction,
            cancellationToken: cancellationToken)) is { } document ? RentalJson.Read(document) : null;

    /// <summary>Writes changes that were decided under the workspace's lock, with their history, the totals and the events.</summary>
    public async Task<AppliedChanges> WriteAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, IReadOnlyList<RentalChange> changes, RentalActor actor, Moment moment,
        CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return AppliedChanges.Nothing;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            $"""
             INSERT INTO homes AS known ({Columns}, search)
             SELECT {Columns}, array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(item -> 'words')))
             FROM jsonb_array_elements(@rows::jsonb) AS item, jsonb_populate_record(NULL::homes, item)
             ON CONFLICT (id) DO UPDATE SET {Updates}
             """,
            new { rows = RentalJson.Rows(changes.Select(change => change.After)) },
            transaction,
            cancellationToken: cancellationToken));
        var told = changes.Where(change => change.Kind is not null).ToList();
        await WriteHistoryAsync(connection, transaction, workspace, told, actor, moment, cancellationToken);
        var offers = Sum(told.Where(change => !change.After.NamedByCaller).ToList());
        return Sum(told) with { Totals = await announcer.AnnounceAsync(connection, transaction, workspace, offers, actor.SourceId, moment, cancellationToken) };
    }

    private static Task<int> WriteHistoryAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, IReadOnlyList<RentalChange> told, RentalActor actor, Moment moment,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rental_history (id, workspace_id, rental_id, occurred_at, kind, scrape_id, user_id, changes)
            SELECT entry.id, @workspace, entry.rental_id, @Now, entry.kind, @ScrapeId, @UserId, entry.changes
            FROM jsonb_to_recordset(@entries::jsonb) AS entry (id uuid, rental_id uuid, kind text, changes jsonb)
            """,
            new
            {
                workspace = workspace.Value,
                moment.Now,
                actor.ScrapeId,
                actor.UserId,
                entries = new JsonArray([.. told.Select(change => new JsonObject
                {
                    ["id"] = Guid.CreateVersion7(moment.Now),
                    ["rental_id"] = change.After.Id,
                    ["kind"] = change.Kind,
                    ["changes"] = change.Note(),
                })]).ToJsonString(JsonDefaults.Options),
            },
            transaction,
            cancellationToken: cancellationToken));

    private static AppliedChanges Sum(IReadOnlyList<RentalChange> told)
    {
        Guid[] Of(params string[] kinds) => [.. told.Where(change => kinds.Contains(change.Kind)).Select(change => change.After.Id)];
        return new AppliedChanges(
            Of(RentalChangeKind.Added, RentalChangeKind.Back, RentalChangeKind.Restored), Of(RentalChangeKind.Changed),
            Of(RentalChangeKind.Gone, RentalChangeKind.Deleted), [.. told.Where(change => change.IsPriceChange).Select(change => change.PriceChange)], null);
    }
}

/// <summary>Rows of <c>homes</c> as JSON, which is how many of them travel in one parameter, and whole ones back.</summary>
internal static class RentalJson
{
    /// <summary>A whole row.</summary>
    public const string Document = "(to_jsonb(homes) - 'search' - 'available_from')::text";

    /// <summary>A row that was read.</summary>
    public static Rental Read(string document) => JsonSerializer.Deserialize<Rental>(document, JsonDefaults.Options)!;

    /// <summary>Rows to be written, with the words they are found by.</summary>
    public static string Rows(IEnumerable<Rental> rentals) => new JsonArray([.. rentals.Select(rental =>
    {
        var row = JsonSerializer.SerializeToNode(rental, JsonDefaults.Options)!.AsObject();
        row["words"] = new JsonArray([.. SearchWords.Of(rental).Select(word => JsonValue.Create(word))]);
        return row;
    })]).ToJsonString(JsonDefaults.Options);
}
