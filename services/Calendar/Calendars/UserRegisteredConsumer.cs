using MassTransit;
using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Calendar.Calendars;

/// <summary>The first person of a workspace owns its default calendar.</summary>
internal sealed class UserRegisteredConsumer(NpgsqlDataSource database, CalendarDirectory directory, TimeProvider time) : IConsumer<UserRegistered>
{
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (context.MessageId is { } message
            && !await Inbox.TryRecordAsync(connection, transaction, message, nameof(UserRegisteredConsumer), context.CancellationToken))
        {
            return;
        }

        var workspace = new WorkspaceId(registered.WorkspaceId);
        await CalendarDirectory.EnsureDefaultAsync(connection, workspace, registered.UserId, time.GetUtcNow(), context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        directory.Forget(workspace);
    }
}
