using Dapper;
using Npgsql;

namespace PeteRental.Agents.Sync;

/// <summary>
/// One writer for each Vapi account, on all replicas. The time is the database's, which they share. A holder renews its lease while it
/// works; one that dies is out after <see cref="Duration"/>, and one that lost it without dying stops its work.
/// </summary>
internal sealed partial class SyncLeases(NpgsqlDataSource database, TimeProvider time, ILogger<SyncLeases> logger)
{
    /// <summary>What is done under a lease must end within this time.</summary>
    public static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(50);

    /// <summary>How long a holder that died keeps others out.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lease of an account. Dispose it to let the next one in.</summary>
    public async Task<SyncLease> TakeAsync(byte[] account, CancellationToken cancellationToken)
    {
        var holder = Guid.CreateVersion7();
        while (!await TryTakeAsync(account, holder, cancellationToken))
        {
            await Task.Delay(AskAgainAfter, time, cancellationToken);
        }

        return new SyncLease(token => KeepAsync(account, holder, token), () => ReleaseAsync(account, holder));
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

    // Ends when the lease is lost.
    private async Task KeepAsync(byte[] account, Guid holder, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        var renewed = time.GetTimestamp();
        while (time.GetElapsedTime(renewed) < Duration - RenewEvery)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancellationToken);
                var isOurs = await connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE vapi_leases SET until = clock_timestamp() + @Duration WHERE account = @account AND holder = @holder",
                    new { account, holder, Duration },
                    cancellationToken: cancellationToken)) == 1;
                if (!isOurs)
                {
                    return;
                }

                renewed = time.GetTimestamp();
            }
            catch (NpgsqlException exception)
            {
                LogNotRenewed(exception);
            }
        }
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

    [LoggerMessage(LogLevel.Warning, "The lease of a Vapi account could not be renewed; the next attempt may")]
    private partial void LogNotRenewed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The lease of a Vapi account could not be given back; it ends by itself")]
    private partial void LogKept(Exception exception);
}

/// <summary>The right to write to an account.</summary>
internal sealed class SyncLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _done = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _keeping;
    private readonly Func<ValueTask> _release;

    public SyncLease(Func<CancellationToken, Task> keep, Func<ValueTask> release)
    {
        _release = release;
        _keeping = KeepAsync(keep);
    }

    /// <summary>Cancelled when somebody else may write.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _keeping;
        await _release();
        _done.Dispose();
        _lost.Dispose();
    }

    private async Task KeepAsync(Func<CancellationToken, Task> keep)
    {
        try
        {
            await keep(_done.Token);
            await _lost.CancelAsync();
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
            // The work is done: nothing is lost.
        }
    }
}
