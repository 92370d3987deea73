using System.Text.Json.Nodes;
using NodaTime;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>One version of an event. Its body is never changed: a change is another version.</summary>
/// <param name="Id">Unique in its calendar, also after its deletion.</param>
/// <param name="Order">The order of creation.</param>
/// <param name="Version">The calendar's counter of changes when this was made.</param>
/// <param name="Updated">Real time.</param>
/// <param name="Body">As Google would answer it, but for what depends on who asks; see <see cref="EventView"/>.</param>
/// <param name="Former">Of a series: what it was before, latest last, to tell which of its times are gone.</param>
internal sealed record StoredEvent(
    string Id, long Order, long Version, Instant Updated, JsonObject Body, IReadOnlyList<StoredEvent> Former)
{
    public bool IsCancelled => Text("status") == "cancelled";

    public bool IsSeries => Body["recurrence"] is JsonArray { Count: > 0 };

    /// <summary>Of a changed or cancelled time of a series: the series.</summary>
    public string? SeriesId => Text("recurringEventId");

    /// <summary>What this was when the calendar's counter stood at <paramref name="version"/>, null before it was created.</summary>
    public StoredEvent? AsOf(long version) => Version <= version ? this : Former.LastOrDefault(former => former.Version <= version);

    public string? Text(string member) => Body[member]?.GetValue<string>();

    /// <summary>Takes the person's time, as far as its own properties tell.</summary>
    public static bool IsBusy(JsonObject body) =>
        body["status"]?.GetValue<string>() != "cancelled"
        && body["transparency"]?.GetValue<string>() != "transparent"
        && !(body["attendees"] as JsonArray ?? []).Any(guest =>
            guest!["self"]?.GetValue<bool>() is true && guest["responseStatus"]?.GetValue<string>() == "declined");
}
