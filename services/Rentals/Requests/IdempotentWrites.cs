using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults;

namespace PeteRental.Rentals.Requests;

/// <summary>The <c>Idempotency-Key</c> of a request, and what the request was.</summary>
/// <param name="Key">As sent.</param>
/// <param name="RequestHash">Tells a repeated request from another one under the same key, by what it asks for and not by its bytes.</param>
internal sealed record RequestKey(string Key, byte[] RequestHash)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>Reads the header; false when it is there and no key.</summary>
    public static bool TryRead<TRequest>(string? header, string operation, TRequest request, out RequestKey? key)
    {
        key = header is null ? null : new RequestKey(
            header, SHA256.HashData([.. Encoding.UTF8.GetBytes(operation), 0, .. JsonSerializer.SerializeToUtf8Bytes(request, JsonDefaults.Options)]));
        return header is null || (header.Length is > 0 and <= MaxLength && header.All(character => character is >= '!' and <= '~'));
    }
}

/// <summary>What became of a key.</summary>
/// <param name="IsNew">Not seen before: do the work, then keep its reply.</param>
/// <param name="Reply">The reply of the work that was done; null when the key was used for something else.</param>
internal sealed record KeyClaim(bool IsNew, string? Reply);

/// <summary>
/// Writes that may be sent again: the key's row and the work commit together. A second request with the same key waits at the unique key
/// for the first, and then finds its reply.
/// </summary>
internal static class IdempotentWrites
{
    /// <summary>How long a reply is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <summary>Claims a key in the transaction of the work.</summary>
    public static async Task<KeyClaim> ClaimAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, RequestKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new { workspace = workspace.Value, key.Key, key.RequestHash, now };
        if (await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO idempotent_replies (workspace_id, key, request_hash, created_at) VALUES (@workspace, @Key, @RequestHash, @now)
            ON CONFLICT DO NOTHING
            """,
            row,
            transaction,
            cancellationToken: cancellationToken)) == 1)
        {
            return new KeyClaim(true, null);
        }

        return new KeyClaim(false, await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT reply::text FROM idempotent_replies WHERE workspace_id = @workspace AND key = @Key AND request_hash = @RequestHash",
            row,
            transaction,
            cancellationToken: cancellationToken)));
    }

    /// <summary>Keeps the reply of the work, in its transaction.</summary>
    public static Task<int> KeepAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, RequestKey key, string reply, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "UPDATE idempotent_replies SET reply = @reply::jsonb WHERE workspace_id = @workspace AND key = @Key",
            new { workspace = workspace.Value, key.Key, reply },
            transaction,
            cancellationToken: cancellationToken));
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
