using System.Text.Json.Nodes;
using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>A mail that Exchange sent to an attendee.</summary>
/// <param name="To">The attendee.</param>
/// <param name="Name">As the organiser wrote it.</param>
/// <param name="Kind"><c>invitation</c>, <c>update</c> or <c>cancellation</c>.</param>
/// <param name="EventId">What it is about.</param>
/// <param name="Subject">Of the event.</param>
/// <param name="Start">Of the event, as Graph writes it.</param>
/// <param name="End">Of the event, as Graph writes it.</param>
/// <param name="Comment">Of a cancellation.</param>
/// <param name="SentAt">By the sandbox's clock.</param>
internal sealed record Invitation(
    string To, string? Name, string Kind, string EventId, string? Subject, JsonObject Start, JsonObject End, string? Comment, DateTimeOffset SentAt);

/// <summary>The latest mails to attendees, oldest first.</summary>
internal sealed class InvitationBook(SandboxClock clock)
{
    private const int Capacity = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<Invitation> _sent = [];

    public IReadOnlyList<Invitation> List()
    {
        lock (_gate)
        {
            return [.. _sent];
        }
    }

    /// <summary>Everybody is invited.</summary>
    public void Invite(GraphEvent made) => Send(made, "invitation", Attendees(made));

    /// <summary>Whoever is new is invited, who is gone is told so; the others hear of it when more changed than the attendees.</summary>
    public void Update(GraphEvent before, GraphEvent after)
    {
        var (were, are) = (Attendees(before), Attendees(after));
        Send(after, "cancellation", [.. were.ExceptBy(are.Select(Address), Address, StringComparer.OrdinalIgnoreCase)]);
        Send(after, "invitation", [.. are.ExceptBy(were.Select(Address), Address, StringComparer.OrdinalIgnoreCase)]);
        if (DiffersBesidesAttendees(before, after))
        {
            Send(after, "update", [.. are.IntersectBy(were.Select(Address), Address, StringComparer.OrdinalIgnoreCase)]);
        }
    }

    /// <summary>Everybody hears that it does not take place.</summary>
    public void Cancel(GraphEvent removed, string? comment) => Send(removed, "cancellation", Attendees(removed), comment);

    private void Send(GraphEvent about, string kind, List<JsonObject> attendees, string? comment = null)
    {
        // Only the organiser's copy writes mails.
        if (attendees.Count == 0 || about.Fields["isOrganizer"]?.GetValue<bool>() is false)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var attendee in attendees)
            {
                _sent.Enqueue(new Invitation(
                    Address(attendee), attendee["name"]?.GetValue<string>(), kind, about.Id, about.Fields["subject"]?.GetValue<string>(),
                    about.Start.ToJson(), about.End.ToJson(), comment, clock.Now));
            }

            while (_sent.Count > Capacity)
            {
                _sent.Dequeue();
            }
        }
    }

    private static bool DiffersBesidesAttendees(GraphEvent before, GraphEvent after)
    {
        var (was, now) = ((JsonObject)before.Fields.DeepClone(), (JsonObject)after.Fields.DeepClone());
        was.Remove("attendees");
        now.Remove("attendees");
        return before.Start != after.Start || before.End != after.End || before.Recurrence != after.Recurrence || !JsonNode.DeepEquals(was, now);
    }

    private static List<JsonObject> Attendees(GraphEvent of) =>
        [.. (of.Fields["attendees"] as JsonArray ?? []).Select(attendee => attendee!["emailAddress"]!.AsObject())];

    private static string Address(JsonObject attendee) => attendee["address"]!.GetValue<string>();
}
