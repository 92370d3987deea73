using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Rentals;
using PeteRental.Rentals.Addresses;
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
internal sealed class VoiceHomes(NpgsqlDataSource database, CommonWords common)
{
    private const int MostCandidates = 100;
    private const int MostAlike = 20;

    private const string Misses =
        "(price > @wantedPrice)::int + (bedrooms < @wantedBedrooms)::int + (bathrooms < @wantedBathrooms)::int + (available_from > @wantedBy)::int";

    private const string Offered = "workspace_id = @workspace AND deleted_at IS NULL AND missing_since IS NULL AND property_address IS NOT NULL";

    /// <summary>
    /// How many homes fit, counted as far as it is told, and the best of them: those with most of the words, then those that miss least of what was wanted, those that
    /// can be had today, the cheaper.
    /// </summary>
    public async Task<(int Total, IReadOnlyList<Rental> Best)> FindAsync(
        WorkspaceId workspace, Wishes wishes, bool needsAllWords, Wishes? wanted, int limit, DateOnly today, CancellationToken cancellationToken)
    {
        var each = wishes.Words.Select(word => SearchWords.All(workspace, word)!).ToArray();
        var words = string.Join(needsAllWords ? " & " : " | ", each);
        var telling = await TellingAsync(workspace, each, needsAllWords, words, cancellationToken);
        var isRanked = telling is not null;
        var (fitting, best) = isRanked ? Ranked(wishes, needsAllWords) : each.Length == 0 && wanted is not null ? Nearest(wishes) : InOrder(wishes, each.Length > 0);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<Rental, int, (Rental Rental, int Total)>(
            new CommandDefinition(
                $"""
                 WITH fitting AS {(isRanked ? "MATERIALIZED" : "NOT MATERIALIZED")} ({fitting})
                 SELECT {RentalReader.Columns}, (SELECT count(*)::int FROM (SELECT FROM fitting LIMIT {VoiceRentalReply.MostCounted + 1}) AS counted) AS total
                 FROM unnest(ARRAY({best})) WITH ORDINALITY AS best (id, place) JOIN homes USING (id)
                 WHERE workspace_id = @workspace AND property_address IS NOT NULL ORDER BY place
                 """,
                ParametersOf(workspace, wishes, wanted, each, words, telling, limit, today),
                cancellationToken: cancellationToken),
            (rental, total) => (rental, total),
            splitOn: "total")).AsList();
        return (rows.Count == 0 ? 0 : rows[0].Total, [.. rows.Select(row => row.Rental)]);
    }

    // The words by which to look for homes: the rare ones when all are needed, since to go through all that have a common word takes longer than to look at each
    // that has the others. Null when they tell too little.
    private async Task<string?> TellingAsync(
        WorkspaceId workspace, string[] each, bool needsAllWords, string words, CancellationToken cancellationToken)
    {
        List<string> telling = [];
        foreach (var word in needsAllWords && each.Length > 1 ? each : [])
        {
            if (!await common.AreCommonAsync(workspace, word, cancellationToken))
            {
                telling.Add(word);
            }
        }

        return telling.Count > 0 ? string.Join(" & ", telling)
            : each.Length > 0 && !await common.AreCommonAsync(workspace, words, cancellationToken) ? words
            : null;
    }

    // Few have the words: all of these are looked at.
    private static (string Fitting, string Best) Ranked(Wishes wishes, bool needsAllWords) => (
        $"""
         SELECT id, price, available_from, {(needsAllWords ? "0" : "(SELECT count(*) FROM unnest(@each::tsquery[]) AS word WHERE search @@ word)")} AS words, {Misses} AS misses
         FROM (SELECT * FROM {NamedSite.TableFor(wishes.Site)} WHERE search @@ @telling::tsquery AND ts_match_vq(search, @words::tsquery) OFFSET 0) AS found
         WHERE {RentalReader.Conditions(wishes.Filter, wishes.Site)}
         """,
        "SELECT id FROM fitting ORDER BY words DESC, misses, available_from > @today, price, id LIMIT @limit");

    // None fits, and somebody wants what comes next to it.
    private static (string Fitting, string Best) Nearest(Wishes wishes)
    {
        var from = $"FROM {NamedSite.TableFor(wishes.Site)} WHERE {RentalReader.Conditions(wishes.Filter, wishes.Site)}";
        return ($"SELECT id {from}", $"SELECT id {from} ORDER BY {Misses}, available_from > @today, price, id LIMIT @limit");
    }

    // Many fit: walked from the cheapest on in an index, first those that can be had today. The others are looked at only when these do not suffice. With
    // words the day is within coalesce, or the planner takes the index of days and sorts.
    private static (string Fitting, string Best) InOrder(Wishes wishes, bool hasWords)
    {
        const string Order = "coalesce(price, 'Infinity'), id";
        var table = NamedSite.TableFor(wishes.Site);
        string When(string how) => hasWords ? $"AND coalesce(available_from {how} @today, false)" : $"AND available_from {how} @today";
        string Walk(string when) => hasWords
            ? $"""
               SELECT cheap.id FROM (SELECT id, coalesce(price, 'Infinity') AS rent FROM {table} WHERE {RentalReader.Conditions(wishes.Filter, wishes.Site)} {when} ORDER BY {Order} OFFSET 0) AS cheap
               JOIN homes AS worded ON worded.id = cheap.id AND ts_match_vq(worded.search, @words::tsquery) ORDER BY cheap.rent, cheap.id
               """
            : $"SELECT id FROM {table} WHERE {RentalReader.Conditions(wishes.Filter, wishes.Site)} {when} ORDER BY {Order}";
        return (Walk(""), $"SELECT id FROM (({Walk(When("<="))} LIMIT @limit) UNION ALL ({Walk(When(">"))} LIMIT @limit)) AS both_ways LIMIT @limit");
    }

    private static object ParametersOf(
        WorkspaceId workspace, Wishes wishes, Wishes? wanted, string[] each, string words, string? telling, int limit, DateOnly today) => new
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
            telling,
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
        // Any of them, but for "street" and "north": half of all homes have these, and none is meant by them alone when a name is said.
        var names = said.Street.Where(word => !IsMinor(word)).Select(word => SearchWords.Heard(workspace, word)).DefaultIfEmpty(string.Join(" | ", words)).ToList();
        string?[] tries =
        [
            number is not null && words.Length > 0 ? $"{number} & ({string.Join(" | ", words)})" : number,
            words.Length > 1 ? string.Join(" & ", words.Select(word => $"({word})")) : null,
            words.Length > 0 ? string.Join(" | ", names) : null,
            unit,
        ];
        string[] parts = [.. words, .. new[] { number, unit }.OfType<string>()];
        // Where one thing was said, all have the same of it, and no more than a few are needed to tell that it does not suffice.
        var most = parts.Length > 1 ? MostCandidates : MostAlike;
        var order = parts.Length > 1 ? "(SELECT count(*) FROM unnest(@parts::tsquery[]) AS part WHERE search @@ part) DESC, id" : "id";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var query in tries.OfType<string>().DefaultIfEmpty(null))
        {
            var found = (await connection.QueryAsync<Rental>(new CommandDefinition(
                query is null
                    ? $"SELECT {RentalReader.Columns} FROM {table} WHERE {conditions} AND bedrooms = @Bedrooms ORDER BY created_at DESC LIMIT {MostCandidates}"
                    : $"""
                       SELECT {RentalReader.Columns} FROM homes WHERE id = ANY(ARRAY(
                           SELECT id FROM (SELECT * FROM {table} WHERE search @@ @query::tsquery OFFSET 0) AS found
                           WHERE {conditions} AND (@Bedrooms::int IS NULL OR bedrooms IS NULL OR bedrooms = @Bedrooms)
                           ORDER BY {order} LIMIT {most}))
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

    private static bool IsMinor(string word) => AddressWords.Shorten(word) is var brief && (AddressWords.IsWay(brief) || AddressWords.IsDirection(brief));
}
