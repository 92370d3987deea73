using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Workspaces;

/// <summary>Workspaces in the database.</summary>
internal sealed class WorkspaceStore(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    private const string Columns =
        "id AS workspace_id, name, timezone, locale, notification_email, organization_id IS NOT NULL AS is_organization, created_at, updated_at";

    public async Task<WorkspaceReply?> FindAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<WorkspaceReply>(new CommandDefinition(
            $"SELECT {Columns} FROM workspaces WHERE id = @workspace", new { workspace = workspace.Value }, cancellationToken: cancellationToken));
    }

    /// <summary>Saves what was given; null when there is no such workspace. Nothing is written, nor told, when nothing changes.</summary>
    public async Task<WorkspaceReply?> SaveAsync(Actor actor, WorkspaceRequest request, CancellationToken cancellationToken)
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

        var after = before with
        {
            Name = request.Name.Or(before.Name)!.Trim(),
            Timezone = request.Timezone.Or(before.Timezone)!,
            Locale = request.Locale.Or(before.Locale)!,
            NotificationEmail = request.NotificationEmail.Or(before.NotificationEmail),
        };
        if (after == before)
        {
            return before;
        }

        var saved = await SaveAsync(connection, transaction, actor, before, after, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return saved;
    }

    private async Task<WorkspaceReply> SaveAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, WorkspaceReply before, WorkspaceReply after, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var saved = await connection.QuerySingleAsync<WorkspaceReply>(new CommandDefinition(
            $"""
             UPDATE workspaces
             SET name = @Name, timezone = @Timezone, locale = @Locale, notification_email = @NotificationEmail, updated_at = @now
             WHERE id = @WorkspaceId RETURNING {Columns}
             """,
            new { after.Name, after.Timezone, after.Locale, after.NotificationEmail, now, after.WorkspaceId },
            transaction,
            cancellationToken: cancellationToken));
        var changed = Changed(before, after).ToList();
        await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(after.WorkspaceId, now, changed), cancellationToken);
        await AuditLog.AddAsync(connection, transaction, actor, now, "workspace.updated", after.WorkspaceId, changed, cancellationToken);
        return saved;
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
