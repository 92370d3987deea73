using NodaTime;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>What an event says to somebody who wants to book. Pure.</summary>
internal static class GoogleEventReader
{
    private const string Cancelled = "cancelled";

    /// <summary>True for one that does not take place; of a deletion nothing but the id and this may be told.</summary>
    public static bool IsGone(GoogleEvent item) => item.Status == Cancelled;

    /// <summary>An event that takes place; null when it cannot be read.</summary>
    /// <param name="item">As listed.</param>
    /// <param name="zone">The calendar's zone, which whole days are meant in.</param>
    public static ProviderEvent? Read(GoogleEvent item, DateTimeZone zone)
    {
        if (item.Id is not { Length: > 0 } id || GoogleTimes.Read(item.Start, item.End, zone) is not { } time)
        {
            return null;
        }

        var isPrivate = item.Visibility is "private" or "confidential";
        return new ProviderEvent(
            id, time.Start, time.End, Blocks(item) && time.End > time.Start, AppointmentOf(item, id),
            isPrivate ? null : item.Summary, isPrivate ? null : item.Location, item.HtmlLink);
    }

    /// <summary>
    /// An event blocks unless it is shown as free or its owner has declined. That goes for every type: Google marks working locations and
    /// birthdays as free itself, and leaves the choice for focus time. Tentative events block.
    /// </summary>
    private static bool Blocks(GoogleEvent item) =>
        item.Transparency != "transparent"
        && item.Attendees?.Any(attendee => attendee is { Self: true, ResponseStatus: "declined" }) != true;

    private static Guid? AppointmentOf(GoogleEvent item, string id) =>
        item.ExtendedProperties?.Private?.TryGetValue(GoogleEventBody.AppointmentKey, out var mark) == true
        && Guid.TryParseExact(mark, "D", out var appointment)
        && GoogleEventId.IsOf(id, appointment)
            ? appointment
            : null;
}
