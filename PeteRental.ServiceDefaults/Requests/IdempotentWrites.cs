using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using PeteRental.Contracts;

namespace PeteRental.ServiceDefaults.Requests;

/// <summary>
/// The <c>Idempotency-Key</c> of a request, and what the request was: one that comes again under its key gets the answer of the first, another under the key is
/// an error.
/// </summary>
/// <param name="Key">As sent.</param>
/// <param name="RequestHash">Tells a repeated request from another one under the same key, by what it asks for and not by its bytes.</param>
public sealed record RequestKey(string Key, byte[] RequestHash)
{
    /// <summary>Name of the header.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>Whether a key can be kept: visible ASCII, so that it is the same to everybody who compares it.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= MaxLength && key.All(character => character is >= '!' and <= '~');

    /// <summary>The key of a request.</summary>
    /// <param name="key">As sent.</param>
    /// <param name="operation">What is asked for, with the address of what it is asked of.</param>
    /// <param name="request">What was asked, as it was understood: a client may write the same thing with other white space.</param>
    public static RequestKey Of<TRequest>(string key, string operation, TRequest request) => new(
        key, SHA256.HashData([.. Encoding.UTF8.GetBytes(operation), 0, .. JsonSerializer.SerializeToUtf8Bytes(request, JsonDefaults.Options)]));

    /// <summary>Reads the header; false when it is there and no key.</summary>
    /// <param name="header">As sent; null without one.</param>
    /// <param name="operation">What is asked for, with the address of what it is asked of.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="key">Null without a header.</param>
    public static bool TryRead<TRequest>(string? header, string operation, TRequest request, out RequestKey? key)
    {
        key = header is not null && IsKey(header) ? Of(header, operation, request) : null;
        return header is null || key is not null;
    }
}

/// <summary>What became of a key.</summary>
public abstract record KeyClaim
{
    private KeyClaim()
    {
    }

    /// <summary>Not seen before: do the work, then keep its reply.</summary>
    public sealed record Fresh : KeyClaim;

    /// <summary>The work was done before: this was its reply.</summary>
    public sealed record Replay(string Reply) : KeyClaim;

    /// <summary>The key was used for something else.</summary>
    public sealed record Reused : KeyClaim;
}

/// <summary>
/// Writes that may be sent again: the key's row and the work commit together. A second request with the same key waits at the unique key for the first, and then
/// finds its reply. The service's database has the table <c>idempotent_replies</c>.
/// </summary>
public static class IdempotentWrites
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
            return new KeyClaim.Fresh();
        }

        var reply = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT reply::text FROM idempotent_replies WHERE workspace_id = @workspace AND key = @Key AND request_hash = @RequestHash",
            row,
            transaction,
            cancellationToken: cancellationToken));
        return reply is null ? new KeyClaim.Reused() : new KeyClaim.Replay(reply);
    }

    /// <summary>Keeps the reply of the work, in its transaction.</summary>
    public static Task KeepAsync(
        DbConnection connection, DbTransaction transaction, WorkspaceId workspace, RequestKey key, string reply, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "UPDATE idempotent_replies SET reply = @reply::jsonb WHERE workspace_id = @workspace AND key = @Key",
            new { workspace = workspace.Value, key.Key, reply },
            transaction,
            cancellationToken: cancellationToken));
}
