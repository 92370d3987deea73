using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Scraper.Jobs;

/// <summary>
/// Ends a scrape that nobody wants any more: at once when nobody has begun it, or even before it is asked for (events overtake each other);
/// else by whoever has it, who hears of it at once in this process and at the next renewal of the lease in another one.
/// </summary>
internal sealed class ScrapeCancelledConsumer(NpgsqlDataSource database, Outbox outbox, RunningJobs running, TimeProvider time) : IConsumer<ScrapeCancelled>
{
    public async Task Consume(ConsumeContext<ScrapeCancelled> context)
    {
        var scrape = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(ScrapeCancelledConsumer), context.CancellationToken))
        {
            return;
        }

        await JobStore.LockAsync(connection, transaction, scrape.ScrapeId, context.CancellationToken);
        if (!await MarkRunningAsync(connection, transaction, scrape.ScrapeId, context.CancellationToken))
        {
            await EndWaitingAsync(connection, transaction, scrape, context.CancellationToken);
        }

        await transaction.CommitAsync(context.CancellationToken);
        running.Cancel(scrape.ScrapeId);
        outbox.Wake();
    }

    private static async Task<bool> MarkRunningAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid scrapeId, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE jobs SET cancelled = true WHERE scrape_id = @scrapeId AND lease_owner IS NOT NULL",
            new { scrapeId },
            transaction,
            cancellationToken: cancellationToken)) == 1;

    private async Task EndWaitingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ScrapeCancelled scrape, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM jobs WHERE scrape_id = @ScrapeId", new { scrape.ScrapeId }, transaction, cancellationToken: cancellationToken));
        if (await JobStore.NoteEndAsync(connection, transaction, scrape.ScrapeId, cancellationToken))
        {
            await outbox.AddAsync(
                connection,
                transaction,
                new ScrapeFailed(scrape.WorkspaceId, time.GetUtcNow(), scrape.ScrapeId, scrape.SourceId, "cancelled", 0, 0, []),
                cancellationToken);
        }
    }
}
