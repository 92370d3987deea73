using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Integrations;
using PeteRental.Agents.Sync;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Workspaces;

/// <summary>What a save changed.</summary>
/// <param name="Changed">Names of fields.</param>
/// <param name="Added">Roles that had no agent before.</param>
internal sealed record WorkspaceSaved(IReadOnlyList<string> Changed, IReadOnlyList<string> Added);

/// <summary>Workspaces in the database.</summary>
internal sealed class WorkspaceStore(
    NpgsqlDataSource database, IntegrationStore integrations, RoleAgents roleAgents, Outbox outbox, TimeProvider time)
{
    private const string Columns =
        "id AS workspace_id, name, timezone, locale, notification_email, organization_id IS NOT NULL AS is_organization, created_at, updated_at";

    public async Task<WorkspaceReply?> FindAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<WorkspaceReply>(new CommandDefinition(
            $"SELECT {Columns} FROM workspaces WHERE id = @workspace", new { workspace = workspace.Value }, cancellationToken: cancellationToken));
    }

    /// <summary>The workspace with its integrations and role agents; null when there is none.</summary>
    public async Task<WorkspaceView?> ViewAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        if (await FindAsync(workspace, cancellationToken) is not { } found || await integrations.FindAsync(workspace, cancellationToken) is not { } stored)
        {
            return null;
        }

        return new WorkspaceView(found, IntegrationsReply.Of(stored), await roleAgents.ListAsync(workspace, cancellationToken));
    }

    /// <summary>
    /// Saves what was given, and what came of trying its credentials, in one transaction with the events that tell it and the marks
    /// that make Vapi follow. Null when there is no such workspace; nothing is written, nor told, when nothing changes.
    /// </summary>
    public async Task<WorkspaceSaved?> SaveAsync(Actor actor, WorkspaceRequest request, IntegrationChange change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await connection.QuerySingleOrDefaultAsync<WorkspaceReply>(new CommandDefinition(
            $"SELECT {Columns} FROM workspaces WHERE id = @workspace FOR NO KEY UPDATE",
            new { workspace = actor.WorkspaceId.Value },
            transaction,
            cancellationToken: cancellationToken));
        if (before is null)
        {
            return null;
        }

        var unit = new Unit(connection, transaction, actor.WorkspaceId, time.GetUtcNow(), cancellationToken);
        var effect = await integrations.ApplyAsync(unit, change);
        var after = Apply(request, before);
        List<string> changed = [.. Changed(before, after), .. effect.Changed];
        if (changed.Count > 0)
        {
            await UpdateAsync(unit, actor, after, changed);
        }

        var added = await roleAgents.EnsureAsync(unit, actor, RoleAgents.Both);
        var renumbered = await roleAgents.AssignNumberAsync(unit, actor, effect, request.TwilioPhoneNumber.HasValue, added);
        await MarkAsync(unit, effect, IsSpokenOf(before, after), [.. added.Select(agent => agent.Id), .. renumbered]);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new WorkspaceSaved(changed, [.. added.Select(agent => agent.Role)]);
    }

    private static WorkspaceReply Apply(WorkspaceRequest request, WorkspaceReply before) => before with
    {
        Name = request.Name.Or(before.Name)!.Trim(),
        Timezone = request.Timezone.Or(before.Timezone)!,
        Locale = request.Locale.Or(before.Locale)!,
        NotificationEmail = request.NotificationEmail.Or(before.NotificationEmail),
    };

    private async Task UpdateAsync(Unit unit, Actor actor, WorkspaceReply after, List<string> changed)
    {
        await unit.ExecuteAsync(
            """
            UPDATE workspaces
            SET name = @Name, timezone = @Timezone, locale = @Locale, notification_email = @NotificationEmail, updated_at = @Now
            WHERE id = @WorkspaceId
            """,
            new { after.Name, after.Timezone, after.Locale, after.NotificationEmail, unit.Now, after.WorkspaceId });
        var told = new WorkspaceUpdated(after.WorkspaceId, unit.Now, changed);
        await outbox.AddAsync(unit.Connection, unit.Transaction, told, unit.Token);
        await AuditLog.AddAsync(
            unit.Connection, unit.Transaction, actor, unit.Now, "workspace.updated", after.WorkspaceId, changed, unit.Token);
    }

    // Agents introduce themselves by the workspace's name, and say times in its zone.
    private static bool IsSpokenOf(WorkspaceReply before, WorkspaceReply after) => before.Name != after.Name || before.Timezone != after.Timezone;

    private static async Task MarkAsync(Unit unit, IntegrationEffect effect, bool isSpokenOf, IReadOnlyCollection<Guid> agents)
    {
        if (effect.VapiChanged || isSpokenOf)
        {
            await SyncQueue.MarkAllAsync(unit.Connection, unit.Transaction, unit.Workspace.Value, unit.Now, unit.Token);
            return;
        }

        // With other credentials of Twilio, numbers may get to Vapi that could not before.
        var numbered = effect.TwilioChanged ? await RoleAgents.WithNumberAsync(unit) : [];
        await SyncQueue.MarkAsync(
            unit.Connection, unit.Transaction, unit.Workspace.Value, [.. agents, .. numbered], unit.Now, unit.Token);
    }

    private static IEnumerable<string> Changed(WorkspaceReply before, WorkspaceReply after)
    {
        if (before.Name != after.Name)
        {
            yield return "name";
        }

        if (before.Timezone != after.Timezone)
        {
            yield return "timezone";
        }

        if (before.Locale != after.Locale)
        {
            yield return "locale";
        }

        if (before.NotificationEmail != after.NotificationEmail)
        {
            yield return "notification_email";
        }
    }
}
