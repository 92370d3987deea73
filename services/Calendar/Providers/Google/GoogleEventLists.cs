using System.Text.Json;
using NodaTime;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>A list of events, read to its last page.</summary>
/// <param name="Events">Those that take place.</param>
/// <param name="RemovedIds">Those that are said to be gone.</param>
/// <param name="SyncToken">For what changes from here on.</param>
internal sealed record GoogleListing(IReadOnlyList<ProviderEvent> Events, IReadOnlyList<string> RemovedIds, string? SyncToken);

/// <summary>Reads lists of events to their end.</summary>
internal sealed partial class GoogleEventLists(GoogleApi api, ILogger<GoogleEventLists> logger)
{
    // The API's own limit.
    private const int EventsOnAPage = 2_500;

    /// <summary>Far beyond any diary; only a provider that never comes to an end gets here.</summary>
    private const int MostPages = 500;

    /// <summary>What is needed to tell busy from free; what people call their events is not asked for unless somebody will see it.</summary>
    private const string Times = "id,status,transparency,start,end,attendees(self,responseStatus),extendedProperties/private";

    private const string Titles = ",summary,location,visibility,htmlLink";

    /// <summary>What takes place between two instants, with titles.</summary>
    public Task<GoogleAnswer<GoogleListing>> ListAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken) =>
        ListAsync(accessToken, diary, Within(List(diary, Times + Titles), between), cancellationToken);

    /// <summary>
    /// All of a window, or what has changed since a token was given. The token goes with the parameters of the list that gave it, less
    /// those that it forbids: the window is one of them, so changes beyond it are told too.
    /// </summary>
    public Task<GoogleAnswer<GoogleListing>> ListChangesAsync(
        string accessToken, DiaryAddress diary, Interval window, string? syncToken, CancellationToken cancellationToken)
    {
        var list = List(diary, Times);
        return ListAsync(accessToken, diary, syncToken is null ? Within(list, window) : list.With("syncToken", syncToken), cancellationToken);
    }

    /// <summary>When something takes place in a calendar that shows nothing else.</summary>
    public async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListBusyAsync(
        string accessToken, DiaryAddress diary, Interval between, CancellationToken cancellationToken)
    {
        var busy = new List<Interval>();
        foreach (var piece in GoogleBusy.Pieces(between))
        {
            var call = new GoogleCall("freebusy.query", HttpMethod.Post, "freeBusy")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(GoogleBusy.Query(diary.DiaryId, piece), GoogleJson.Default.GoogleBusyQuery),
            };
            var (reply, refusal) = await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleBusyReply, cancellationToken);
            if (reply is null)
            {
                return refusal!.Error;
            }

            var read = GoogleBusy.Read(reply, diary.DiaryId);
            if (read.Error is { } error)
            {
                return error;
            }

            busy.AddRange(read.Answer);
        }

        return new(GoogleBusy.Events(busy), null);
    }

    private static GoogleQuery List(DiaryAddress diary, string fields) => GoogleQuery.EventsOf(diary)
        .With("singleEvents", "true")
        .With("maxResults", EventsOnAPage)
        .With("fields", $"timeZone,nextPageToken,nextSyncToken,items({fields})");

    private static GoogleQuery Within(GoogleQuery list, Interval window) =>
        list.With("timeMin", GoogleTimes.Floor(window.Start)).With("timeMax", GoogleTimes.Ceiling(window.End));

    private async Task<GoogleAnswer<GoogleListing>> ListAsync(
        string accessToken, DiaryAddress diary, GoogleQuery list, CancellationToken cancellationToken)
    {
        // An event that changes while its list is read may be on two pages; the later one is right.
        var found = new Dictionary<string, ProviderEvent?>(StringComparer.Ordinal);
        string? pageToken = null;
        for (var page = 0; page < MostPages; page++)
        {
            var call = new GoogleCall("events.list", HttpMethod.Get, list.With("pageToken", pageToken).Path);
            var (answer, refusal) = await api.SendAsync(accessToken, call, GoogleJson.Default.GoogleEventPage, cancellationToken);
            if (answer is null)
            {
                return new(null, refusal);
            }

            if (!TryAdd(answer, diary, found))
            {
                LogUnreadable();
                return new(null, GoogleRefusal.Unreadable);
            }

            if ((pageToken = answer.NextPageToken) is null)
            {
                return new(
                    new([.. found.Values.OfType<ProviderEvent>()], [.. found.Where(one => one.Value is null).Select(one => one.Key)], answer.NextSyncToken),
                    null);
            }
        }

        LogEndless();
        return new(null, GoogleRefusal.Unreadable);
    }

    // One that cannot be read may block: leaving it out would call its time free.
    private static bool TryAdd(GoogleEventPage page, DiaryAddress diary, Dictionary<string, ProviderEvent?> found)
    {
        // The calendar's zone as of now; the stored one may be from before its owner moved.
        var zone = (page.TimeZone is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null) ?? diary.Zone;
        foreach (var item in page.Items ?? [])
        {
            var read = GoogleEventReader.IsGone(item) ? null : GoogleEventReader.Read(item, zone);
            if (string.IsNullOrEmpty(item.Id) || (read is null && !GoogleEventReader.IsGone(item)))
            {
                return false;
            }

            found[item.Id] = read;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Google listed an event whose time cannot be read; the list is not used")]
    private partial void LogUnreadable();

    [LoggerMessage(LogLevel.Warning, "Google's list of events does not come to an end")]
    private partial void LogEndless();
}
