using System.Net;
using System.Text.Json;
using NodaTime;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>Google Calendar API v3, as far as we use it (https://developers.google.com/workspace/calendar/api/v3/reference).</summary>
internal sealed partial class GoogleDiaryClient(GoogleApi api, GoogleEventLists lists, ILogger<GoogleDiaryClient> logger) : IDiaryClient
{
    // The API's own limit, and far more pages than any account has.
    private const int CalendarsOnAPage = 250;
    private const int MostPages = 100;

    /// <summary>What is needed of an event that was written.</summary>
    private const string Written = "id,status,htmlLink,start,end";

    /// <inheritdoc />
    public string Provider => "google";

    /// <inheritdoc />
    public async Task<ProviderResult<IReadOnlyList<ProviderDiary>>> ListDiariesAsync(string accessToken, CancellationToken cancellationToken)
    {
        var diaries = new List<ProviderDiary>();
        string? pageToken = null;
        for (var page = 0; page < MostPages; page++)
        {
            var list = new GoogleQuery("users/me/calendarList")
                .With("maxResults", CalendarsOnAPage)
                .With("fields", "nextPageToken,items(id,summary,summaryOverride,primary,accessRole,timeZone,deleted)")
                .With("pageToken", pageToken);
            var call = new GoogleCall("calendarList.list", HttpMethod.Get, list.Path);
            var (answer, refusal) = await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleCalendarPage, cancellationToken);
            if (answer is null)
            {
                return refusal!.Error;
            }

            diaries.AddRange((answer.Items ?? []).Select(DiaryOf).OfType<ProviderDiary>());
            if ((pageToken = answer.NextPageToken) is null)
            {
                return diaries.OrderByDescending(diary => diary.IsPrimary).ToList();
            }
        }

        LogEndless();
        return new ProviderError(ProviderError.Unavailable);
    }

    /// <inheritdoc />
    public async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListEventsAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken)
    {
        if (between.Duration <= Duration.Zero)
        {
            return Array.Empty<ProviderEvent>();
        }

        if (diary.Access == DiaryAccess.FreeBusy)
        {
            return await lists.ListBusyAsync(accessToken, diary, between, cancellationToken);
        }

        var (listed, refusal) = await lists.ListAsync(accessToken, diary, between, cancellationToken);
        return listed is null ? refusal!.Error : listed.Events.Where(item => item.Start < between.End && item.End > between.Start).ToList();
    }

    /// <inheritdoc />
    public async Task<ProviderResult<DiaryChange>> ReadChangesAsync(
        string accessToken, DiaryAddress diary, Interval window, string? syncToken, CancellationToken cancellationToken)
    {
        if (diary.Access == DiaryAccess.FreeBusy)
        {
            var busy = await lists.ListBusyAsync(accessToken, diary, window, cancellationToken);
            return busy.Error is { } error ? error : new DiaryChange(IsWhole: true, busy.Answer, [], SyncToken: null);
        }

        var isWhole = syncToken is null;
        var (listed, refusal) = await lists.ListChangesAsync(accessToken, diary, window, syncToken, cancellationToken);
        return listed is not null ? new DiaryChange(isWhole, listed.Events, isWhole ? [] : listed.RemovedIds, listed.SyncToken)
            // 410 says that the token is too old, 400 that it never was one: nothing else of the request can be wrong.
            : !isWhole && refusal!.Status is HttpStatusCode.Gone or HttpStatusCode.BadRequest ? new ProviderError(ProviderError.ResyncRequired)
            : refusal!.Error;
    }

    /// <inheritdoc />
    public async Task<ProviderResult<WrittenEvent>> CreateEventAsync(
        string accessToken, DiaryAddress diary, EventDraft draft, CancellationToken cancellationToken)
    {
        var body = GoogleEventBody.New(draft);
        var insert = GoogleQuery.EventsOf(diary).With("sendUpdates", "all").With("fields", Written);
        var call = new GoogleCall("events.insert", HttpMethod.Post, insert.Path) { Body = BodyOf(body) };
        var (created, refusal) = await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleEvent, cancellationToken);
        return created is not null ? WrittenOf(created, diary)
            : refusal!.Status == HttpStatusCode.Conflict ? await FindEarlierAsync(accessToken, diary, body.Id!, cancellationToken)
            : refusal.Error;
    }

    /// <inheritdoc />
    public async Task<ProviderResult<WrittenEvent>> UpdateEventAsync(
        string accessToken, DiaryAddress diary, string eventId, EventDraft draft, CancellationToken cancellationToken)
    {
        // Guests are replaced whole, so those whom the owner has invited are read first; if they change meanwhile, once more.
        var (changed, refusal) = await ChangeAsync(accessToken, diary, eventId, draft, cancellationToken);
        if (refusal?.Status == HttpStatusCode.PreconditionFailed)
        {
            (changed, refusal) = await ChangeAsync(accessToken, diary, eventId, draft, cancellationToken);
        }

        return changed is not null ? WrittenOf(changed, diary)
            : refusal!.Status == HttpStatusCode.PreconditionFailed ? new ProviderError(ProviderError.Unavailable)
            : refusal.Error;
    }

    /// <inheritdoc />
    /// <remarks>Google takes no comment along.</remarks>
    public async Task<ProviderError?> CancelEventAsync(
        string accessToken, DiaryAddress diary, string eventId, string? comment, CancellationToken cancellationToken)
    {
        var delete = GoogleQuery.EventOf(diary, eventId).With("sendUpdates", "all");
        return UnlessGone(await api.SendAsync(accessToken, new("events.delete", HttpMethod.Delete, delete.Path), cancellationToken));
    }

    /// <inheritdoc />
    public async Task<ProviderResult<OpenChannel>> OpenChannelAsync(
        string accessToken, DiaryAddress diary, ChannelOrder order, CancellationToken cancellationToken)
    {
        var wanted = new GoogleChannel(order.ChannelId.ToString("D"), "web_hook", order.Address, order.Secret);
        var call = new GoogleCall("events.watch", HttpMethod.Post, $"{GoogleQuery.EventsOf(diary).Path}/watch") { Body = BodyOf(wanted) };
        var (opened, refusal) = await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleChannel, cancellationToken);
        return opened is null ? refusal!.Error
            : opened is { ResourceId: { } resource, Expiration: { } until } ? new OpenChannel(null, resource, Instant.FromUnixTimeMilliseconds(until))
            : new ProviderError(ProviderError.Unavailable);
    }

    /// <inheritdoc />
    public Task<ProviderResult<OpenChannel>?> RenewChannelAsync(string accessToken, OpenChannel channel, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderResult<OpenChannel>?>(null);

    /// <inheritdoc />
    public async Task<ProviderError?> CloseChannelAsync(
        string accessToken, Guid channelId, OpenChannel channel, CancellationToken cancellationToken)
    {
        var closed = new GoogleChannel(channelId.ToString("D"), null, null, null, channel.ResourceId);
        return UnlessGone(await api.SendAsync(
            accessToken, new("channels.stop", HttpMethod.Post, "channels/stop") { Body = BodyOf(closed) }, cancellationToken));
    }

    private async Task<GoogleAnswer<GoogleEvent>> ChangeAsync(
        string accessToken, DiaryAddress diary, string eventId, EventDraft draft, CancellationToken cancellationToken)
    {
        var (present, missing) = await GetAsync(
            accessToken, diary, eventId, $"{Written},etag,attendees,extendedProperties/private", cancellationToken);
        if (present is null || GoogleEventReader.IsGone(present))
        {
            return new(null, missing ?? GoogleRefusal.Gone);
        }

        var patch = GoogleQuery.EventOf(diary, eventId).With("sendUpdates", "all").With("fields", Written);
        var call = new GoogleCall("events.patch", HttpMethod.Patch, patch.Path)
        {
            Body = BodyOf(GoogleEventBody.Change(draft, present, diary.Zone)),
            IfMatch = present.Etag,
        };
        return await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleEvent, cancellationToken);
    }

    /// <summary>
    /// The event that an insert was refused for. When the API does not know it although it has just said so, it was made a moment ago and is not
    /// seen everywhere yet: a later attempt will see it, whereas an event of the next generation would be a second one.
    /// </summary>
    private async Task<ProviderResult<WrittenEvent>> FindEarlierAsync(
        string accessToken, DiaryAddress diary, string eventId, CancellationToken cancellationToken)
    {
        var (earlier, refusal) = await GetAsync(accessToken, diary, eventId, Written, cancellationToken);
        if (earlier is not null)
        {
            return GoogleEventReader.IsGone(earlier) ? new ProviderError(ProviderError.Duplicate) : WrittenOf(earlier, diary);
        }

        return refusal!.Error.Code != ProviderError.NotFound ? refusal.Error
            : new ProviderError(refusal.Status == HttpStatusCode.Gone ? ProviderError.Duplicate : ProviderError.Unavailable);
    }

    private Task<GoogleAnswer<GoogleEvent>> GetAsync(
        string accessToken, DiaryAddress diary, string eventId, string fields, CancellationToken cancellationToken) =>
        api.SendAsync(
            accessToken, new("events.get", HttpMethod.Get, GoogleQuery.EventOf(diary, eventId).With("fields", fields).Path),
            GoogleJson.Default.GoogleEvent, cancellationToken);

    // One whose time cannot be read has been written all the same; asking again finds it.
    private static ProviderResult<WrittenEvent> WrittenOf(GoogleEvent item, DiaryAddress diary) =>
        GoogleEventReader.Read(item, diary.Zone) is { } read
            ? new WrittenEvent(read.EventId, read.Link, read.Start, read.End)
            : new ProviderError(ProviderError.Unavailable);

    private static ProviderDiary? DiaryOf(GoogleCalendar calendar)
    {
        DiaryAccess? access = calendar.AccessRole switch
        {
            "owner" or "writer" or "writerWithoutPrivateAccess" => DiaryAccess.Write,
            "reader" => DiaryAccess.Read,
            "freeBusyReader" => DiaryAccess.FreeBusy,
            _ => null,
        };
        if (access is null || calendar.Deleted == true || string.IsNullOrEmpty(calendar.Id))
        {
            return null;
        }

        var zone = calendar.TimeZone is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;
        return new ProviderDiary(calendar.Id, calendar.SummaryOverride ?? calendar.Summary ?? calendar.Id, zone, calendar.Primary == true, access.Value);
    }

    private static ProviderError? UnlessGone(GoogleRefusal? refusal) => refusal?.Error is { Code: not ProviderError.NotFound } error ? error : null;

    private static byte[] BodyOf(GoogleEvent item) => JsonSerializer.SerializeToUtf8Bytes(item, GoogleJson.Default.GoogleEvent);

    private static byte[] BodyOf(GoogleChannel channel) => JsonSerializer.SerializeToUtf8Bytes(channel, GoogleJson.Default.GoogleChannel);

    [LoggerMessage(LogLevel.Warning, "Google's list of calendars does not come to an end")]
    private partial void LogEndless();
}
