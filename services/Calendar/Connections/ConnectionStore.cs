using Dapper;
using Npgsql;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Connections;

/// <summary>A connection that was stored, or a <see cref="ConsentCode"/> that says why not.</summary>
internal readonly record struct SavedConnection(Connection? Connection, string? ErrorCode);

/// <summary>The connections of people.</summary>
internal sealed class ConnectionStore(
    NpgsqlDataSource database, TokenStore tokens, Departures departures, LinkChanges changes, Outbox outbox, TimeProvider time)
{
    /// <summary>Whoever stores a connection links its diaries right away. If they die over it, it is done after this.</summary>
    private static readonly TimeSpan ListingTakes = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Stores a grant for the person who began the consent. An account that they have connected already keeps its connection and its
    /// calendars, and gets the new tokens. A grant without a refresh token (Google gives one with the first consent only) needs a stored one.
    /// </summary>
    public async Task<SavedConnection> SaveAsync(PendingConsent consent, Grant grant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LinkChanges.LockAsync(connection, transaction, consent.WorkspaceId, cancellationToken);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM erased_people WHERE workspace_id = @WorkspaceId AND user_id = @UserId)",
            consent, transaction, cancellationToken: cancellationToken)))
        {
            return new SavedConnection(null, ConsentCode.MemberGone);
        }

        if ((grant.RefreshToken ?? await FindRefreshTokenAsync(connection, transaction, consent, grant, cancellationToken)) is not { } refreshToken)
        {
            return new SavedConnection(null, ConsentCode.Needed);
        }

        var saved = await connection.QuerySingleAsync<ConnectionRow>(new CommandDefinition(
            $"""
            INSERT INTO connections (id, workspace_id, user_id, provider, account_id, account_email, scopes, status, sealed_tokens,
                access_expires_at, diaries_due_at, created_at, updated_at)
            VALUES (@id, @WorkspaceId, @UserId, @Provider, @AccountId, @AccountEmail, @Scopes, 'connected', @sealedTokens, @expiresAt, @dueAt, @now, @now)
            ON CONFLICT (workspace_id, user_id, provider, account_id) DO UPDATE SET account_email = excluded.account_email,
                scopes = excluded.scopes, status = 'connected', sealed_tokens = excluded.sealed_tokens,
                access_expires_at = excluded.access_expires_at, token_version = connections.token_version + 1, refresh_lease_until = NULL,
                diaries_due_at = excluded.diaries_due_at, diaries_attempts = 0, diaries_error = NULL, updated_at = excluded.updated_at
            RETURNING {ConnectionRow.Columns}
            """,
            new
            {
                id = Guid.CreateVersion7(now),
                consent.WorkspaceId,
                consent.UserId,
                consent.Provider,
                grant.AccountId,
                grant.AccountEmail,
                grant.Scopes,
                sealedTokens = tokens.Seal(new ConnectionTokens(grant.AccessToken, refreshToken), consent.WorkspaceId, consent.UserId, consent.Provider),
                expiresAt = now + grant.ExpiresIn.ToTimeSpan(),
                dueAt = now + ListingTakes,
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
        await EventWriteQueue.ResumeAsync(connection, transaction, saved.Id, cancellationToken);
        await outbox.AddAsync(
            connection, transaction,
            new CalendarConnected(saved.WorkspaceId, now, saved.UserId, saved.Id, saved.Provider, saved.AccountEmail), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new SavedConnection(saved.ToConnection(), null);
    }

    /// <summary>A connection by its id.</summary>
    public async Task<Connection?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<ConnectionRow>(new CommandDefinition(
            $"SELECT {ConnectionRow.Columns} FROM connections WHERE id = @id", new { id }, cancellationToken: cancellationToken)))?.ToConnection();
    }

    /// <summary>A person's connections, oldest first.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(WorkspaceId workspace, UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return
        [
            .. (await connection.QueryAsync<ConnectionRow>(new CommandDefinition(
                $"SELECT {ConnectionRow.Columns} FROM connections WHERE workspace_id = @workspace AND user_id = @user ORDER BY created_at, id",
                new { workspace = workspace.Value, user = user.Value },
                cancellationToken: cancellationToken))).Select(row => row.ToConnection()),
        ];
    }

    /// <summary>
    /// Ends connections of a workspace: their tokens are gone from here with the transaction, their calendars are our own again, and what
    /// is left to tell the provider is noted.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="user">Whose; null for anybody's.</param>
    /// <param name="provider">Which; null for any.</param>
    /// <param name="connectionId">Which one; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is left to tell the providers.</returns>
    public async Task<IReadOnlyList<Guid>> EndAsync(
        WorkspaceId workspace, UserId? user, string? provider, Guid? connectionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LinkChanges.LockAsync(connection, transaction, workspace.Value, cancellationToken);
        var ended = await EndAsync(connection, transaction, workspace.Value, user?.Value, provider, connectionId, isErased: false, cancellationToken);
        var touched = ended.Count > 0 ? await changes.BumpAsync(connection, transaction, workspace.Value, cancellationToken) : [];
        await transaction.CommitAsync(cancellationToken);
        changes.Announce(workspace, touched);
        return ended;
    }

    /// <summary>The same within a transaction that holds the workspace's lock.</summary>
    internal async Task<IReadOnlyList<Guid>> EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid workspace, Guid? user, string? provider, Guid? connectionId, bool isErased,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ending = (await connection.QueryAsync<ConnectionRow>(new CommandDefinition(
            $"""
            SELECT {ConnectionRow.Columns} FROM connections
            WHERE workspace_id = @workspace AND (@user::uuid IS NULL OR user_id = @user) AND (@provider::text IS NULL OR provider = @provider)
                AND (@connectionId::uuid IS NULL OR id = @connectionId)
            ORDER BY id FOR UPDATE
            """,
            new { workspace, user, provider, connectionId }, transaction, cancellationToken: cancellationToken))).ToList();
        var left = new List<Guid>(ending.Count);
        foreach (var one in ending)
        {
            left.Add(await departures.NoteAsync(connection, transaction, one.Id, cancellationToken));
            await changes.UnlinkAsync(connection, transaction, one.Id, keep: [], cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM connections WHERE id = @Id", new { one.Id }, transaction, cancellationToken: cancellationToken));
            await outbox.AddAsync(
                connection, transaction,
                new CalendarDisconnected(workspace, now, one.UserId, one.Id, one.Provider, isErased ? "" : one.AccountEmail), cancellationToken);
        }

        return left;
    }

    private async Task<string?> FindRefreshTokenAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, PendingConsent consent, Grant grant, CancellationToken cancellationToken)
    {
        // The connection may be there but unusable; a refresh token that was taken back would only come to light later.
        var id = await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            """
            SELECT id FROM connections
            WHERE workspace_id = @WorkspaceId AND user_id = @UserId AND provider = @Provider AND account_id = @AccountId AND status = 'connected'
            """,
            new { consent.WorkspaceId, consent.UserId, consent.Provider, grant.AccountId }, transaction, cancellationToken: cancellationToken));
        return id is { } stored ? (await tokens.FindAsync(stored, cancellationToken))?.Tokens?.RefreshToken : null;
    }

    private sealed record ConnectionRow(
        Guid Id, Guid WorkspaceId, Guid UserId, string Provider, string AccountId, string AccountEmail, string Status, DateTimeOffset AccessExpiresAt)
    {
        public const string Columns = "id, workspace_id, user_id, provider, account_id, account_email, status, access_expires_at";

        public Connection ToConnection() => new(
            Id, new WorkspaceId(WorkspaceId), new UserId(UserId), Provider, AccountId, AccountEmail, Status, AccessExpiresAt);
    }
}
