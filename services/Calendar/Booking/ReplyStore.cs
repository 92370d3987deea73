using System.Text.Json;
using Dapper;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Calendar.Booking;

/// <summary>Under what a reply is kept.</summary>
/// <param name="Scope">voice or rest.</param>
/// <param name="Key">Call and tool call, or the Idempotency-Key.</param>
/// <param name="RequestHash">Tells a repeated request from another under the same key; null where the key alone decides.</param>
public sealed record ReplyKey(string Scope, string Key, byte[]? RequestHash = null)
{
    /// <summary>The scope of REST clients.</summary>
    public const string Rest = "rest";

    /// <summary>Reads the Idempotency-Key of a request, as <see cref="RequestKey.TryRead{TRequest}"/> does.</summary>
    public static bool TryRead<TRequest>(string? header, string operation, TRequest request, out ReplyKey? key)
    {
        var isReadable = RequestKey.TryRead(header, operation, request, out var read);
        key = read is null ? null : new ReplyKey(Rest, read.Key, read.RequestHash);
        return isReadable;
    }

    /// <summary>The key of a tool call. The same call and tool call is the same request, whatever else it says.</summary>
    public static ReplyKey OfToolCall(string? call, string toolCall) => new("voice", $"{call}/{toolCall}");
}

/// <summary>What was answered to requests that may come again.</summary>
internal sealed class ReplyStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The reply that was given, or null.</summary>
    public async Task<Outcome?> FindAsync(WorkspaceId workspace, ReplyKey? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, workspace, key, cancellationToken);
    }

    /// <summary>
    /// Keeps a reply that wrote nothing else, and answers with the one that holds: when the same request was answered at the same
    /// time elsewhere, that is the other one.
    /// </summary>
    public async Task<Outcome> KeepAsync(WorkspaceId workspace, ReplyKey? key, Outcome outcome, CancellationToken cancellationToken)
    {
        // Whoever asks again in a phone call gets the same words. A client that is told to come back later is to be looked at anew then.
        if (key is null || (key.Scope == ReplyKey.Rest && outcome.Code == VoiceOutcome.CalendarUnavailable))
        {
            return outcome;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var kept = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO replies (workspace_id, scope, key, request_hash, body, created_at)
            VALUES (@workspace, @Scope, @Key, @RequestHash, @body, @now) ON CONFLICT DO NOTHING
            """,
            new { workspace = workspace.Value, key.Scope, key.Key, key.RequestHash, body = Write(outcome), now = time.GetUtcNow() },
            cancellationToken: cancellationToken));
        return kept == 1 ? outcome : await FindAsync(connection, workspace, key, cancellationToken) ?? outcome;
    }

    /// <summary>An outcome as it is stored.</summary>
    public static string Write(Outcome outcome) => JsonSerializer.Serialize(outcome, CalendarJson.Default.Outcome);

    private static async Task<Outcome?> FindAsync(NpgsqlConnection connection, WorkspaceId workspace, ReplyKey key, CancellationToken cancellationToken)
    {
        var stored = await connection.QuerySingleOrDefaultAsync<StoredReply>(new CommandDefinition(
            "SELECT body, request_hash FROM replies WHERE workspace_id = @workspace AND scope = @Scope AND key = @Key",
            new { workspace = workspace.Value, key.Scope, key.Key },
            cancellationToken: cancellationToken));
        return stored is null ? null
            : key.RequestHash is { } hash && stored.RequestHash?.AsSpan().SequenceEqual(hash) != true
                ? new Outcome { Code = OutcomeCode.KeyReused, Timezone = "" }
                : JsonSerializer.Deserialize(stored.Body, CalendarJson.Default.Outcome);
    }

    private sealed record StoredReply(string Body, byte[]? RequestHash);
}
