using NodaTime;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>Graph's events as we write them. Text stays text: nothing here becomes HTML.</summary>
internal static class GraphEventWriter
{
    private const int ReminderMinutes = 60;

    /// <summary>An event that is not there yet.</summary>
    public static GraphEventChange Create(EventDraft draft) => new()
    {
        Subject = draft.Subject,
        Body = Text(draft),
        Start = GraphTimes.Write(draft.Start, draft.Timezone),
        End = GraphTimes.Write(draft.End, draft.Timezone),
        Location = new GraphLocation(draft.Location),
        Attendees = Guest(draft) is { } guest ? [guest] : [],
        ShowAs = "busy",
        IsReminderOn = true,
        ReminderMinutesBeforeStart = ReminderMinutes,
        TransactionId = EventMark.Of(draft.AppointmentId, draft.Generation),
    };

    /// <summary>
    /// What has to change for an event to show the draft; null when it does already. Each change is mailed to the guests, so nothing is sent
    /// that is as it should be; and whom else its owner has invited stays invited.
    /// </summary>
    /// <param name="item">The event now, its body as text.</param>
    /// <param name="draft">As it shall be.</param>
    /// <param name="mailbox">The zone in which whole days are meant.</param>
    public static GraphEventChange? Change(GraphEvent item, EventDraft draft, DateTimeZone mailbox)
    {
        var stands = GraphEventReader.ReadWritten(item, mailbox);
        var moves = item.IsAllDay is true || stands is null || stands.Start != draft.Start || stands.End != draft.End;
        var change = new GraphEventChange
        {
            Subject = item.Subject == draft.Subject ? null : draft.Subject,
            Body = Words(item.Body?.Content) == Words(draft.Description) ? null : Text(draft),
            Start = moves ? GraphTimes.Write(draft.Start, draft.Timezone) : null,
            End = moves ? GraphTimes.Write(draft.End, draft.Timezone) : null,
            IsAllDay = item.IsAllDay is true ? false : null,
            Location = (item.Location?.DisplayName ?? "") == draft.Location ? null : new GraphLocation(draft.Location),
            Attendees = Guest(draft) is { } guest && !IsInvited(item, guest) ? [guest] : null,
        };
        return change == new GraphEventChange() ? null : change;
    }

    private static GraphBody Text(EventDraft draft) => new("text", draft.Description);

    private static GraphAttendee? Guest(EventDraft draft) => draft.AttendeeEmail is { } email
        ? new GraphAttendee(new GraphEmailAddress(email, draft.AttendeeName), "required") : null;

    private static bool IsInvited(GraphEvent item, GraphAttendee guest) => item.Attendees?.Any(attendee =>
        string.Equals(attendee.EmailAddress?.Address, guest.EmailAddress?.Address, StringComparison.OrdinalIgnoreCase)) is true;

    // Exchange keeps bodies as HTML, so that lines and spaces come back differently.
    private static string Words(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
