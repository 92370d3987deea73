using Npgsql;
using Spectre.Console;

namespace PeteRental.Bench.Scale;

/// <summary>Fills one database with COPY, so that every constraint and index is kept as in any other write.</summary>
internal sealed class BulkCopy(string connectionString, ProgressContext progress) : IAsyncDisposable
{
    private const int ReportEvery = 1_000;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    /// <summary>Copies rows into a table.</summary>
    /// <param name="table">The table with the names of its columns.</param>
    /// <param name="count">How many rows there will be.</param>
    /// <param name="rows">Values in the order of the columns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CopyAsync(string table, int count, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var task = progress.AddTask(table[..table.IndexOf(' ', StringComparison.Ordinal)], maxValue: count);
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var importer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancellationToken);
        var copied = 0;
        foreach (var row in rows)
        {
            await importer.WriteRowAsync(cancellationToken, row);
            if (++copied % ReportEvery == 0)
            {
                task.Value = copied;
            }
        }

        await importer.CompleteAsync(cancellationToken);
        task.Value = count;
    }

    /// <summary>Leaves the database as autovacuum would, and with nothing left to write while it is measured.</summary>
    public async Task SettleAsync(string name, CancellationToken cancellationToken)
    {
        await RunAsync($"vacuum {name}", "VACUUM (ANALYZE)", cancellationToken);
        await RunAsync($"checkpoint {name}", "CHECKPOINT", cancellationToken);
    }

    /// <summary>Runs one statement, such as one that fills a table from another.</summary>
    public async Task RunAsync(string name, string sql, CancellationToken cancellationToken)
    {
        var task = progress.AddTask(name, maxValue: 1);
        task.IsIndeterminate = true;
        await using var command = _database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        task.IsIndeterminate = false;
        task.Value = 1;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
