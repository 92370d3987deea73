using NodaTime;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <content>Events of ours.</content>
internal sealed partial class MicrosoftDiaryClient
{
    private const string SelectForChange = GraphEventReader.Select + ",body,attendees";

    /// <summary>How far from where it was made its owner may have moved an event for us to find it without its id.</summary>
    private static readonly Duration SearchBack = Duration.FromDays(90);

    private static readonly Duration SearchAhead = Duration.FromDays(365);

    /// <inheritdoc />
    public async Task<ProviderResult<WrittenEvent>> CreateEventAsync(
        string accessToken, DiaryAddress diary, EventDraft draft, CancellationToken cancellationToken)
    {
        var content = JsonContent.Create(GraphEventWriter.Create(draft), GraphJson.Default.GraphEventChange);
        var created = await graph.SendAsync(
            GraphCall.Of(accessToken, "create event", HttpMethod.Post, $"{PathOf(diary)}/events", content),
            GraphJson.Default.GraphEvent, cancellationToken);

        // A repeat is answered with the earlier event, or with a refusal; which one is not documented.
        return created.Refusal is { IsDuplicate: true } duplicate
            ? await FindEarlierAsync(accessToken, diary, draft, duplicate.ExistingEventId, cancellationToken)
            : Written(created, diary);
    }

    /// <inheritdoc />
    public async Task<ProviderResult<WrittenEvent>> UpdateEventAsync(
        string accessToken, DiaryAddress diary, string eventId, EventDraft draft, CancellationToken cancellationToken)
    {
        var now = await FindAsync(accessToken, PathOf(diary, eventId), cancellationToken);
        if (now.Refusal is { } refusal)
        {
            return refusal.Error;
        }

        if (GraphEventReader.IsGone(now.Answer))
        {
            return new ProviderError(ProviderError.NotFound);
        }

        if (GraphEventWriter.Change(now.Answer, draft, diary.Zone) is not { } change)
        {
            return Written(now, diary);
        }

        var content = JsonContent.Create(change, GraphJson.Default.GraphEventChange);
        return Written(
            await graph.SendAsync(
                GraphCall.Of(accessToken, "update event", HttpMethod.Patch, PathOf(diary, eventId), content),
                GraphJson.Default.GraphEvent, cancellationToken),
            diary);
    }

    /// <inheritdoc />
    public async Task<ProviderError?> CancelEventAsync(
        string accessToken, DiaryAddress diary, string eventId, string? comment, CancellationToken cancellationToken)
    {
        var path = PathOf(diary, eventId);
        var content = JsonContent.Create(new GraphCancellation(comment ?? ""), GraphJson.Default.GraphCancellation);
        var refusal = await graph.SendAsync(
            GraphCall.Of(accessToken, "cancel event", HttpMethod.Post, $"{path}/cancel", content), cancellationToken);
        if (refusal?.Error.Code is ProviderError.Rejected or ProviderError.Forbidden)
        {
            // Nobody is invited, or it is somebody else's meeting by now: only its organiser calls a meeting off.
            refusal = await graph.SendAsync(GraphCall.Of(accessToken, "delete event", HttpMethod.Delete, path), cancellationToken);
        }

        return UnlessGone(refusal);
    }

    /// <summary>The event that an earlier attempt made, where it stands now.</summary>
    private async Task<ProviderResult<WrittenEvent>> FindEarlierAsync(
        string accessToken, DiaryAddress diary, EventDraft draft, string? eventId, CancellationToken cancellationToken)
    {
        var mark = EventMark.Of(draft.AppointmentId, draft.Generation);
        if (eventId is { Length: > 0 })
        {
            var told = await FindAsync(accessToken, PathOf(diary, eventId), cancellationToken);
            if (told.Refusal is { Error.Code: not (ProviderError.NotFound or ProviderError.Rejected) } refusal)
            {
                return refusal.Error;
            }

            if (told.Value is { } found && found.TransactionId == mark && !GraphEventReader.IsGone(found))
            {
                return Written(told, diary);
            }
        }

        var around = new Interval(draft.Start - SearchBack, draft.End + SearchAhead);
        var items = await ReadItemsAsync(accessToken, diary, around, cancellationToken);
        return items.Refusal is { } unread ? unread.Error
            : items.Answer.Value!.FirstOrDefault(item => item.TransactionId == mark && !GraphEventReader.IsGone(item)) is { } earlier
                ? Written(earlier, diary)
                : new ProviderError(ProviderError.Duplicate);
    }

    private Task<GraphReply<GraphEvent>> FindAsync(string accessToken, string path, CancellationToken cancellationToken) =>
        graph.SendAsync(
            GraphCall.Of(accessToken, "read event", HttpMethod.Get, $"{path}?$select={SelectForChange}"),
            GraphJson.Default.GraphEvent, cancellationToken);

    private ProviderResult<WrittenEvent> Written(GraphReply<GraphEvent> reply, DiaryAddress diary)
    {
        if (reply.Refusal is { } refusal)
        {
            return refusal.Error;
        }

        if (GraphEventReader.ReadWritten(reply.Answer, diary.Zone) is { } written)
        {
            return written;
        }

        LogUnreadable();
        return new ProviderError(ProviderError.Unavailable);
    }

    private static ProviderError? UnlessGone(GraphRefusal? refusal) =>
        refusal?.Error is { Code: not ProviderError.NotFound } error ? error : null;
}
