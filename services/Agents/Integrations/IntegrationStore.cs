using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Integrations;

/// <summary>A workspace's integrations in the database; what opens them is sealed.</summary>
internal sealed class IntegrationStore(NpgsqlDataSource database, SecretBox box, CandidateStore candidates)
{
    public async Task<StoredIntegrations?> FindAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, workspace, cancellationToken);
    }

    /// <summary>Stores what may be stored, in the transaction that holds the workspace's row.</summary>
    public async Task<IntegrationEffect> ApplyAsync(Unit unit, IntegrationChange change)
    {
        var stored = (await ReadAsync(unit.Connection, unit.Transaction, unit.Workspace, unit.Token))!;
        if (change.Settles is { } settled && stored.VapiCandidate?.Id != settled && stored.TwilioCandidate?.Id != settled)
        {
            return IntegrationEffect.None;
        }

        var changed = new List<string>();
        changed.AddRange(await ApplyVapiAsync(unit, stored, change));
        var vapiChanged = changed.Count > 0;
        var twilio = await ApplyTwilioAsync(unit, stored, change);
        changed.AddRange(twilio);
        var (settings, number) = await ApplySettingsAsync(unit, stored, change);
        changed.AddRange(settings);
        return new IntegrationEffect(changed, vapiChanged, twilio.Count > 0, stored.PhoneNumber, number);
    }

    private async Task<IReadOnlyList<string>> ApplyVapiAsync(Unit unit, StoredIntegrations stored, IntegrationChange change)
    {
        if (change.Request.VapiApiKey.IsNull)
        {
            return await ForgetVapiAsync(unit) ? ["vapi_api_key"] : [];
        }

        if (change.Vapi is not { } check)
        {
            return [];
        }

        var isTheSame = stored.Vapi is { } used && used.Fingerprint.AsSpan().SequenceEqual(check.Account.Fingerprint);
        switch (check.Verdict)
        {
            case Verdict.Accepted:
                await UseVapiAsync(unit, check);
                await CandidateStore.RemoveAsync(unit, CandidateStore.Vapi);
                return isTheSame && stored.Vapi is { IsRejected: false, Account: not null } ? [] : ["vapi_api_key"];
            case Verdict.Refused when isTheSame:
                await unit.ExecuteAsync(
                    "UPDATE vapi_accounts SET status = 'rejected', error_code = @ErrorCode, checked_at = @At WHERE workspace_id = @workspace",
                    new { workspace = unit.Workspace.Value, check.ErrorCode, check.At });
                break;
            case Verdict.Unchecked when !isTheSame || stored.Vapi is { Account: null }:
                await candidates.KeepAsync(unit, check, change.Settles);
                break;
        }

        if (check.Verdict == Verdict.Refused && change.Settles is { } settled)
        {
            await CandidateStore.SettleAsync(unit, settled, "rejected", check.ErrorCode!);
        }

        return [];
    }

    private async Task<IReadOnlyList<string>> ApplyTwilioAsync(Unit unit, StoredIntegrations stored, IntegrationChange change)
    {
        if (change.Request.Disconnects())
        {
            return await ForgetTwilioAsync(unit) ? ["twilio_account_sid", "twilio_auth_token"] : [];
        }

        if (change.Twilio is not { } check)
        {
            return [];
        }

        var isTheSame = stored.Twilio is { } used && used.Fingerprint.AsSpan().SequenceEqual(check.Account.Fingerprint);
        switch (check.Verdict)
        {
            case Verdict.Accepted:
                await UseTwilioAsync(unit, check);
                await (change.Settles is { } id && check.NumberErrorCode is { } refused
                    ? CandidateStore.SettleAsync(unit, id, "rejected", refused)
                    : CandidateStore.RemoveAsync(unit, CandidateStore.Twilio));
                return isTheSame && stored.Twilio is { IsRejected: false, Account: not null } ? []
                    : stored.Twilio?.AccountSid == check.Account.AccountSid ? ["twilio_auth_token"]
                    : ["twilio_account_sid", "twilio_auth_token"];
            case Verdict.Refused when isTheSame:
                await unit.ExecuteAsync(
                    "UPDATE twilio_accounts SET status = 'rejected', error_code = @ErrorCode, checked_at = @At WHERE workspace_id = @workspace",
                    new { workspace = unit.Workspace.Value, check.ErrorCode, check.At });
                break;
            case Verdict.Unchecked when !isTheSame || stored.Twilio is { Account: null } || (check.PhoneNumber is { } wanted && wanted != stored.PhoneNumber):
                await candidates.KeepAsync(unit, check, change.Settles);
                break;
        }

        if (check.Verdict == Verdict.Refused && change.Settles is { } settled)
        {
            await CandidateStore.SettleAsync(unit, settled, "rejected", check.ErrorCode!);
        }

        return [];
    }

    private static async Task<(IReadOnlyList<string> Changed, string? Number)> ApplySettingsAsync(
        Unit unit, StoredIntegrations stored, IntegrationChange change)
    {
        var region = change.Vapi switch
        {
            null => change.Request.VapiRegion.Or(stored.VapiRegion)!,
            { Verdict: Verdict.Accepted } good => good.Account.Region,
            _ => stored.VapiRegion,
        };
        var publicKey = change.Request.VapiPublicKey.Or(stored.VapiPublicKey);
        var number = change.Request.TwilioPhoneNumber switch
        {
            { IsNull: true } => null,
            { HasValue: true, Value: { } given } when change.Twilio is null => PhoneNumber.Parse(given)?.Value,
            _ when change.Twilio is { Verdict: Verdict.Accepted, NumberErrorCode: null, PhoneNumber: { } owned } => owned,
            _ => stored.PhoneNumber,
        };
        IReadOnlyList<string> changed =
        [
            .. new (string Field, bool Differs)[]
            {
                ("vapi_region", region != stored.VapiRegion),
                ("vapi_public_key", publicKey != stored.VapiPublicKey),
                ("twilio_phone_number", number != stored.PhoneNumber),
            }.Where(field => field.Differs).Select(field => field.Field),
        ];
        if (changed.Count > 0)
        {
            await unit.ExecuteAsync(
                "UPDATE workspaces SET vapi_region = @region, vapi_public_key = @publicKey, twilio_phone_number = @number WHERE id = @workspace",
                new { workspace = unit.Workspace.Value, region, publicKey, number });
        }

        return (changed, number);
    }

    private Task<int> UseVapiAsync(Unit unit, VapiCheck check) => unit.ExecuteAsync(
        """
        INSERT INTO vapi_accounts (workspace_id, region, sealed_api_key, fingerprint, status, checked_at, updated_at)
        VALUES (@workspace, @Region, @sealedKey, @Fingerprint, 'connected', @At, @Now)
        ON CONFLICT (workspace_id) DO UPDATE
        SET region = excluded.region, sealed_api_key = excluded.sealed_api_key, fingerprint = excluded.fingerprint, status = excluded.status,
            error_code = NULL, checked_at = excluded.checked_at, updated_at = excluded.updated_at
        """,
        new
        {
            workspace = unit.Workspace.Value,
            check.Account.Region,
            sealedKey = box.Seal(check.Account.ApiKey, unit.Workspace.ToString(), VapiAccounts.KeyPurpose),
            check.Account.Fingerprint,
            check.At,
            unit.Now,
        });

    private Task<int> UseTwilioAsync(Unit unit, TwilioCheck check) => unit.ExecuteAsync(
        """
        INSERT INTO twilio_accounts (workspace_id, account_sid, sealed_auth_token, fingerprint, is_trial, status, checked_at, updated_at)
        VALUES (@workspace, @AccountSid, @sealedToken, @Fingerprint, @IsTrial, 'connected', @At, @Now)
        ON CONFLICT (workspace_id) DO UPDATE
        SET account_sid = excluded.account_sid, sealed_auth_token = excluded.sealed_auth_token, fingerprint = excluded.fingerprint,
            is_trial = excluded.is_trial, status = excluded.status, error_code = NULL, checked_at = excluded.checked_at,
            updated_at = excluded.updated_at
        """,
        new
        {
            workspace = unit.Workspace.Value,
            check.Account.AccountSid,
            sealedToken = box.Seal(check.Account.AuthToken, unit.Workspace.ToString(), TwilioAccount.TokenPurpose),
            check.Account.Fingerprint,
            check.IsTrial,
            check.At,
            unit.Now,
        });

    // Nothing is deleted at Vapi: it is the owner's account, and the assistants keep answering.
    private static async Task<bool> ForgetVapiAsync(Unit unit)
    {
        var forgotten = await unit.ExecuteAsync(
            """
            WITH candidates AS (DELETE FROM credential_candidates WHERE workspace_id = @workspace AND provider = 'vapi')
            DELETE FROM vapi_accounts WHERE workspace_id = @workspace
            """,
            new { workspace = unit.Workspace.Value });
        await unit.ExecuteAsync(
            """
            UPDATE agents
            SET sync_status = 'none', sync_error_code = NULL, sync_due_at = NULL, sync_attempts = 0, sync_drift = '{}', sync_wanted = sync_wanted + 1
            WHERE workspace_id = @workspace AND (sync_status <> 'none' OR sync_due_at IS NOT NULL)
            """,
            new { workspace = unit.Workspace.Value });
        return forgotten > 0;
    }

    private static async Task<bool> ForgetTwilioAsync(Unit unit) => await unit.ExecuteAsync(
        """
        WITH candidates AS (DELETE FROM credential_candidates WHERE workspace_id = @workspace AND provider = 'twilio')
        DELETE FROM twilio_accounts WHERE workspace_id = @workspace
        """,
        new { workspace = unit.Workspace.Value }) > 0;

    private async Task<StoredIntegrations?> ReadAsync(
        DbConnection connection, DbTransaction? transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT vapi_region, vapi_public_key, twilio_phone_number,
                   EXISTS (SELECT FROM vapi_phone_numbers n JOIN vapi_accounts a ON a.workspace_id = n.workspace_id AND a.fingerprint = n.account
                           JOIN agents g ON g.workspace_id = n.workspace_id AND g.phone_number = n.number
                           WHERE n.workspace_id = @workspace AND n.phone_number_id IS NULL) AS number_is_missing
            FROM workspaces WHERE id = @workspace;
            SELECT region, sealed_api_key, fingerprint, status = 'rejected' AS is_rejected, error_code, checked_at
            FROM vapi_accounts WHERE workspace_id = @workspace;
            SELECT account_sid, sealed_auth_token, fingerprint, is_trial, status = 'rejected' AS is_rejected, error_code, checked_at
            FROM twilio_accounts WHERE workspace_id = @workspace;
            SELECT id, provider, sealed, status, error_code, given_at, checked_at, attempts
            FROM credential_candidates WHERE workspace_id = @workspace;
            """,
            new { workspace = workspace.Value },
            transaction,
            cancellationToken: cancellationToken));
        if (await answers.ReadSingleOrDefaultAsync<SettingsRow>() is not { } settings)
        {
            return null;
        }

        var vapi = await answers.ReadSingleOrDefaultAsync<VapiRow>();
        var twilio = await answers.ReadSingleOrDefaultAsync<TwilioRow>();
        var waiting = (await answers.ReadAsync<CandidateRow>()).ToDictionary(row => row.Provider);
        return new StoredIntegrations(
            settings.VapiRegion, settings.VapiPublicKey, settings.TwilioPhoneNumber, settings.NumberIsMissing,
            vapi is null ? null : Open(vapi, workspace),
            twilio is null ? null : Open(twilio, workspace),
            candidates.Open<VapiAccount>(waiting.GetValueOrDefault(CandidateStore.Vapi), workspace),
            candidates.Open<TwilioCandidate>(waiting.GetValueOrDefault(CandidateStore.Twilio), workspace));
    }

    private StoredVapi Open(VapiRow row, WorkspaceId workspace)
    {
        var key = box.Open(row.SealedApiKey, workspace.ToString(), VapiAccounts.KeyPurpose);
        return new StoredVapi(
            key.State == SecretState.Opened ? new VapiAccount(row.Region, key.Text) : null,
            row.Fingerprint, row.IsRejected, row.ErrorCode, row.CheckedAt);
    }

    private StoredTwilio Open(TwilioRow row, WorkspaceId workspace)
    {
        var token = box.Open(row.SealedAuthToken, workspace.ToString(), TwilioAccount.TokenPurpose);
        return new StoredTwilio(
            token.State == SecretState.Opened ? new TwilioAccount(row.AccountSid, token.Text) : null,
            row.AccountSid, row.Fingerprint, row.IsTrial, row.IsRejected, row.ErrorCode, row.CheckedAt);
    }

    private sealed record SettingsRow(string VapiRegion, string? VapiPublicKey, string? TwilioPhoneNumber, bool NumberIsMissing);

    private sealed record VapiRow(
        string Region, byte[] SealedApiKey, byte[] Fingerprint, bool IsRejected, string? ErrorCode, DateTimeOffset CheckedAt);

    private sealed record TwilioRow(
        string AccountSid, byte[] SealedAuthToken, byte[] Fingerprint, bool IsTrial, bool IsRejected, string? ErrorCode, DateTimeOffset CheckedAt);
}
