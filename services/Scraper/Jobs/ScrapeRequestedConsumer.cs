using System.Text.Json;
using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Scraper.Jobs;

/// <summary>Takes a scrape into the table of jobs. One that is there already, or is over, stays as it is.</summary>
internal sealed class ScrapeRequestedConsumer(NpgsqlDataSource database, JobSignal signal) : IConsumer<ScrapeRequested>
{
    public async Task Consume(ConsumeContext<ScrapeRequested> context)
    {
        var request = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(ScrapeRequestedConsumer), context.CancellationToken))
        {
            return;
        }

        await JobStore.LockAsync(connection, transaction, request.ScrapeId, context.CancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO jobs (scrape_id, workspace_id, source_id, host, request, priority)
            SELECT @ScrapeId, @WorkspaceId, @SourceId, @host, @request::jsonb, @priority
            WHERE NOT EXISTS (SELECT 1 FROM finished_scrapes WHERE scrape_id = @ScrapeId)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                request.ScrapeId,
                request.WorkspaceId,
                request.SourceId,
                host = JobHost.Of(request.Url),
                request = JsonSerializer.Serialize(request),
                priority = request.RequestedBy == "schedule" ? 1 : 0,
            },
            transaction,
            cancellationToken: context.CancellationToken));
        await transaction.CommitAsync(context.CancellationToken);
        signal.Wake();
    }
}
