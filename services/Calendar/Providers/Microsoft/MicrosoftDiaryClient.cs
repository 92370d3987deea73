using NodaTime;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>
/// Diaries by Microsoft Graph. A calendar that is listed can be read: Graph lists no calendar of which only free and busy times may be
/// seen, so getSchedule, which knows no personal accounts and no other calendar than the default one, is not needed.
/// </summary>
internal sealed partial class MicrosoftDiaryClient(GraphClient graph, TimeProvider time, ILogger<MicrosoftDiaryClient> logger) : IDiaryClient
{
    /// <summary>Calendars on a page.</summary>
    private const int CalendarPageSize = 100;

    /// <summary>Delta takes no <c>$select</c>: its events come with their texts.</summary>
    private const int DeltaPageSize = 100;

    /// <summary>Whole days may be meant up to so far away from where UTC has them.</summary>
    private static readonly Duration FurthestMidnight = Duration.FromHours(14);

    /// <inheritdoc />
    public string Provider => "microsoft";

    /// <inheritdoc />
    public async Task<ProviderResult<IReadOnlyList<ProviderDiary>>> ListDiariesAsync(string accessToken, CancellationToken cancellationToken)
    {
        var calendars = await graph.ReadAllAsync(
            GraphCall.Of(accessToken, "list calendars", HttpMethod.Get, $"me/calendars?$top={CalendarPageSize}"),
            GraphJson.Default.GraphPageGraphCalendar, cancellationToken);
        if (calendars.Refusal is { } refusal)
        {
            return refusal.Error;
        }

        var settings = await graph.SendAsync(
            GraphCall.Of(accessToken, "read mailbox settings", HttpMethod.Get, "me/mailboxSettings?$select=timeZone"),
            GraphJson.Default.GraphMailboxSettings, cancellationToken);
        // Who grants calendars only, or keeps the zone to themselves, is connected all the same.
        if (settings.Refusal is { } untold && untold.Error.Code is not (ProviderError.Forbidden or ProviderError.NotFound or ProviderError.Rejected))
        {
            return untold.Error;
        }

        var zone = GraphZones.Find(settings.Value?.TimeZone);
        if (zone is null)
        {
            LogUnknownZone();
        }

        return calendars.Answer.Value!
            .Where(calendar => calendar.Id is { Length: > 0 })
            .OrderByDescending(calendar => calendar.IsDefaultCalendar is true)
            .Select(calendar => new ProviderDiary(
                calendar.Id!, calendar.Name ?? "", zone, calendar.IsDefaultCalendar is true,
                calendar.CanEdit is true ? DiaryAccess.Write : DiaryAccess.Read))
            .ToList();
    }

