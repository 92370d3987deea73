using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Voice;

/// <summary>What a caller looks for, in numbers.</summary>
internal sealed record Wishes(
    NamedSite? Site, string? City, decimal? MaxPrice, decimal? MinPrice, decimal? MinBedrooms, decimal? MinBathrooms, DateOnly? AvailableBy, IReadOnlyList<string> Words)
{
    /// <summary>As lists are filtered.</summary>
    public RentalFilter Filter => new()
    {
        City = City,
        MaxPrice = MaxPrice,
        MinPrice = MinPrice,
        MinBedrooms = MinBedrooms,
        MinBathrooms = MinBathrooms,
        AvailableBy = AvailableBy,
    };

    /// <summary>A little of everything more than was asked for: what nearly fits is within it.</summary>
    public Wishes Wider() => this with
    {
        MaxPrice = MaxPrice * 1.15m,
        MinPrice = null,
        MinBedrooms = MinBedrooms - 1,
        MinBathrooms = MinBathrooms - 1,
        AvailableBy = AvailableBy?.AddDays(30),
    };
}

/// <summary>Reads homes for callers: few of them, and those that fit best.</summary>
internal sealed class VoiceHomes(NpgsqlDataSource database)
{
    private const int MostCandidates = 200;

    private const string Offered = "workspace_id = @workspace AND deleted_at IS NULL AND missing_since IS NULL AND property_address IS NOT NULL";

    /// <summary>How many homes fit, and the best of them: those that can be had first, then those with most of the words, then the cheaper.</summary>
    public async Task<(int Total, IReadOnlyList<Rental> Best)> FindAsync(
        WorkspaceId workspace, Wishes wishes, bool needsAllWords, Wishes? wanted, int limit, DateOnly today, CancellationToken cancellationToken)
    {
        var each = wishes.Words.Select(word => SearchWords.All(workspace, word)!).ToArray();
        var from = each.Length == 0 ? NamedSite.TableFor(wishes.Site) : $"(SELECT * FROM {NamedSite.TableFor(wishes.Site)} WHERE search @@ @words::tsquery OFFSET 0) AS found";
        var ranked = each.Length == 0 || needsAllWords ? "0" : "(SELECT count(*) FROM unnest(@each) AS word WHERE search @@ word::tsquery)";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<Rental, int, (Rental Rental, int Total)>(
            new CommandDefinition(
                $"""
                 WITH fitting AS MATERIALIZED (
                     SELECT id, price, available_from, {ranked} AS words,
                         (price > @wantedPrice)::int + (bedrooms < @wantedBedrooms)::int + (bathrooms < @wantedBathrooms)::int + (available_from > @wantedBy)::int AS misses
                     FROM {from} WHERE {RentalReader.Conditions(wishes.Filter, wishes.Site)}),
                 best AS (
                     SELECT id, row_number() OVER (ORDER BY words DESC, misses, available_from > @today, price, id) AS place FROM fitting
                     ORDER BY place LIMIT @limit)
                 SELECT {RentalReader.Columns}, (SELECT count(*)::int FROM fitting) AS total
                 FROM best JOIN homes USING (id) WHERE workspace_id = @workspace AND property_address IS NOT NULL ORDER BY place
                 """,
                ParametersOf(workspace, wishes, wanted, each, string.Join(needsAllWords ? " & " : " | ", each), limit, today),
                cancellationToken: cancellationToken),
            (rental, total) => (rental, total),
            splitOn: "total")).AsList();
        return (rows.Count == 0 ? 0 : rows[0].Total, [.. rows.Select(row => row.Rental)]);
    }

    private static object ParametersOf(
        WorkspaceId workspace, Wishes wishes, Wishes? wanted, string[] each, string words, int limit, DateOnly today) => new
        {
            workspace = workspace.Value,
            sources = wishes.Site?.Sources,
            host = wishes.Site?.Host,
            wishes.City,
            wishes.MaxPrice,
            wishes.MinPrice,
            wishes.MinBedrooms,
            wishes.MinBathrooms,
            wishes.AvailableBy,
            wantedPrice = wanted?.MaxPrice,
            wantedBedrooms = wanted?.MinBedrooms,
            wantedBathrooms = wanted?.MinBathrooms,
            wantedBy = wanted?.AvailableBy,
            each,
            words,
            today,
            limit,
        };

    /// <summary>Whether a workspace offers anything.</summary>
    public async Task<bool> AnyAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT FROM rentals WHERE {Offered})", new { workspace = workspace.Value }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Homes that may be meant by what was said: those with most of it, at most so many that they can be looked at one by one. Of what the workspace offers,
    /// or of a site that was named.
    /// </summary>
    public async Task<IReadOnlyList<Rental>> CandidatesAsync(WorkspaceId workspace, SpokenHome said, NamedSite? site, CancellationToken cancellationToken)
    {
        var (table, conditions) = (NamedSite.TableFor(site), site is null ? Offered : $"{Offered} AND {site.Condition}");
        var number = said.Number is { } house ? SearchWords.Exactly(workspace, house) : null;
        string[] words = [.. said.Street.Select(word => SearchWords.Heard(workspace, word))];
        var unit = said.Unit is { } key ? SearchWords.OfUnit(workspace, key) : null;
        string?[] tries =
        [
            number is not null && words.Length > 0 ? $"{number} & ({string.Join(" | ", words)})" : number,
            words.Length > 1 ? string.Join(" & ", words.Select(word => $"({word})")) : null,
            words.Length > 0 ? string.Join(" | ", words) : null,
            unit,
        ];
        string[] parts = [.. words, .. new[] { number, unit }.OfType<string>()];
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var query in tries.OfType<string>().DefaultIfEmpty(null))
        {
            var found = (await connection.QueryAsync<Rental>(new CommandDefinition(
                query is null
                    ? $"SELECT {RentalReader.Columns} FROM {table} WHERE {conditions} AND bedrooms = @Bedrooms ORDER BY created_at DESC LIMIT {MostCandidates}"
                    : $"""
                       SELECT {RentalReader.Columns} FROM (SELECT * FROM {table} WHERE search @@ @query::tsquery OFFSET 0) AS found
                       WHERE {conditions} AND (@Bedrooms::int IS NULL OR bedrooms IS NULL OR bedrooms = @Bedrooms)
                       ORDER BY (SELECT count(*) FROM unnest(@parts) AS part WHERE search @@ part::tsquery) DESC, id LIMIT {MostCandidates}
                       """,
                new { workspace = workspace.Value, query, parts, said.Bedrooms, sources = site?.Sources, host = site?.Host },
                cancellationToken: cancellationToken))).AsList();
            if (AddressMatcher.Match(said, found).Count > 0)
            {
                return found;
            }
        }

        return [];
    }
}
