using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Integrations;

/// <summary>Credentials that wait for their provider, in the database.</summary>
internal sealed class CandidateStore(NpgsqlDataSource database, SecretBox box, IOptions<CandidateOptions> options)
{
    public const string Vapi = "vapi";
    public const string Twilio = "twilio";

    // Longer than any check takes: whoever took a candidate and died leaves it to the next.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Takes some that are due; nobody else gets them for half a minute.</summary>
    public async Task<IReadOnlyList<DueCandidate>> TakeDueAsync(int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<DueCandidate>(new CommandDefinition(
            """
            UPDATE credential_candidates c SET due_at = @until
            FROM (SELECT workspace_id, provider FROM credential_candidates WHERE due_at <= @now ORDER BY due_at LIMIT @most FOR UPDATE SKIP LOCKED) due
            WHERE c.workspace_id = due.workspace_id AND c.provider = due.provider
            RETURNING c.workspace_id, c.provider, c.id
            """,
            new { now, until = now + Lease, most },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Gives one up that cannot be opened; one that was replaced meanwhile is left alone.</summary>
    public async Task DropUnreadableAsync(DueCandidate candidate, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE credential_candidates
            SET status = 'expired', error_code = provider || '_check_expired', checked_at = @now, sealed = NULL, due_at = NULL
            WHERE workspace_id = @WorkspaceId AND provider = @Provider AND id = @Id
            """,
            new { candidate.WorkspaceId, candidate.Provider, candidate.Id, now },
            cancellationToken: cancellationToken));
    }

    /// <summary>A key that could not be tried.</summary>
    public Task KeepAsync(Unit unit, VapiCheck check, Guid? settles) =>
        KeepAsync(unit, Vapi, check.Account, check.ErrorCode!, check.At, settles);

    /// <summary>Credentials that could not be tried.</summary>
    public Task KeepAsync(Unit unit, TwilioCheck check, Guid? settles) =>
        KeepAsync(unit, Twilio, new TwilioCandidate(check.Account, check.PhoneNumber), check.ErrorCode!, check.At, settles);

    /// <summary>It is known now what became of it: the credential goes, the reason stays to be read.</summary>
    public static Task SettleAsync(Unit unit, Guid candidate, string status, string errorCode) => unit.ExecuteAsync(
        """
        UPDATE credential_candidates SET status = @status, error_code = @errorCode, checked_at = @Now, sealed = NULL, due_at = NULL
        WHERE workspace_id = @workspace AND id = @candidate
        """,
        new { workspace = unit.Workspace.Value, candidate, status, errorCode, unit.Now });

    /// <summary>Another credential took its place.</summary>
    public static Task RemoveAsync(Unit unit, string provider) => unit.ExecuteAsync(
        "DELETE FROM credential_candidates WHERE workspace_id = @workspace AND provider = @provider",
        new { workspace = unit.Workspace.Value, provider });

    public StoredCandidate<T>? Open<T>(CandidateRow? row, WorkspaceId workspace)
        where T : class
    {
        if (row is null)
        {
            return null;
        }

        var opened = row.Sealed is null ? default : box.Open(row.Sealed, workspace.ToString(), PurposeOf(row.Provider));
        var credential = row.Sealed is not null && opened.State == SecretState.Opened ? JsonSerializer.Deserialize<T>(opened.Value) : null;
        return new StoredCandidate<T>(row.Id, credential, row.Status, row.ErrorCode, row.GivenAt, row.CheckedAt, row.Attempts);
    }

    private static string PurposeOf(string provider) => $"{provider}-candidate";

    private Task KeepAsync<T>(Unit unit, string provider, T credential, string errorCode, DateTimeOffset at, Guid? settles) => settles is { } candidate
        ? WaitLongerAsync(unit, candidate, provider, errorCode, at)
        : unit.ExecuteAsync(
            """
            INSERT INTO credential_candidates (workspace_id, provider, id, sealed, status, error_code, given_at, checked_at, due_at)
            VALUES (@workspace, @provider, @Id, @sealedCredential, 'checking', @errorCode, @Now, @at, @dueAt)
            ON CONFLICT (workspace_id, provider) DO UPDATE
            SET id = excluded.id, sealed = excluded.sealed, status = excluded.status, error_code = excluded.error_code,
                given_at = excluded.given_at, checked_at = excluded.checked_at, due_at = excluded.due_at, attempts = 0
            """,
            new
            {
                workspace = unit.Workspace.Value,
                provider,
                Id = Guid.CreateVersion7(unit.Now),
                sealedCredential = box.Seal(JsonSerializer.SerializeToUtf8Bytes(credential), unit.Workspace.ToString(), PurposeOf(provider)),
                errorCode,
                unit.Now,
                at,
                dueAt = unit.Now + options.Value.FirstWait,
            });

    private async Task WaitLongerAsync(Unit unit, Guid candidate, string provider, string errorCode, DateTimeOffset at)
    {
        var row = await unit.Connection.QuerySingleAsync<Waiting>(new CommandDefinition(
            """
            UPDATE credential_candidates SET attempts = attempts + 1, error_code = @errorCode, checked_at = @at
            WHERE workspace_id = @workspace AND id = @candidate RETURNING given_at, attempts
            """,
            new { workspace = unit.Workspace.Value, candidate, errorCode, at },
            unit.Transaction,
            cancellationToken: unit.Token));
        if (unit.Now - row.GivenAt >= options.Value.GiveUpAfter)
        {
            await SettleAsync(unit, candidate, "expired", $"{provider}_check_expired");
            return;
        }

        await unit.ExecuteAsync(
            "UPDATE credential_candidates SET due_at = @dueAt WHERE workspace_id = @workspace AND id = @candidate",
            new { workspace = unit.Workspace.Value, candidate, dueAt = unit.Now + options.Value.WaitAfter(row.Attempts) });
    }

    private sealed record Waiting(DateTimeOffset GivenAt, int Attempts);
}

/// <summary>A candidate whose time has come.</summary>
internal sealed record DueCandidate(Guid WorkspaceId, string Provider, Guid Id);

/// <summary>A candidate as it is stored.</summary>
internal sealed record CandidateRow(
    Guid Id, string Provider, byte[]? Sealed, string Status, string ErrorCode, DateTimeOffset GivenAt, DateTimeOffset CheckedAt, int Attempts);
