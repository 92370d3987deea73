using Dapper;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace PeteRental.Rentals.Rentals;

/// <summary>
/// Tells words that many homes of a workspace have: these are looked for in the order of the list, where the page is full soon. Of fewer, all are fetched and put in
/// order. Both find the same homes, so what is remembered may be minutes old: to count takes longer than the search itself.
/// </summary>
internal sealed class CommonWords : IDisposable
{
    /// <summary>So many homes are not looked at for a page of a list: in its order, one that has the words comes up sooner.</summary>
    public const int Many = 400;

    private const int MostRemembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _remembered = new(new MemoryCacheOptions { SizeLimit = MostRemembered });

    /// <summary>Whether more homes than <paramref name="many"/> have the words, which name their workspace (<see cref="SearchWords"/>).</summary>
    public async Task<bool> AreCommonAsync(NpgsqlConnection connection, string words, int many, CancellationToken cancellationToken)
    {
        if (_remembered.TryGetValue((words, many), out bool areCommon))
        {
            return areCommon;
        }

        // The subselect keeps the number from the planner, which would otherwise go through the whole table, hoping to meet so many soon.
        areCommon = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT count(*) > @many FROM (SELECT FROM homes WHERE search @@ @words::tsquery LIMIT (SELECT @many + 1)) AS hits",
            new { words, many },
            cancellationToken: cancellationToken));
        return _remembered.Set((words, many), areCommon, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
    }

    /// <inheritdoc/>
    public void Dispose() => _remembered.Dispose();
}
