using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Brings to Vapi what is due, on all replicas, and what has to move because a workspace has another account now.</summary>
internal sealed partial class KnowledgeWorker(
    NpgsqlDataSource database, KnowledgePublisher publisher, IOptions<VapiOptions> options, TimeProvider time, ILogger<KnowledgeWorker> logger)
    : BackgroundService
{
    private const int AtOnce = 4;

    // Whoever dies in the middle is followed by another after this time.
    private static readonly TimeSpan Claim = SyncLeases.WorkLimit + TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CompareAccountsEvery = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _signal = new(0, 1);
    private DateTimeOffset _compareAt = DateTimeOffset.MinValue;

    /// <summary>Something is due now. Without it, it is found within <see cref="VapiOptions.LookEvery"/>.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been woken already and will see this change too.
        }
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (!await WorkAsync(stoppingToken))
                {
                    await _signal.WaitAsync(options.Value.LookEvery, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private async Task<bool> WorkAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CompareAccountsAsync(stoppingToken);
            var due = await ClaimAsync(stoppingToken);
            await Task.WhenAll(due.Select(workspace => PassAsync(workspace, stoppingToken)));
            return due.Count == AtOnce;
        }
        catch (NpgsqlException exception)
        {
            LogLater(exception);
            return false;
        }
    }

    private async Task PassAsync(WorkspaceId workspace, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(SyncLeases.WorkLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await publisher.PassAsync(workspace, looks: false, either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // There is more to do than fits into one pass, or Vapi hangs: the claim runs out, and the next pass goes on.
            LogUnfinished(workspace);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            // A mistake of ours that one workspace has brought out must not keep the others from Vapi. The claim runs out here, too.
            LogBroken(exception, workspace);
        }
    }

    private async Task<IReadOnlyList<WorkspaceId>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var claimed = await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            UPDATE knowledge_bases SET due_at = @until
            WHERE workspace_id IN (
                SELECT workspace_id FROM knowledge_bases WHERE due_at <= @now ORDER BY due_at LIMIT @AtOnce FOR UPDATE SKIP LOCKED)
            RETURNING workspace_id
            """,
            new { now, until = now + Claim, AtOnce },
            cancellationToken: cancellationToken));
        return [.. claimed.Select(workspace => new WorkspaceId(workspace))];
    }

    // By comparing, whoever changes an account needs to know nothing of documents.
    private async Task CompareAccountsAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _compareAt)
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE knowledge_bases base SET due_at = @now, attempts = 0
            FROM vapi_accounts
            WHERE vapi_accounts.workspace_id = base.workspace_id AND base.account IS DISTINCT FROM vapi_accounts.fingerprint
            """,
            new { now },
            cancellationToken: cancellationToken));
        _compareAt = now + CompareAccountsEvery;
    }

    [LoggerMessage(LogLevel.Information, "The documents of workspace {Workspace} are not all at Vapi yet; the next pass goes on")]
    private partial void LogUnfinished(WorkspaceId workspace);

    [LoggerMessage(LogLevel.Error, "The documents of workspace {Workspace} could not be brought to Vapi")]
    private partial void LogBroken(Exception exception, WorkspaceId workspace);

    [LoggerMessage(LogLevel.Warning, "Documents could not be brought to Vapi; the next round will")]
    private partial void LogLater(Exception exception);

    [LoggerMessage(LogLevel.Debug, "No more documents are brought to Vapi: the service stops")]
    private partial void LogStopping();
}
