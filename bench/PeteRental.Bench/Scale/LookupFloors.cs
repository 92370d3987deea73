using Npgsql;
using PeteRental.Bench.Load;

namespace PeteRental.Bench.Scale;

/// <summary>The floor under every question about homes: one home by its primary key, asked of the database directly, of those of the largest workspace in turns.</summary>
internal sealed class LookupFloors(string connectionString, Guid workspace) : IAsyncDisposable
{
    private const int Homes = 5_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private readonly Dictionary<int, LoadResult> _taken = [];
    private Guid[]? _ids;

    public async Task<LoadResult> FindAsync(int inFlight, CancellationToken cancellationToken)
    {
        var ids = _ids ??= await IdsAsync(cancellationToken);
        if (!_taken.TryGetValue(inFlight, out var floor))
        {
            floor = await LoadGenerator.RunAsync(
                "lookup", inFlight, WarmUp, Duration, (worker, turn, token) => LookAsync(ids[(worker + (inFlight * turn)) % ids.Length], token), cancellationToken);
            _taken[inFlight] = floor;
        }

        return floor;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<Guid[]> IdsAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT array_agg(id) FROM (SELECT id FROM homes WHERE workspace_id = $1 LIMIT $2) AS homes");
        command.Parameters.AddWithValue(workspace);
        command.Parameters.AddWithValue(Homes);
        return (Guid[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<bool> LookAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT id, property_address, price, description FROM homes WHERE id = $1");
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }
}
