using Dapper;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using PeteRental.Contracts;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// Tells words that many homes of a workspace have: these are looked for in the order of the list, where the page is full soon. Of fewer, all are fetched and put in
/// order. Both find the same homes, so what is remembered may be minutes old: to count takes longer than the search itself.
/// </summary>
internal sealed class CommonWords(NpgsqlDataSource database) : IDisposable
{
    // Where a quarter of the homes have a word, a page of fifty is full after two hundred. To fetch more than two thousand takes too long in any case.
    private const int Share = 4;
    private const int Fewest = 100;
    private const int Most = 2_000;
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _remembered = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Whether many homes of the workspace have the words, which name it (<see cref="SearchWords"/>).</summary>
    public async Task<bool> AreCommonAsync(WorkspaceId workspace, string words, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(words, out bool areCommon))
        {
            return areCommon;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var many = await ManyAsync(connection, workspace, cancellationToken);
        // The subselect keeps the number from the planner, which would otherwise go through the whole table, hoping to meet so many soon.
        areCommon = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT count(*) > @many FROM (SELECT FROM homes WHERE search @@ @words::tsquery LIMIT (SELECT @many + 1)) AS hits",
            new { words, many },
            cancellationToken: cancellationToken));
        return Remember(words, areCommon);
    }

    /// <inheritdoc/>
    public void Dispose() => _remembered.Dispose();

    // Counted within an index, and no further than it matters.
    private async Task<int> ManyAsync(NpgsqlConnection connection, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue(workspace, out int many))
        {
            return many;
        }

        var homes = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            $"""
             SELECT count(*)::int FROM (
                 SELECT FROM rentals WHERE workspace_id = @workspace AND deleted_at IS NULL AND missing_since IS NULL LIMIT {Most * Share}) AS counted
             """,
            new { workspace = workspace.Value },
            cancellationToken: cancellationToken));
        return Remember(workspace, Math.Max(Fewest, homes / Share));
    }

    private T Remember<T>(object key, T value) =>
        _remembered.Set(key, value, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
}
