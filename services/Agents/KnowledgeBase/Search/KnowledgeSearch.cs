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
    private const int MaxCandidates = 100;

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
        var (byWords, total) = await ByWordsAsync(workspace, new Question(question), cancellationToken);
        var ranked = await near is { Count: > 0 } byMeaning ? RankFusion.Fuse(byWords, byMeaning) : byWords;
        var best = ranked.Take(limit).ToList();
        return new SearchReply(best.Count == 0 ? [] : await ReadAsync(workspace, best, cancellationToken), Math.Max(total, ranked.Count));
    }

    // A word that few passages have says more than one that most have: a passage is as similar as the weight of the words that it has, 1
    // with all of them. Every passage with a word is looked at in the index only. The best of them are then read: a word in another form
    // (of English or Spanish), or as the beginning of another word, counts for less than the word as it was asked for, whose stems of
    // both languages are there.
    private async Task<(IReadOnlyList<Ranked> Best, int Total)> ByWordsAsync(WorkspaceId workspace, Question question, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = (await connection.QueryAsync<Found>(new CommandDefinition(
            """
            WITH asked AS MATERIALIZED (
                SELECT number,
                       to_tsquery('knowledge_english', word) || to_tsquery('knowledge_spanish', word) AS any_form,
                       to_tsquery('knowledge_english', word) && to_tsquery('knowledge_spanish', word) AS own_form,
                       to_tsquery('knowledge_english', beginning) || to_tsquery('knowledge_spanish', beginning) AS beginning
                FROM unnest(@Words, @Beginnings) WITH ORDINALITY AS given (word, beginning, number)
            ), hits AS MATERIALIZED (
                SELECT asked.number, found.id
                FROM asked CROSS JOIN LATERAL (
                    SELECT id FROM knowledge_chunks WHERE workspace_id = @workspace AND words @@ asked.beginning) AS found
                WHERE numnode(asked.beginning) > 0
            ), frequencies AS MATERIALIZED (
                SELECT number, count(*) AS passages FROM hits GROUP BY number
            ), weights AS MATERIALIZED (
                SELECT number, any_form, own_form, beginning, ln(1 + (
                    SELECT greatest(1, sum(chunks)) FROM knowledge_documents WHERE workspace_id = @workspace)::float8 / coalesce(passages, 1)) AS weight
                FROM asked LEFT JOIN frequencies USING (number)
                WHERE numnode(beginning) > 0
            ), candidates AS MATERIALIZED (
                SELECT hits.id, count(*) OVER ()::int AS total
                FROM hits JOIN weights USING (number)
                GROUP BY hits.id ORDER BY sum(weight) DESC, hits.id LIMIT @MaxCandidates
            )
            SELECT c.id AS chunk_id, candidates.total,
                   sum(weight * (CASE WHEN c.words @@ any_form THEN 0.6 ELSE 0 END + CASE WHEN c.words @@ own_form THEN 0.15 ELSE 0 END
                       + CASE WHEN c.words @@ beginning THEN 0.25 ELSE 0 END)) / sum(weight) AS similarity
            FROM candidates JOIN knowledge_chunks c ON c.id = candidates.id CROSS JOIN weights
            GROUP BY c.id, candidates.total
            ORDER BY similarity DESC, c.document_id, c.ordinal
            """,
            new { workspace = workspace.Value, question.Words, question.Beginnings, MaxCandidates },
            cancellationToken: cancellationToken))).AsList();
        return ([.. found.Select(passage => new Ranked(passage.ChunkId, Math.Clamp(passage.Similarity, 0, 1)))], found is [var any, ..] ? any.Total : 0);
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

    private sealed record Found(Guid ChunkId, int Total, double Similarity);
}
