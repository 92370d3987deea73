using Dapper;
using MassTransit;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Calendars;

/// <summary>
/// Takes an erased person out of the diaries they owned; the diaries are the workspace's. Of members this service knows ids and
/// nothing else: those in viewings and their history lead to nobody now, and stay, so that what one and the same person did can still
/// be told.
/// </summary>
internal sealed class UserErasedConsumer(NpgsqlDataSource database, CalendarDirectory directory, TimeProvider time) : IConsumer<UserErased>
{
    public async Task Consume(ConsumeContext<UserErased> context)
    {
        var erased = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(UserErasedConsumer), context.CancellationToken))
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE calendars SET user_id = NULL, updated_at = @now WHERE workspace_id = @WorkspaceId AND user_id = @UserId",
            new { erased.WorkspaceId, erased.UserId, now = time.GetUtcNow() },
            transaction,
            cancellationToken: context.CancellationToken));
        await transaction.CommitAsync(context.CancellationToken);
        directory.Forget(new WorkspaceId(erased.WorkspaceId));
    }
}