    /// <inheritdoc />
    public async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken)
    {
        var events = await ReadViewAsync(accessToken, diary, between, cancellationToken);
        return events.Error is not null ? events : events.Answer.Where(read => Touches(read, between)).ToList();
    }

    /// <inheritdoc />
    public async Task<ProviderResult<DiaryChange>> ReadChangesAsync(
        string accessToken, DiaryAddress diary, Interval window, string? syncToken, CancellationToken cancellationToken)
    {
        // First what to go on from, then the whole: what changes in between is told again, which does no harm, and never missed.
        var round = await ReadDeltaAsync(accessToken, diary, window, syncToken, cancellationToken);
        if (round.Refusal is { } refusal)
        {
            return syncToken is not null ? WithoutToken(refusal)
                // A calendar that Graph does not track changes of.
                : refusal.Error.Code == ProviderError.Rejected ? await ReadWholeAsync(accessToken, diary, window, token: null, cancellationToken)
                : refusal.Error;
        }

        if (round.Answer.DeltaLink is not { } token)
        {
            return new ProviderError(ProviderError.Unavailable);
        }

        return syncToken is not null && ReadSingles(round.Answer.Value!, diary.Zone) is { } changed
            ? new DiaryChange(IsWhole: false, changed.Events, changed.RemovedIds, token)
            : await ReadWholeAsync(accessToken, diary, window, token, cancellationToken);
    }

    /// <summary>A token that Graph does not take, whatever it says about it, is worth nothing: the whole will show what is the matter.</summary>
    private static ProviderError WithoutToken(GraphRefusal refusal) =>
        refusal.IsSyncLost || refusal.Error.Code is ProviderError.Rejected or ProviderError.NotFound
            ? new ProviderError(ProviderError.ResyncRequired)
            : refusal.Error;

    private async Task<GraphReply<GraphPage<GraphEvent>>> ReadDeltaAsync(
        string accessToken, DiaryAddress diary, Interval window, string? syncToken, CancellationToken cancellationToken)
    {
        var wide = Widen(window);
        var address = syncToken is null
            ? new Uri($"{PathOf(diary)}/calendarView/delta?{Window(wide)}", UriKind.Relative)
            : graph.TryFollow(syncToken);
        return address is null
            // Graph has moved, by configuration: what was remembered leads nowhere any more.
            ? new GraphRefusal(410)
            : await graph.ReadAllAsync(
                new GraphCall(accessToken, "read changes", HttpMethod.Get, address) { PageSize = DeltaPageSize },
                GraphJson.Default.GraphPageGraphEvent, cancellationToken);
    }

    /// <summary>
    /// What a round of delta tells, as long as it is about single events. Null when it touches a series, of which delta tells too little, or
    /// when something has gone: that may have been a series, whose other dates are not mentioned.
    /// </summary>
    private static (IReadOnlyList<ProviderEvent> Events, IReadOnlyList<string> RemovedIds)? ReadSingles(
        IReadOnlyList<GraphEvent> items, DateTimeZone zone)
    {
        // The last word about an event counts.
        var latest = new Dictionary<string, (ProviderEvent Event, bool IsGone)>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!GraphEventReader.IsTold(item) || GraphEventReader.Read(item, zone) is not { } read)
            {
                return null;
            }

            latest[read.EventId] = (read, GraphEventReader.IsGone(item));
        }

        return ([.. latest.Values.Where(told => !told.IsGone).Select(told => told.Event)],
            [.. latest.Values.Where(told => told.IsGone).Select(told => told.Event.EventId)]);
    }

    private async Task<ProviderResult<DiaryChange>> ReadWholeAsync(
        string accessToken, DiaryAddress diary, Interval window, string? token, CancellationToken cancellationToken)
    {
        var events = await ReadViewAsync(accessToken, diary, window, cancellationToken);
        return events.Error is { } error ? error : new DiaryChange(IsWhole: true, events.Answer, [], token);
    }

    /// <summary>The events of a time and of some hours around it.</summary>
    private async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ReadViewAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken)
    {
        var items = await ReadItemsAsync(accessToken, diary, Widen(between), cancellationToken);
        if (items.Refusal is { } refusal)
        {
            return refusal.Error;
        }

        var events = new List<ProviderEvent>();
        foreach (var item in items.Answer.Value!.Where(item => !GraphEventReader.IsGone(item)))
        {
            if (GraphEventReader.Read(item, diary.Zone) is not { } read)
            {
                // It may block anything: what is left is not the diary.
                LogUnreadable();
                return new ProviderError(ProviderError.Unavailable);
            }

            events.Add(read);
        }

        return events;
    }

    private Task<GraphReply<GraphPage<GraphEvent>>> ReadItemsAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken) =>
        graph.ReadAllAsync(
            GraphCall.Of(
                accessToken, "read calendar view", HttpMethod.Get,
                $"{PathOf(diary)}/calendarView?{Window(between)}&$top={graph.PageSize}&$select={GraphEventReader.Select}"),
            GraphJson.Default.GraphPageGraphEvent, cancellationToken);

    private static bool Touches(ProviderEvent read, Interval between) => read.Start < between.End && read.End > between.Start;

    private static Interval Widen(Interval between) => new(between.Start - FurthestMidnight, between.End + FurthestMidnight);

    private static string Window(Interval window) =>
        $"startDateTime={GraphTimes.ToQuery(window.Start)}&endDateTime={GraphTimes.ToQuery(window.End)}";

    private static string PathOf(DiaryAddress diary) => $"me/calendars/{Uri.EscapeDataString(diary.DiaryId)}";

    private static string PathOf(DiaryAddress diary, string eventId) => $"{PathOf(diary)}/events/{Uri.EscapeDataString(eventId)}";

    [LoggerMessage(LogLevel.Warning, "A Microsoft mailbox has a time zone that is not known; its whole days are read in the calendar's own zone")]
    private partial void LogUnknownZone();

    [LoggerMessage(LogLevel.Warning, "Microsoft Graph told of an event whose time cannot be read; the diary counts as not read")]
    private partial void LogUnreadable();
}
