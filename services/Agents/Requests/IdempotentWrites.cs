using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using PeteRental.Contracts;

namespace PeteRental.Agents.Requests;

/// <summary>What became of an <c>Idempotency-Key</c>.</summary>
internal abstract record KeyClaim
{
    /// <summary>Not seen before: do the work, then keep its reply.</summary>
    public sealed record New : KeyClaim;

    /// <summary>The work was done before: this was its reply.</summary>
    public sealed record Replay(string Reply) : KeyClaim;

    /// <summary>The key was used for something else.</summary>
    public sealed record Reused : KeyClaim;
}

/// <summary>
/// Writes that may be sent again: the key's row and the work commit together. A second request with the same key waits at the
/// unique key for the first, and then finds its reply.
/// </summary>
internal static class IdempotentWrites
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How long a reply is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    private const int MaxKeyLength = 255;

    /// <summary>Whether a key can be kept: visible ASCII, so that it is the same to everybody who compares it.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= MaxKeyLength && key.All(character => character is > ' ' and <= '~');

    /// <summary>Recognises a request by what it asks for, not by its bytes.</summary>
    public static byte[] HashOf(string operation, string request) => SHA256.HashData(Encoding.UTF8.GetBytes($"{operation}\n{request}"));

    /// <summary>Claims a key in the transaction of the work.</summary>
    public static async Task<KeyClaim> ClaimAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, string key, byte[] requestHash, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var row = new { workspace = workspace.Value, key, requestHash, now };
        var isNew = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO idempotent_replies (workspace_id, key, request_hash, created_at) VALUES (@workspace, @key, @requestHash, @now)
            ON CONFLICT DO NOTHING
            """,
            row,
            transaction,
            cancellationToken: cancellationToken)) == 1;
        if (isNew)
        {
            return new KeyClaim.New();
        }

        var known = await connection.QuerySingleAsync<KnownReply>(new CommandDefinition(
            "SELECT request_hash, reply::text AS reply FROM idempotent_replies WHERE workspace_id = @workspace AND key = @key",
            row,
            transaction,
            cancellationToken: cancellationToken));
        return known.RequestHash.AsSpan().SequenceEqual(requestHash) ? new KeyClaim.Replay(known.Reply) : new KeyClaim.Reused();
    }

    /// <summary>Keeps the reply of the work, in its transaction.</summary>
    public static Task KeepAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, string key, string reply, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "UPDATE idempotent_replies SET reply = @reply::jsonb WHERE workspace_id = @workspace AND key = @key",
            new { workspace = workspace.Value, key, reply },
            transaction,
            cancellationToken: cancellationToken));

    private sealed record KnownReply(byte[] RequestHash, string Reply);
}

/// <summary>Forgets replies that are kept for long enough.</summary>
internal sealed partial class IdempotencySweeper(NpgsqlDataSource database, TimeProvider time, ILogger<IdempotencySweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM idempotent_replies WHERE created_at < @before",
                    new { before = time.GetUtcNow() - IdempotentWrites.KeptFor },
                    cancellationToken: stoppingToken));
            }
            catch (NpgsqlException exception)
            {
                LogLater(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old idempotent replies could not be removed; the next hour will")]
    private partial void LogLater(Exception exception);
}
