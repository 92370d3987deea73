using Dapper;
using Npgsql;

namespace PeteRental.Agents.Sync;

/// <summary>
/// One writer for each Vapi account, on all replicas. The time is the database's, which they share. A holder that dies is out after a
/// minute; one that lives has ended its work by then (<see cref="WorkLimit"/>).
/// </summary>
internal sealed partial class SyncLeases(NpgsqlDataSource database, TimeProvider time, ILogger<SyncLeases> logger)
{
    /// <summary>What is done under a lease must end within this time.</summary>
    public static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(50);

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lease of an account. Dispose it to let the next one in.</summary>
    public async Task<IAsyncDisposable> TakeAsync(byte[] account, CancellationToken cancellationToken)
    {
        var holder = Guid.CreateVersion7();
        while (!await TryTakeAsync(account, holder, cancellationToken))
        {
            await Task.Delay(AskAgainAfter, time, cancellationToken);
        }

        return new Lease(this, account, holder);
    }

    private async Task<bool> TryTakeAsync(byte[] account, Guid holder, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO vapi_leases (account, holder, until) VALUES (@account, @holder, clock_timestamp() + @Duration)
            ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE vapi_leases.until < clock_timestamp()
            """,
            new { account, holder, Duration },
            cancellationToken: cancellationToken)) == 1;
    }

    private async ValueTask ReleaseAsync(byte[] account, Guid holder)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            await connection.ExecuteAsync("DELETE FROM vapi_leases WHERE account = @account AND holder = @holder", new { account, holder });
        }
        catch (NpgsqlException exception)
        {
            LogKept(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease of a Vapi account could not be given back; it ends by itself within a minute")]
    private partial void LogKept(Exception exception);

    private sealed class Lease(SyncLeases leases, byte[] account, Guid holder) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => leases.ReleaseAsync(account, holder);
    }
}
