using System.Data.Common;
using Dapper;
using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Agents.Audit;

/// <summary>Who did something: a person, or a service that acts for a workspace.</summary>
/// <param name="WorkspaceId">The workspace it was done in.</param>
/// <param name="UserId">The person; null for a service.</param>
/// <param name="Name"><c>user</c>; <c>impersonator</c> for an operator who acts as the person; else the service's name.</param>
internal sealed record Actor(WorkspaceId WorkspaceId, UserId? UserId, string Name)
{
    public static Actor Of(CurrentMember member) =>
        new(member.WorkspaceId, member.UserId, member.ImpersonatedBy is null ? "user" : "impersonator");

    public static Actor Of(CallingService caller, WorkspaceId workspace) => new(workspace, null, caller.Service);
}

/// <summary>The record of changes, written in the transaction of the change. It outlives the person: it holds no personal data.</summary>
internal static class AuditLog
{
    /// <summary>Adds an entry.</summary>
    /// <param name="connection">The connection of the change.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="actor">Who.</param>
    /// <param name="at">When.</param>
    /// <param name="action">Such as <c>agent.updated</c>.</param>
    /// <param name="subject">What it was done to.</param>
    /// <param name="changed">Names of fields, never their content.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task AddAsync(
        DbConnection connection, DbTransaction transaction, Actor actor, DateTimeOffset at, string action, Guid subject,
        IReadOnlyList<string> changed, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO audit_log (id, workspace_id, occurred_at, actor_id, actor, action, subject_id, changed)
            VALUES (@Id, @Workspace, @at, @User, @Name, @action, @subject, @changed)
            """,
            new
            {
                Id = Guid.CreateVersion7(at),
                Workspace = actor.WorkspaceId.Value,
                at,
                User = actor.UserId?.Value,
                actor.Name,
                action,
                subject,
                changed = changed.ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
}
