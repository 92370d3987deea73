using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.Integrations;

/// <summary>
/// Telephone numbers at Vapi: brings an agent's number there out of the workspace's Twilio account, and leads its calls to the agent's
/// assistant. What Vapi tells of a number includes Twilio's token: nothing of it is logged or passed on.
/// </summary>
internal sealed partial class PhoneNumbers(
    NpgsqlDataSource database, VapiClient vapi, IntegrationStore integrations, TimeProvider time, ILogger<PhoneNumbers> logger)
{
    /// <summary>Vapi did not take the number with the workspace's Twilio credentials.</summary>
    public const string Refused = "phone_number_refused";

    /// <summary>
    /// Makes the number, and no other that we gave it before, lead to the assistant. Sends nothing when that was done already. A number
    /// that Vapi does not have and that we cannot give it, for want of Twilio's credentials, is no error: it is remembered as missing
    /// and shown with the integrations. Null when all is well.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="workspace">Whose it is.</param>
    /// <param name="number">E.164; null when the agent answers none.</param>
    /// <param name="assistantId">The agent's assistant.</param>
    /// <param name="looks">Look at Vapi although we did it already: somebody may have changed it there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VapiError?> EnsureAsync(
        VapiAccount account, WorkspaceId workspace, string? number, string assistantId, bool looks, CancellationToken cancellationToken)
    {
        var known = await ListAsync(account, workspace, cancellationToken);
        foreach (var former in known.Where(one => one.AssistantId == assistantId && one.Number != number))
        {
            if (await AssignAsync(account, workspace, former, null, cancellationToken) is { } error)
            {
                return error;
            }
        }

        if (number is null)
        {
            return null;
        }

        var line = known.FirstOrDefault(one => one.Number == number);
        return !looks && line is { PhoneNumberId: not null } && line.AssistantId == assistantId
            ? null
            : await LeadAsync(account, workspace, number, assistantId, cancellationToken);
    }

    private async Task<VapiError?> LeadAsync(
        VapiAccount account, WorkspaceId workspace, string number, string assistantId, CancellationToken cancellationToken)
    {
        // Looked for first, also because the answer to giving it may have been lost.
        var listed = await vapi.ListAsync(account, VapiListing.PhoneNumbers, cancellationToken);
        if (listed.Error is { } unlisted)
        {
            return unlisted;
        }

        if (listed.Answer.FirstOrDefault(item => item.Text("number") == number) is not { } found)
        {
            return await ImportAsync(account, workspace, number, assistantId, cancellationToken);
        }

        var line = new Line(number, found.Id, found.Text("provider"), found.Text("assistantId"));
        if (line.AssistantId != assistantId)
        {
            return await AssignAsync(account, workspace, line, assistantId, cancellationToken);
        }

        await RememberAsync(account, workspace, line, cancellationToken);
        return null;
    }

    private async Task<VapiError?> ImportAsync(
        VapiAccount account, WorkspaceId workspace, string number, string assistantId, CancellationToken cancellationToken)
    {
        if ((await integrations.FindAsync(workspace, cancellationToken))?.Twilio is not { Account: { } twilio, IsRejected: false })
        {
            LogMissing(workspace);
            await RememberAsync(account, workspace, new Line(number, null, null, null), cancellationToken);
            return null;
        }

        var made = await vapi.CreateAsync(account, VapiResource.PhoneNumber, new JsonObject
        {
            ["provider"] = "twilio",
            ["number"] = number,
            ["twilioAccountSid"] = twilio.AccountSid,
            ["twilioAuthToken"] = twilio.AuthToken,
            ["name"] = $"PeteRental {number}",
            ["assistantId"] = assistantId,
        }, cancellationToken);
        if (made.Error is { } error)
        {
            return error.Code == VapiError.Rejected ? new VapiError(Refused) : error;
        }

        await RememberAsync(account, workspace, new Line(number, made.Answer.Id, "twilio", assistantId), cancellationToken);
        LogImported(workspace);
        return null;
    }

    /// <summary>Leads the number's calls to the assistant, or to nobody. A number that is gone at Vapi leads nowhere already.</summary>
    private async Task<VapiError?> AssignAsync(
        VapiAccount account, WorkspaceId workspace, Line line, string? assistantId, CancellationToken cancellationToken)
    {
        if (line.PhoneNumberId is { } id)
        {
            var change = new JsonObject { ["assistantId"] = assistantId };
            if (line.Provider is { } provider)
            {
                change["provider"] = provider;
            }

            var changed = await vapi.ChangeAsync(account, VapiResource.PhoneNumber, id, change, cancellationToken);
            if (changed.Error is { } error && !(error.IsNotFound && assistantId is null))
            {
                return error.Code == VapiError.Rejected ? new VapiError(Refused) : error;
            }
        }

        await RememberAsync(account, workspace, line with { AssistantId = assistantId }, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<Line>> ListAsync(VapiAccount account, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Line>(new CommandDefinition(
            """
            SELECT number, phone_number_id, provider, assistant_id FROM vapi_phone_numbers
            WHERE workspace_id = @workspace AND account = @Fingerprint
            """,
            new { workspace = workspace.Value, account.Fingerprint },
            cancellationToken: cancellationToken))).AsList();
    }

    private async Task RememberAsync(VapiAccount account, WorkspaceId workspace, Line line, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO vapi_phone_numbers (workspace_id, account, number, phone_number_id, provider, assistant_id, updated_at)
            VALUES (@workspace, @Fingerprint, @Number, @PhoneNumberId, @Provider, @AssistantId, @now)
            ON CONFLICT (workspace_id, account, number) DO UPDATE
            SET phone_number_id = excluded.phone_number_id, provider = excluded.provider, assistant_id = excluded.assistant_id,
                updated_at = excluded.updated_at
            """,
            new
            {
                workspace = workspace.Value,
                account.Fingerprint,
                line.Number,
                line.PhoneNumberId,
                line.Provider,
                line.AssistantId,
                now = time.GetUtcNow(),
            },
            cancellationToken: cancellationToken));
    }

    [LoggerMessage(LogLevel.Warning, "Vapi does not have a number of workspace {Workspace}, and without Twilio's credentials it cannot be given it")]
    private partial void LogMissing(WorkspaceId workspace);

    [LoggerMessage(LogLevel.Information, "A number of workspace {Workspace} was brought to Vapi")]
    private partial void LogImported(WorkspaceId workspace);

    /// <summary>A number and where it leads, as we told Vapi last.</summary>
    private sealed record Line(string Number, string? PhoneNumberId, string? Provider, string? AssistantId);
}
