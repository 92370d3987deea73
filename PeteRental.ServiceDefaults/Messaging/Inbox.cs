using System.Data.Common;
using Dapper;

namespace PeteRental.ServiceDefaults.Messaging;

/// <summary>Remembers which messages have had their effect, in the transaction of the effect.</summary>
public static class Inbox
{
    /// <summary>Records a message; false when it has been recorded before, and its effect must not be repeated.</summary>
    public static async Task<bool> TryRecordAsync(
        DbConnection connection, DbTransaction transaction, Guid messageId, string consumer, CancellationToken cancellationToken) =>
        (await TryRecordAsync(connection, transaction, [messageId], consumer, cancellationToken)).Count == 1;

    /// <summary>Records the messages of a batch, and answers with those that are new.</summary>
    public static async Task<IReadOnlySet<Guid>> TryRecordAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Guid> messageIds, string consumer, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition(
            // Sorted, so that two batches with the same messages cannot wait for each other in a circle.
            """
            INSERT INTO inbox (consumer, message_id)
            SELECT @consumer, id FROM unnest(@ids) AS id ORDER BY id
            ON CONFLICT DO NOTHING RETURNING message_id
            """,
            new { consumer, ids = messageIds.Distinct().ToArray() },
            transaction,
            cancellationToken: cancellationToken))).ToHashSet();
}
