using Dapper;
using NodaTime;
using Npgsql;
using PeteRental.Calendar.Providers;
using PeteRental.Contracts;

namespace PeteRental.Calendar.Sync;

/// <summary>A channel as it is stored.</summary>
/// <param name="Id">Ours.</param>
/// <param name="CalendarId">Whose diary it tells of.</param>
/// <param name="SubscriptionId">See <see cref="OpenChannel"/>.</param>
/// <param name="ResourceId">See <see cref="OpenChannel"/>.</param>
/// <param name="SecretHash">SHA-256 of what comes back with each notification.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ExpiresAt">Its end; of one that could not be opened, when the next attempt may be made.</param>
internal sealed record StoredChannel(
    Guid Id, Guid CalendarId, string? SubscriptionId, string? ResourceId, byte[] SecretHash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>False while the provider has not answered.</summary>
    public bool IsOpen => SubscriptionId is not null || ResourceId is not null;

    /// <summary>From its beginning to its end.</summary>
    public TimeSpan Length => ExpiresAt - CreatedAt;

    /// <summary>As the provider knows it.</summary>
    public OpenChannel Channel => new(SubscriptionId, ResourceId, Instant.FromDateTimeOffset(ExpiresAt));
}

/// <summary>Channels in the database.</summary>
internal sealed class ChannelStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Columns = "id, calendar_id, subscription_id, resource_id, secret_hash, created_at, expires_at";

    /// <summary>The channels of a calendar's diary, the one that lasts longest first.</summary>
    public async Task<IReadOnlyList<StoredChannel>> ListAsync(CalendarId calendar, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<StoredChannel>(new CommandDefinition(
            $"SELECT {Columns} FROM push_channels WHERE calendar_id = @calendar ORDER BY expires_at DESC, id",
            new { calendar = calendar.Value },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Channels by Graph's ids; unknown ones are left out.</summary>
    public async Task<IReadOnlyDictionary<string, StoredChannel>> FindAsync(IReadOnlyCollection<string> subscriptions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<StoredChannel>(new CommandDefinition(
            $"SELECT {Columns} FROM push_channels WHERE provider = 'microsoft' AND subscription_id = ANY(@ids)",
            new { ids = subscriptions.ToArray() },
            cancellationToken: cancellationToken))).ToDictionary(channel => channel.SubscriptionId!, StringComparer.Ordinal);
    }

    /// <summary>A channel of Google's by our own id.</summary>
    public async Task<StoredChannel?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<StoredChannel>(new CommandDefinition(
            $"SELECT {Columns} FROM push_channels WHERE provider = 'google' AND id = @id", new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Notes that a channel is about to be opened. False while another one is in the making, or when the calendar has no mirror any more.</summary>
    public async Task<bool> TryBeginAsync(
        Guid id, ReadDiary diary, byte[] secretHash, TimeSpan patience, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO push_channels AS other (id, calendar_id, provider, secret_hash, expires_at, created_at)
            SELECT @id, calendar_id, @Provider, @secretHash, @now + @patience, @now FROM diary_mirrors
            WHERE calendar_id = @calendar AND connection_id = @ConnectionId AND diary_id = @diary
            ON CONFLICT (calendar_id) WHERE subscription_id IS NULL AND resource_id IS NULL DO UPDATE SET
                id = excluded.id, provider = excluded.provider, secret_hash = excluded.secret_hash, expires_at = excluded.expires_at,
                created_at = excluded.created_at
            WHERE other.expires_at <= @now
            """,
            new
            {
                id,
                diary.Link.Provider,
                secretHash,
                now,
                patience,
                calendar = diary.Link.CalendarId.Value,
                diary.Link.ConnectionId,
                diary = diary.Link.Address.DiaryId,
            },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>
    /// Notes that a channel is open, and has the diary read once more: what has changed since it was read was told to nobody, or under a
    /// name that was not known yet. False when the channel has gone meanwhile: nobody wants it any more.
    /// </summary>
    public async Task<bool> NoteOpenAsync(Guid id, OpenChannel channel, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH opened AS (
                UPDATE push_channels SET subscription_id = @SubscriptionId, resource_id = @ResourceId, expires_at = @expiresAt WHERE id = @id
                RETURNING calendar_id)
            UPDATE diary_mirrors AS mirror SET requests = requests + 1, next_sync_at = least(next_sync_at, @now) FROM opened
            WHERE mirror.calendar_id = opened.calendar_id
            """,
            new { id, channel.SubscriptionId, channel.ResourceId, expiresAt = channel.ExpiresAt.ToDateTimeOffset(), now = time.GetUtcNow() },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Notes that a channel lasts longer. False when it has gone meanwhile.</summary>
    public async Task<bool> NoteRenewedAsync(Guid id, OpenChannel channel, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE push_channels SET subscription_id = @SubscriptionId, resource_id = @ResourceId, expires_at = @expiresAt WHERE id = @id",
            new { id, channel.SubscriptionId, channel.ResourceId, expiresAt = channel.ExpiresAt.ToDateTimeOffset() },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>
    /// Has a diary whose channel could not be opened, or is not open yet, be read when the next attempt may be made: its channel is looked
    /// after whenever it was read.
    /// </summary>
    public async Task ReadForNextAttemptAsync(CalendarId calendar, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE diary_mirrors AS mirror SET next_sync_at = channel.expires_at FROM push_channels AS channel
            WHERE mirror.calendar_id = @calendar AND channel.calendar_id = @calendar AND channel.subscription_id IS NULL AND channel.resource_id IS NULL
              AND mirror.next_sync_at > channel.expires_at
            """,
            new { calendar = calendar.Value },
            cancellationToken: cancellationToken));
    }

    /// <summary>Has a channel end sooner: one that could not be opened is not tried again until then, an open one is renewed at the next read.</summary>
    public async Task ShortenAsync(Guid id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE push_channels SET expires_at = @until WHERE id = @id", new { id, until }, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets a channel.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM push_channels WHERE id = @id", new { id }, cancellationToken: cancellationToken));
    }
}
