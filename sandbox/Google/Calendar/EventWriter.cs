using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Changes events and tells whoever wants to know: guests by mail, as asked, and channels.</summary>
internal sealed class EventWriter(GoogleAccounts accounts, PushChannels channels, TimeProvider time)
{
    // What somebody who was invited may change about their own copy.
    private static readonly string[] GuestsOwn = ["attendees", "reminders", "colorId", "transparency", "visibility", "extendedProperties", "id"];

    // What an update does not take away when it leaves it out.
    private static readonly string[] Lasting =
        ["created", "creator", "organizer", "iCalUID", "eventType", "recurringEventId", "originalStartTime"];

    public EventOutcome Insert(GoogleCalendar calendar, JsonObject known, string? mails, GoogleAccount by) =>
        Tell(calendar, calendar.Insert(known), mails, by);

    public EventOutcome Patch(GoogleCalendar calendar, string eventId, JsonObject known, string? ifMatch, string? mails, GoogleAccount by) =>
        Tell(calendar, calendar.Change(eventId, ifMatch, before => IsForbidden(before, known)
            ? (null, GoogleReply.Refuse(
                403, "forbiddenForNonOrganizer", "Shared properties can only be changed by the organizer of the event.", "calendar"))
            : (EventDraft.Merge(before.Body, known), null)), mails, by);

    /// <summary>Changes an event as its owner, who organises it whatever it says.</summary>
    public EventOutcome PatchAsOwner(GoogleCalendar calendar, string eventId, JsonObject known, GoogleAccount by) =>
        Tell(calendar, calendar.Change(eventId, null, before => (EventDraft.Move(before.Body, known), null)), null, by);

    public EventOutcome Replace(GoogleCalendar calendar, string eventId, JsonObject known, string? ifMatch, string? mails, GoogleAccount by) =>
        Tell(calendar, calendar.Change(eventId, ifMatch, before =>
        {
            var body = known.DeepClone().AsObject();
            foreach (var name in Lasting.Where(name => before.Body[name] is not null && body[name] is null))
            {
                body[name] = before.Body[name]!.DeepClone();
            }

            return (body, null);
        }), mails, by);

    public EventOutcome Delete(GoogleCalendar calendar, string eventId, string? ifMatch, string? mails, GoogleAccount by) =>
        Tell(calendar, calendar.Delete(eventId, ifMatch), mails, by);

    private EventOutcome Tell(GoogleCalendar calendar, EventOutcome outcome, string? mails, GoogleAccount by)
    {
        if (outcome.Refusal is null)
        {
            by.Invite(Mails(calendar, outcome, mails));
            channels.Announce(calendar);
        }

        return outcome;
    }

    private IEnumerable<Invitation> Mails(GoogleCalendar calendar, EventOutcome outcome, string? mails)
    {
        if (mails is null or "none")
        {
            return [];
        }

        var (before, after) = (Guests(outcome.Before), Guests(outcome.After!.IsCancelled ? null : outcome.After));
        var kinds = after.Select(email => (email, Kind: before.Contains(email) ? "update" : "invitation"))
            .Concat(before.Except(after).Select(email => (email, Kind: "cancellation")));
        return kinds
            .Where(guest => mails == "all" || !accounts.Has(guest.email))
            .Select(guest => new Invitation(calendar.Id, outcome.After.Id, guest.email, guest.Kind, mails, time.GetUtcNow()));
    }

    private static IReadOnlyList<string> Guests(StoredEvent? stored) => stored is null or { IsCancelled: true }
        ? []
        : [.. (stored.Body["attendees"] as JsonArray ?? [])
            .Where(guest => guest!["self"] is null)
            .Select(guest => guest!["email"]!.GetValue<string>().ToLowerInvariant())
            .Distinct()];

    private static bool IsForbidden(StoredEvent before, JsonObject known) =>
        before.Body["organizer"]?["self"] is null
        && before.Body["guestsCanModify"]?.GetValue<bool>() is not true
        && known.Any(member => !GuestsOwn.Contains(member.Key, StringComparer.Ordinal));
}
