using NodaTime;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>What Graph's events mean for booking.</summary>
internal static class GraphEventReader
{
    /// <summary>The members that are read.</summary>
    public const string Select =
        "id,type,start,end,isAllDay,isCancelled,showAs,sensitivity,responseStatus,transactionId,subject,location,webLink";

    private const string SingleInstance = "singleInstance";

    /// <summary>True when the event takes place for nobody any more.</summary>
    public static bool IsGone(GraphEvent item) => item.Removed is not null || item.IsCancelled is true;

    /// <summary>
    /// True when a round of delta tells all about an event by itself. Of series it tells less: occurrences come bare, and a date that was
    /// taken out of one is not mentioned. Nor does it say what it was that has gone.
    /// </summary>
    public static bool IsTold(GraphEvent item) =>
        item is { Removed: null, Id: not null, Type: SingleInstance, IsAllDay: not null, ShowAs: not null };

    /// <summary>The event, or null when it cannot be read: nobody knows then what it blocks.</summary>
    /// <param name="item">As Graph tells it.</param>
    /// <param name="mailbox">The zone in which whole days are meant.</param>
    public static ProviderEvent? Read(GraphEvent item, DateTimeZone mailbox)
    {
        var isAllDay = item.IsAllDay is true;
        if (item.Id is not { Length: > 0 } id
            || GraphTimes.Read(item.Start, isAllDay, mailbox) is not { } start
            || GraphTimes.Read(item.End, isAllDay, mailbox) is not { } end)
        {
            return null;
        }

        var isOpen = item.Sensitivity is null || Is(item.Sensitivity, "normal");
        return new ProviderEvent(
            id, start, end < start ? start : end, Blocks(item) && end > start, EventMark.Read(item.TransactionId),
            isOpen ? Shown(item.Subject) : null, isOpen ? Shown(item.Location?.DisplayName) : null, Link(item.WebLink));
    }

    /// <summary>Where an event of ours stands; null when that cannot be read.</summary>
    public static WrittenEvent? ReadWritten(GraphEvent item, DateTimeZone mailbox) =>
        Read(item, mailbox) is { } read ? new WrittenEvent(read.EventId, read.Link, read.Start, read.End) : null;

    /// <summary>
    /// Busy, out of office, tentative and whatever we do not know block. Free, working elsewhere, called off, and what the mailbox's owner
    /// has declined do not.
    /// </summary>
    private static bool Blocks(GraphEvent item) =>
        !IsGone(item) && !Is(item.ResponseStatus?.Response, "declined") && !Is(item.ShowAs, "free") && !Is(item.ShowAs, "workingElsewhere");

    private static bool Is(string? value, string name) => string.Equals(value, name, StringComparison.OrdinalIgnoreCase);

    private static string? Shown(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string? Link(string? link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? link : null;
}
