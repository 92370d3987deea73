using System.Diagnostics;
using System.Text.Json;
using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>
/// Publishes what waits in the outbox, at least once and in the order it was written. Rows are locked while they are published
/// (replicas skip each other's) and deleted after the broker has confirmed them: a crash in between publishes again under the same
/// message id, which consumers recognise by their inbox.
/// </summary>
internal sealed partial class OutboxRelay(
    NpgsqlDataSource database, Outbox outbox, IBus bus, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // The first event of a quiet moment leaves at once. Those that follow on its heels leave together: a transaction for each
    // would take the disk from the very writes that cause them.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Type> EventTypes = typeof(IWorkspaceEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsClass && type.IsAssignableTo(typeof(IWorkspaceEvent)))
        .ToDictionary(type => type.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isAway = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var relayed = await RelayBatchAsync(stoppingToken);
                isAway = false;
                if (relayed == 0)
                {
                    await outbox.WaitAsync(LookEvery, stoppingToken);
                }
                else if (relayed < BatchSize)
                {
                    await Task.Delay(Gathering, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Database or broker away. Rows stay where they are; say so once, and keep trying.
                if (!isAway)
                {
                    LogAway(exception);
                    isAway = true;
                }

                await outbox.WaitAsync(LookEvery, stoppingToken);
            }
        }
    }

    // That a row was published need not survive a crash of the server: it is published again then, and consumers know its id.
    private async Task<int> RelayBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<OutboxRow>(new CommandDefinition(
            """
            SET LOCAL synchronous_commit TO off;
            SELECT id, type, payload::text AS payload, traceparent FROM outbox
            WHERE next_attempt_at <= now() ORDER BY id LIMIT @BatchSize FOR UPDATE SKIP LOCKED
            """,
            new { BatchSize },
            transaction,
            cancellationToken: cancellationToken))).AsList();
        if (rows.Count == 0)
        {
            return 0;
        }

        var failures = await PublishAsync(rows, cancellationToken);
        await SettleAsync(connection, transaction, [.. rows.Select(row => row.Id).Except(failures)], failures, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    /// <summary>Publishes all rows and waits for the broker's confirmations; answers with the ids of rows that can never be published as they are.</summary>
    private async Task<Guid[]> PublishAsync(List<OutboxRow> rows, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(PublishTimeout);
        var unreadable = new List<Guid>();
        var publishing = new List<Task>(rows.Count);
        foreach (var row in rows)
        {
            if (Read(row) is { } fact)
            {
                publishing.Add(PublishAsync(row, fact, timeout.Token));
            }
            else
            {
                unreadable.Add(row.Id);
            }
        }

        await Task.WhenAll(publishing);
        return [.. unreadable];
    }

    private async Task PublishAsync(OutboxRow row, object fact, CancellationToken cancellationToken)
    {
        using var activity = PeteTelemetry.Source.StartActivity("outbox publish", ActivityKind.Producer, row.Traceparent);
        await bus.Publish(fact, fact.GetType(), context => context.MessageId = row.Id, cancellationToken);
    }

    private object? Read(OutboxRow row)
    {
        try
        {
            if (EventTypes.TryGetValue(row.Type, out var type) && JsonSerializer.Deserialize(row.Payload, type) is { } fact)
            {
                return fact;
            }

            LogUnreadable(null, row.Id, row.Type);
        }
        catch (JsonException exception)
        {
            LogUnreadable(exception, row.Id, row.Type);
        }

        return null;
    }

    // A row of an unknown shape (written by a newer version during a roll-out, say) is kept and tried again ever more seldom.
    private static async Task SettleAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] published, Guid[] failures, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM outbox WHERE id = ANY(@published)", new { published }, transaction, cancellationToken: cancellationToken));
        if (failures.Length > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE outbox SET attempts = attempts + 1,
                    next_attempt_at = now() + least(interval '10 minutes', interval '1 second' * power(2, least(attempts, 10)))
                WHERE id = ANY(@failures)
                """,
                new { failures },
                transaction,
                cancellationToken: cancellationToken));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events wait in the outbox: the broker or the database cannot be reached")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(LogLevel.Error, "Outbox row {Id} of type {Type} cannot be read and stays in the outbox")]
    private partial void LogUnreadable(Exception? exception, Guid id, string type);
}
