using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PeteRental.Agents.KnowledgeBase.Embeddings;

/// <summary>
/// Gives passages their vectors, document by document, after the upload: nobody waits for it, and until then words find them. Rests while
/// no endpoint is configured.
/// </summary>
internal sealed partial class EmbeddingWorker(
    NpgsqlDataSource database, EmbeddingClient embeddings, IOptions<EmbeddingOptions> options, TimeProvider time, ILogger<EmbeddingWorker> logger)
    : BackgroundService
{
    private const int TextsAtOnce = 64;

    // One document may be at fault by itself; more of them, and it is the endpoint: the next round tries again.
    private const int MaxFailures = 3;

    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>There is a new document.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has been woken already and will see this document too.
        }
    }

    public override void Dispose()
    {
        _signal.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!embeddings.IsConfigured)
        {
            return;
        }

        try
        {
            while (true)
            {
                await EmbedAllAsync(stoppingToken);
                await _signal.WaitAsync(options.Value.LookEvery, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    // Replicas may do the same document at once. That costs a few requests and changes nothing.
    private async Task EmbedAllAsync(CancellationToken stoppingToken)
    {
        var failed = new List<Guid>();
        try
        {
            await using var connection = await database.OpenConnectionAsync(stoppingToken);
            while (failed.Count < MaxFailures && await NextAsync(connection, failed, stoppingToken) is { } document)
            {
                if (!await EmbedAsync(connection, document, stoppingToken))
                {
                    failed.Add(document);
                }
            }
        }
        catch (NpgsqlException exception)
        {
            LogLater(exception);
        }
    }

    private Task<Guid?> NextAsync(NpgsqlConnection connection, List<Guid> failed, CancellationToken stoppingToken) =>
        connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            """
            SELECT id FROM knowledge_documents WHERE embedded_with IS DISTINCT FROM @Model AND id <> ALL (@failed)
            ORDER BY created_at DESC LIMIT 1
            """,
            new { embeddings.Model, failed = failed.ToArray() },
            cancellationToken: stoppingToken));

    private async Task<bool> EmbedAsync(NpgsqlConnection connection, Guid document, CancellationToken stoppingToken)
    {
        var started = time.GetTimestamp();
        var passages = (await connection.QueryAsync<Passage>(new CommandDefinition(
            "SELECT id, content FROM knowledge_chunks WHERE document_id = @document ORDER BY ordinal",
            new { document },
            cancellationToken: stoppingToken))).AsList();
        foreach (var batch in passages.Chunk(TextsAtOnce))
        {
            if (await embeddings.EmbedAsync([.. batch.Select(passage => passage.Content)], stoppingToken) is not { } vectors)
            {
                return false;
            }

            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE knowledge_chunks SET embedding = @embedding WHERE id = @Id",
                batch.Select((passage, place) => new { passage.Id, embedding = vectors[place] }),
                cancellationToken: stoppingToken));
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE knowledge_documents SET embedded_with = @Model WHERE id = @document",
            new { document, embeddings.Model },
            cancellationToken: stoppingToken));
        LogEmbedded(passages.Count, time.GetElapsedTime(started).TotalMilliseconds);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "A document's {Passages} passages got their vectors in {Milliseconds:0} ms")]
    private partial void LogEmbedded(int passages, double milliseconds);

    [LoggerMessage(LogLevel.Warning, "Passages could not be given their vectors; the next round will")]
    private partial void LogLater(Exception exception);

    [LoggerMessage(LogLevel.Debug, "No more passages are given vectors: the service stops")]
    private partial void LogStopping();

    private sealed record Passage(Guid Id, string Content)
    {
        // Not for logs.
        public override string ToString() => Id.ToString();
    }
}
