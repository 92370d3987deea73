using System.Data.Common;
using Dapper;
using Npgsql;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Workspaces;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Users;

/// <summary>
/// Forgets people. Of a person stays an empty row that older records point to, the hash that keeps them from coming back, and in each
/// of their workspaces the record that somebody was erased.
/// </summary>
internal sealed class PersonEraser(NpgsqlDataSource database, Outbox outbox, TimeProvider time)
{
    private static readonly string[] NotificationEmail = ["notification_email"];

    /// <summary>Erases a person at their own wish. A repeat changes nothing.</summary>
    public async Task EraseAsync(string subject, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await EraseAsync(connection, transaction, subject, "user", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    /// <summary>Erases a person within a transaction; also one who is not known yet, so that later news of them are not believed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="subject">The person at the sign-in provider.</param>
    /// <param name="by"><c>user</c> for the person, else who asks for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task EraseAsync(
        DbConnection connection, DbTransaction transaction, string subject, string by, CancellationToken cancellationToken)
    {
        if (await Subjects.LockAsync(connection, transaction, subject, cancellationToken))
        {
            return;
        }

        var now = time.GetUtcNow();
        await BuryAsync(connection, transaction, subject, now, cancellationToken);
        var person = await connection.QuerySingleOrDefaultAsync<Person>(new CommandDefinition(
            "SELECT id, email FROM users WHERE subject = @subject", new { subject }, transaction, cancellationToken: cancellationToken));
        if (person is null)
        {
            return;
        }

        var workspaces = await LockWorkspacesAsync(connection, transaction, person.Id, cancellationToken);
        await ForgetAddressAsync(connection, transaction, workspaces, person.Email, now, cancellationToken);
        await EmptyAsync(connection, transaction, person.Id, now, cancellationToken);
        foreach (var workspace in workspaces)
        {
            var actor = new Actor(new WorkspaceId(workspace.Id), by == "user" ? new UserId(person.Id) : null, by);
            if (workspace.IsOwn)
            {
                await WorkspaceClosing.CloseAsync(connection, transaction, outbox, actor, isPersonal: true, now, cancellationToken);
            }

            await AuditLog.AddAsync(connection, transaction, actor, now, "user.erased", person.Id, [], cancellationToken);
            await outbox.AddAsync(connection, transaction, new UserErased(workspace.Id, now, person.Id, workspace.IsOwn), cancellationToken);
        }
    }

    private static async Task BuryAsync(
        DbConnection connection, DbTransaction transaction, string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO erased_subjects (sha256, erased_at) VALUES (@hash, @now);
            DELETE FROM departures WHERE subject_sha256 = @hash;
            """,
            new { hash = Subjects.HashOf(subject), now },
            transaction,
            cancellationToken: cancellationToken));

    // In the order of their ids, as whoever locks several does, so that two of them cannot wait for each other.
    private static async Task<IReadOnlyList<Membership>> LockWorkspacesAsync(
        DbConnection connection, DbTransaction transaction, Guid person, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Membership>(new CommandDefinition(
            """
            SELECT id, personal_user_id IS NOT NULL AND personal_user_id = @person AS is_own FROM workspaces
            WHERE id = ANY(ARRAY(
                SELECT workspace_id FROM memberships WHERE user_id = @person
                UNION SELECT id FROM workspaces WHERE personal_user_id = @person))
            ORDER BY id FOR UPDATE
            """,
            new { person },
            transaction,
            cancellationToken: cancellationToken))).AsList();

    // The workspace's own mail may go to the person's address.
    private async Task ForgetAddressAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<Membership> workspaces, string? email, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var changed = await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            UPDATE workspaces SET notification_email = NULL, updated_at = @now
            WHERE id = ANY(@ids) AND lower(notification_email) = @email RETURNING id
            """,
            new { ids = workspaces.Select(workspace => workspace.Id).ToArray(), email, now },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var workspace in changed)
        {
            await outbox.AddAsync(connection, transaction, new WorkspaceUpdated(workspace, now, NotificationEmail), cancellationToken);
        }
    }

    private static async Task EmptyAsync(
        DbConnection connection, DbTransaction transaction, Guid person, DateTimeOffset now, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM memberships WHERE user_id = @person;
            UPDATE users SET
                subject = NULL, email = NULL, full_name = NULL, phone = NULL, is_verified = false, name_is_own = false, phone_is_own = false,
                erased_at = @now, updated_at = @now
            WHERE id = @person;
            """,
            new { person, now },
            transaction,
            cancellationToken: cancellationToken));

    private sealed record Person(Guid Id, string? Email);

    private sealed record Membership(Guid Id, bool IsOwn);
}
