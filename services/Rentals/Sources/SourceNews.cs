using Npgsql;
using PeteRental.Contracts;
using PeteRental.Contracts.Events;
using PeteRental.Rentals.Rentals;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Rentals.Sources;

/// <summary>What happened to a source.</summary>
/// <param name="SourceId">Which.</param>
/// <param name="Website">Its name for people.</param>
/// <param name="Change">One of the constants of <see cref="SourceNews"/>.</param>
/// <param name="ErrorCode">Of a reading that went badly.</param>
internal sealed record SourceStory(Guid SourceId, string Website, string Change, string? ErrorCode = null);

/// <summary>Tells what happens to sources, in the transaction in which it does. Wake the outbox after the commit.</summary>
internal sealed class SourceNews(Outbox outbox)
{
    public const string Added = "added";
    public const string Changed = "changed";
    public const string Removed = "removed";
    public const string Scraped = "scraped";
    public const string Failed = "failed";
    public const string SuspectedBreak = "suspected_break";

    public async Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WorkspaceId workspace, SourceStory story, Moment moment, CancellationToken cancellationToken)
    {
        var totals = await WorkspaceTotals.BumpAsync(connection, transaction, workspace, events: 1, moment.Today, cancellationToken);
        await outbox.AddAsync(
            connection, transaction,
            new RentalSourceChanged(workspace.Value, moment.Now, story.SourceId, story.Website, story.Change, story.ErrorCode, totals), cancellationToken);
    }
}
