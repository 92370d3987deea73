using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.KnowledgeBase.Publishing;
using PeteRental.Agents.KnowledgeBase.Reading;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Paging;

namespace PeteRental.Agents.KnowledgeBase.Documents;

/// <summary>Documents in the database. Each write marks, in its transaction, that Vapi has to hear of it.</summary>
internal sealed class DocumentStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Documents of a workspace.</summary>
    public const int MaxDocuments = 200;

    /// <summary>Characters of text of a workspace. A search looks at all of its passages, and a caller waits for it.</summary>
    public const int MaxCharacters = 8 * 1024 * 1024;

    private const int PassagesAtOnce = 200;

    private const string Columns =
        "id AS document_id, name, content_type, bytes, status, error_code, chunks, text_cut, created_at, synced_at";

    public async Task<DocumentReply?> FindAsync(WorkspaceId workspace, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DocumentReply>(new CommandDefinition(
            $"SELECT {Columns} FROM knowledge_documents WHERE workspace_id = @workspace AND id = @id",
            new { workspace = workspace.Value, id },
            cancellationToken: cancellationToken));
    }

    /// <summary>The document with this content, whatever its name.</summary>
    public async Task<DocumentReply?> FindSameAsync(WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindSameAsync(connection, null, workspace, sha256, cancellationToken);
    }

    /// <summary>Documents in the order in which they were uploaded, one more than asked for, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<DocumentReply> Documents, int Total)> ListAsync(
        WorkspaceId workspace, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             SELECT {Columns} FROM knowledge_documents
             WHERE workspace_id = @workspace AND (created_at, id) > (@at, @id)
             ORDER BY created_at, id LIMIT @rows;
             SELECT count(*)::int FROM knowledge_documents WHERE workspace_id = @workspace;
             """,
            new { workspace = workspace.Value, at = after?.At ?? DateTimeOffset.UnixEpoch, id = after?.Id ?? Guid.Empty, rows = limit + 1 },
            cancellationToken: cancellationToken));
        return ((await answers.ReadAsync<DocumentReply>()).AsList(), await answers.ReadSingleAsync<int>());
    }

    /// <summary>Keeps a document and its passages, once for each content.</summary>
    public async Task<DocumentWrite> AddAsync(Actor actor, NewDocument document, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var workspace = actor.WorkspaceId;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        if (await InsertAsync(connection, transaction, workspace, document, Guid.CreateVersion7(now), now, cancellationToken) is not { } added)
        {
            return new DocumentWrite.Done((await FindSameAsync(connection, transaction, workspace, document.Sha256, cancellationToken))!, false);
        }

        // The mark locks the workspace's knowledge base, so of those who add at once each counts the ones before. It comes last: the
        // passages of a long document take a while.
        await KnowledgeQueue.MarkAsync(connection, transaction, workspace, now, cancellationToken);
        if (!await FitsAsync(connection, transaction, workspace, cancellationToken))
        {
            return new DocumentWrite.Full();
        }

        await AuditLog.AddAsync(connection, transaction, actor, now, "document.added", added.DocumentId, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new DocumentWrite.Done(added, true);
    }

    /// <summary>Removes a document with all that is kept of it; Vapi's copy follows. False when there is none in this workspace.</summary>
    public async Task<bool> RemoveAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var removed = await connection.QuerySingleOrDefaultAsync<RemovedDocument>(new CommandDefinition(
            "DELETE FROM knowledge_documents WHERE workspace_id = @workspace AND id = @id RETURNING vapi_account, vapi_file_id",
            new { workspace = actor.WorkspaceId.Value, id },
            transaction,
            cancellationToken: cancellationToken));
        if (removed is null)
        {
            return false;
        }

        if (removed is { VapiAccount: { } account, VapiFileId: { } file })
        {
            await KnowledgeQueue.RetireFileAsync(connection, transaction, actor.WorkspaceId, account, file, now, cancellationToken);
        }

        await KnowledgeQueue.MarkAsync(connection, transaction, actor.WorkspaceId, now, cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "document.removed", id, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static Task<DocumentReply?> FindSameAsync(
        DbConnection connection, DbTransaction? transaction, WorkspaceId workspace, byte[] sha256, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<DocumentReply>(new CommandDefinition(
            $"SELECT {Columns} FROM knowledge_documents WHERE workspace_id = @workspace AND sha256 = @sha256",
            new { workspace = workspace.Value, sha256 },
            transaction,
            cancellationToken: cancellationToken));

    private static Task<bool> FitsAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition(
            """
            SELECT count(*) <= @MaxDocuments AND sum(characters) <= @MaxCharacters
            FROM knowledge_documents WHERE workspace_id = @workspace
            """,
            new { workspace = workspace.Value, MaxDocuments, MaxCharacters },
            transaction,
            cancellationToken: cancellationToken));

    // Null when this content is there already.
    private static async Task<DocumentReply?> InsertAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, NewDocument document, Guid id, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var chunks = Chunker.Cut(document.Text);
        var added = await connection.QuerySingleOrDefaultAsync<DocumentReply>(new CommandDefinition(
            $"""
             WITH document AS (
                 INSERT INTO knowledge_documents
                     (id, workspace_id, name, content_type, bytes, sha256, characters, text_cut, chunks, created_at)
                 VALUES (@id, @workspace, @Name, @ContentType, @Bytes, @Sha256, @Characters, @IsCut, @Chunks, @now)
                 ON CONFLICT (workspace_id, sha256) DO NOTHING
                 RETURNING *),
             file AS (
                 INSERT INTO knowledge_files (document_id, content) SELECT id, @Content FROM document)
             SELECT {Columns} FROM document
             """,
            new
            {
                id,
                workspace = workspace.Value,
                document.Name,
                document.ContentType,
                Bytes = document.Content.Length,
                document.Sha256,
                Characters = document.Text.Length,
                document.IsCut,
                Chunks = chunks.Count,
                now,
                document.Content,
            },
            transaction,
            cancellationToken: cancellationToken));
        if (added is not null)
        {
            await InsertAsync(connection, transaction, workspace, id, chunks, now, cancellationToken);
        }

        return added;
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, Guid document, IReadOnlyList<Chunk> chunks, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // In parts: all of a long document would be too much for the time that one statement has.
        var ordinal = 0;
        foreach (var part in chunks.Chunk(PassagesAtOnce))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO knowledge_chunks (id, workspace_id, document_id, ordinal, content)
                SELECT passage.id, @workspace, @document, @ordinal + passage.place, passage.content
                FROM unnest(@ids, @contents) WITH ORDINALITY AS passage (id, content, place)
                """,
                new
                {
                    workspace = workspace.Value,
                    document,
                    ordinal,
                    ids = part.Select(_ => Guid.CreateVersion7(now)).ToArray(),
                    contents = part.Select(chunk => chunk.Content).ToArray(),
                },
                transaction,
                cancellationToken: cancellationToken));
            ordinal += part.Length;
        }
    }

    private sealed record RemovedDocument(byte[]? VapiAccount, string? VapiFileId);
}
