using Dapper;
using Npgsql;
using PeteRental.Agents.KnowledgeBase.Embeddings;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>Finds passages of a workspace's documents: by words always, by meaning where an embedding endpoint is configured and answers in time.</summary>
internal sealed partial class KnowledgeSearch(NpgsqlDataSource database, EmbeddingClient embeddings, TimeProvider time, ILogger<KnowledgeSearch> logger)
{
    // Below it two texts have nothing to do with each other.
    private const double NearEnough = 0.25;

    private const int MaxNear = 50;

    /// <summary>Passages, best first.</summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="question">As it was asked.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="patience">How long the embedding endpoint is waited for; after that words alone decide.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SearchReply> FindAsync(
        WorkspaceId workspace, string question, int limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        var near = NearAsync(workspace, question, patience, cancellationToken);
        var found = await ByWordsAsync(workspace, new Question(question), cancellationToken);
        var ranked = await near is { Count: > 0 } byMeaning ? RankFusion.Fuse(found, byMeaning) : found;
        var best = ranked.Take(limit).ToList();
        return new SearchReply(best.Count == 0 ? [] : await ReadAsync(workspace, best, cancellationToken), ranked.Count);
    }

    // A word that few passages have says more than one that most have. A passage that has all words of the question is similar to 1.
    private async Task<IReadOnlyList<Ranked>> ByWordsAsync(WorkspaceId workspace, Question question, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Ranked>(new CommandDefinition(
            """
            WITH terms AS MATERIALIZED (
                SELECT number, share,
                       CASE WHEN own_form THEN to_tsquery('knowledge_english', term) && to_tsquery('knowledge_spanish', term)
                            ELSE to_tsquery('knowledge_english', term) || to_tsquery('knowledge_spanish', term) END AS query
                FROM unnest(@Terms, @Shares, @OwnForms) WITH ORDINALITY AS given (term, share, own_form, number)
            ), hits AS MATERIALIZED (
                SELECT terms.number, found.id
                FROM terms CROSS JOIN LATERAL (
                    SELECT id FROM knowledge_chunks WHERE workspace_id = @workspace AND words @@ terms.query) AS found
                WHERE numnode(terms.query) > 0
            ), weights AS MATERIALIZED (
                SELECT terms.number, terms.share * ln(1 + (
                    SELECT greatest(1, sum(chunks)) FROM knowledge_documents WHERE workspace_id = @workspace)::float8 / greatest(1, count(hits.id))) AS weight
                FROM terms LEFT JOIN hits USING (number)
                WHERE numnode(terms.query) > 0
                GROUP BY terms.number, terms.share
            )
            SELECT hits.id AS chunk_id, least(1, sum(weight) / (SELECT sum(weight) FROM weights)) AS similarity
            FROM hits JOIN weights USING (number)
            GROUP BY hits.id
            ORDER BY similarity DESC, hits.id
            """,
            new { workspace = workspace.Value, question.Terms, question.Shares, question.OwnForms },
            cancellationToken: cancellationToken))).AsList();
    }

    private async Task<IReadOnlyList<Ranked>> NearAsync(
        WorkspaceId workspace, string question, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!embeddings.IsConfigured)
        {
            return [];
        }

        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await embeddings.EmbedAsync([question], either.Token) is [var vector] ? await NearestAsync(workspace, vector, either.Token) : [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogSlow();
            return [];
        }
    }

    private async Task<IReadOnlyList<Ranked>> NearestAsync(WorkspaceId workspace, float[] vector, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
            """
            SELECT c.id, c.embedding FROM knowledge_documents d JOIN knowledge_chunks c ON c.document_id = d.id
            WHERE d.workspace_id = @workspace AND d.embedded_with = @Model AND c.embedding IS NOT NULL
            """,
            new { workspace = workspace.Value, embeddings.Model },
            cancellationToken: cancellationToken));
        var near = new List<Ranked>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // Both have length 1, so this is the cosine of their angle.
            var passage = await reader.GetFieldValueAsync<float[]>(1, cancellationToken);
            if (passage.Length == vector.Length && Vectors.Dot(passage, vector) is var cosine && cosine >= NearEnough)
            {
                near.Add(new Ranked(reader.GetGuid(0), Math.Min(1, cosine)));
            }
        }

        return [.. near.OrderByDescending(passage => passage.Similarity).ThenBy(passage => passage.ChunkId).Take(MaxNear)];
    }

    private async Task<IReadOnlyList<SearchResult>> ReadAsync(WorkspaceId workspace, IReadOnlyList<Ranked> best, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<SearchResult>(new CommandDefinition(
            """
            SELECT d.id AS document_id, d.name AS document_name, c.id AS chunk_id, c.content, best.similarity
            FROM unnest(@ids, @similarities) WITH ORDINALITY AS best (id, similarity, place)
            JOIN knowledge_chunks c ON c.id = best.id AND c.workspace_id = @workspace
            JOIN knowledge_documents d ON d.id = c.document_id
            ORDER BY best.place
            """,
            new
            {
                workspace = workspace.Value,
                ids = best.Select(passage => passage.ChunkId).ToArray(),
                similarities = best.Select(passage => Math.Round(passage.Similarity, 4)).ToArray(),
            },
            cancellationToken: cancellationToken))).AsList();
    }

    [LoggerMessage(LogLevel.Warning, "The embedding endpoint was too slow for a search; words alone decided")]
    private partial void LogSlow();
}
