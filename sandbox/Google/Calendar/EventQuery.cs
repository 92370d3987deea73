using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Where a list stands: before the first page, or after an entry of the last one.</summary>
internal sealed record ListPosition(long Version, long Key, string Id);

/// <summary>From where on changes are listed, and what the list was about.</summary>
internal sealed record SyncPoint(string Generation, long Version, bool Single, Instant? After, Instant? Before)
{
    public string ToToken() => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(string.Join(
        '|', Generation, Number(Version), Single ? "1" : "0", Number(After?.ToUnixTimeMilliseconds()), Number(Before?.ToUnixTimeMilliseconds()))));

    public static SyncPoint? Parse(string token)
    {
        if (Tokens.Read(token) is not [var generation, var version, var single, var after, var before]
            || !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return new SyncPoint(generation, number, single == "1", Moment(after), Moment(before));
    }

    private static Instant? Moment(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Instant.FromUnixTimeMilliseconds(number) : null;

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>The tokens of lists: nobody but their maker should look inside, and nobody needs to keep them a secret.</summary>
internal static class Tokens
{
    public static string[] Read(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(token)).Split('|');
        }
        catch (FormatException)
        {
            return [];
        }
    }

    public static string OfPage(ListPosition position, string query) =>
        WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{query}|{position.Version}|{position.Key}|{position.Id}")));

    /// <summary>Null when it is none, or one of another list.</summary>
    public static ListPosition? Page(string token, string query) =>
        Read(token) is [var of, var version, var key, var id] && of == query
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position)
                ? new ListPosition(number, position, id)
                : null;

    /// <summary>Stands for the parameters that all pages of a list share.</summary>
    public static string Fingerprint(HttpRequest request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        request.Path + string.Join('&', request.Query
            .Where(pair => pair.Key is not ("pageToken" or "maxResults" or "fields" or "prettyPrint" or "alt" or "key" or "quotaUser"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}")))))[..16];
}

/// <summary>What is asked of <c>events.list</c>, checked.</summary>
internal sealed record EventQuery(
    bool Single, Instant? After, Instant? Before, string? OrderBy, bool ShowDeleted, Instant? UpdatedMin, SyncPoint? Sync,
    IReadOnlyList<(string Kind, string Name, string Value)> Properties, IReadOnlyList<string> Types, string? Text, string? ICalUid,
    DateTimeZone? Zone, int Size, ListPosition? Position, string Fingerprint)
{
    private static readonly Duration Remembered = Duration.FromDays(28);

    private static readonly string[] NotWithSync =
        ["iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin"];

    // A series without an end is listed this far when no timeMax is given.
    private static readonly Duration Horizon = Duration.FromDays(732);

    /// <summary>Lists with these can be followed by a token.</summary>
    public bool CanSync => Properties.Count == 0 && OrderBy is null && Text is null && ICalUid is null && UpdatedMin is null;

    public Instant SeriesUntil(Instant now) => Before ?? now + Horizon;

    /// <summary>Reads the query; the refusal says what is wrong with it.</summary>
    public static GoogleReply? TryRead(HttpRequest request, GoogleCalendar calendar, int mostPerPage, Instant now, out EventQuery query)
    {
        var read = new QueryReader(request.Query);
        var fingerprint = Tokens.Fingerprint(request);
        var (sync, position) = (read.Text("syncToken"), read.Text("pageToken"));
        var (point, page) = (sync is null ? null : SyncPoint.Parse(sync), position is null ? null : Tokens.Page(position, fingerprint));
        query = new EventQuery(
            read.Flag("singleEvents"), read.Moment("timeMin"), read.Moment("timeMax"), read.Text("orderBy"), read.Flag("showDeleted"),
            read.Moment("updatedMin"), point,
            [.. read.Pairs("privateExtendedProperty", "private"), .. read.Pairs("sharedExtendedProperty", "shared")],
            read.All("eventTypes"), read.Text("q"), read.Text("iCalUID"), read.Zone("timeZone"),
            read.Size("maxResults", 250, 2_500, mostPerPage), page, fingerprint);
        return read.Refusal ?? (sync is null ? null : CheckSync(request, query, calendar)) ?? query.Check(now)
            ?? (position is not null && page is null ? GoogleReply.Invalid("Invalid page token value.", "pageToken") : null);
    }

    private GoogleReply? Check(Instant now) =>
        OrderBy is not (null or "startTime" or "updated") ? GoogleReply.Invalid("Invalid value for: orderBy", "orderBy")
        : OrderBy == "startTime" && !Single ? GoogleReply.Invalid("The requested ordering is not available for the particular query.", "orderBy")
        : After >= Before ? GoogleReply.EmptyRange("timeMax")
        : UpdatedMin < now - Remembered
            ? GoogleReply.Refuse(410, "updatedMinTooLongAgo", "The requested minimum modification time lies too far in the past.", "calendar", "updatedMin")
        : null;

    private static GoogleReply? CheckSync(HttpRequest request, EventQuery query, GoogleCalendar calendar)
    {
        if (Array.Find(NotWithSync, request.Query.ContainsKey) is { } forbidden)
        {
            return GoogleReply.Invalid("Sync token cannot be used with request restrictions.", forbidden);
        }

        if (request.Query.TryGetValue("showDeleted", out var shown) && shown == "false")
        {
            return GoogleReply.Invalid("showDeleted cannot be false with a sync token.", "showDeleted");
        }

        return query.Sync is null ? GoogleReply.Invalid("Invalid sync token value.", "syncToken")
            : query.Sync.Generation != calendar.Generation
                ? GoogleReply.Refuse(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.", "calendar", "syncToken")
            : query.Sync.Single != query.Single ? GoogleReply.Invalid("The sync token belongs to a list with another singleEvents.", "singleEvents")
            : null;
    }
}
