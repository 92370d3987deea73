using System.Data.Common;
using Dapper;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Users;

/// <summary>Tells other services of a person once: when they first belong to a workspace, by a token or by an announcement.</summary>
internal static class FirstWorkspace
{
    public static async Task TellAsync(
        DbConnection connection, DbTransaction transaction, Outbox outbox, Guid workspace, Guid person, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var told = await connection.QuerySingleOrDefaultAsync<Told>(new CommandDefinition(
            "UPDATE users SET registered_at = @now WHERE id = @person AND registered_at IS NULL RETURNING id, email",
            new { person, now },
            transaction,
            cancellationToken: cancellationToken));
        if (told is not null)
        {
            await outbox.AddAsync(connection, transaction, new UserRegistered(workspace, now, told.Id, told.Email), cancellationToken);
        }
    }

    private sealed record Told(Guid Id, string? Email);
}
