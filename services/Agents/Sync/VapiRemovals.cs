using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.Sync;

/// <summary>
/// What is gone here and has to go at Vapi: noted in the transaction that removes it here, done later, as often as it takes. What lies
/// in an account that the workspace has left is out of reach and forgotten.
/// </summary>
internal sealed class VapiRemovals(NpgsqlDataSource database, VapiAccounts accounts, VapiClient vapi, TimeProvider time)
{
    private const int BatchSize = 20;
    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(2);

    public static Task AddAsync(
        DbConnection connection, DbTransaction transaction, Guid workspace, byte[] account, string resource, string vapiId, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO vapi_removals (id, workspace_id, account, resource, vapi_id, due_at)
            VALUES (@Id, @workspace, @account, @resource, @vapiId, @now)
            """,
            new { Id = Guid.CreateVersion7(now), workspace, account, resource, vapiId, now },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Removes what is due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var removal in await TakeAsync(cancellationToken))
        {
            var account = await accounts.FindAsync(new WorkspaceId(removal.WorkspaceId), cancellationToken);
            var isReachable = account is not null && account.Fingerprint.AsSpan().SequenceEqual(removal.Account);
            var error = isReachable ? await vapi.DeleteAsync(account!, removal.Resource, removal.VapiId, cancellationToken) : null;
            if (error is null)
            {
                await ForgetAsync(removal.Id, cancellationToken);
            }
        }
    }

    private async Task<IEnumerable<Removal>> TakeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync<Removal>(new CommandDefinition(
            """
            UPDATE vapi_removals SET due_at = @now + @TakenFor * (1 + attempts), attempts = least(attempts + 1, 30)
            WHERE id IN (SELECT id FROM vapi_removals WHERE due_at <= @now ORDER BY due_at LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
            RETURNING id, workspace_id, account, resource, vapi_id
            """,
            new { now, TakenFor, BatchSize },
            cancellationToken: cancellationToken));
    }

    private async Task ForgetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM vapi_removals WHERE id = @id", new { id }, cancellationToken: cancellationToken));
    }

    private sealed record Removal(Guid Id, Guid WorkspaceId, byte[] Account, string Resource, string VapiId);
}
