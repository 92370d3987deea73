using System.Globalization;

namespace PeteRental.Bench.Scale;

/// <summary>One kind of read.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Marker">Part of every proper reply.</param>
/// <param name="PathOf">What a member asks for; null when their workspace has nothing to ask it of. Of a tool: its arguments.</param>
/// <param name="Tool">The tool that Vapi calls; null for what a member reads.</param>
internal sealed record Read(string Name, string Marker, Func<ScaleMember, string?> PathOf, string? Tool = null);

/// <summary>Every list that pages, with its filters, and every other read of these services. A page has fifty rows, as when no limit is given.</summary>
internal static class Reads
{
    private const string Appointments = "\"appointments\":[";
    private const string Calls = "\"calls\":[";
    private const string RentalList = "\"rentals\":[";

    private static readonly string[] RentalSorts = ["newest", "updated", "price", "-price", "bedrooms", "available_date"];

    public static IReadOnlyList<Read> All(DateTimeOffset now) =>
    [
        .. OfAppointments(now),
        .. OfCalendars(now),
        .. OfCalls(now),
        .. OfRentals(now),
        new("agents", "\"agents\":[", _ => "/agents"),
        new("agents: one", "\"agent_id\":", member => $"/agents/{member.Workspace.Agents[0]}"),
        new("agents: members", "\"members\":[", member => $"/agents/{member.Workspace.Agents[0]}/members"),
        .. OfStats(now),
        new("users", "\"users\":[", _ => "/users"),
        new("users: me", "\"user_id\":", _ => "/users/me"),
        new("workspace", "\"workspace_id\":", _ => "/workspace"),
        new("webhook secrets", "\"webhook_secrets\":[", _ => "/workspace/webhook-secrets"),
    ];

    private static IEnumerable<Read> OfStats(DateTimeOffset now) =>
    [
        new("stats: dashboard", "\"this_week\":", _ => "/dashboard/stats"),
        new("stats: agent, a month", "\"conversion\":", member => $"/agents/{member.Workspace.Agents[0]}/stats"),
        new("stats: agent, a year", "\"conversion\":", member => $"/agents/{member.Workspace.Agents[0]}/stats?from={Date(now.AddDays(-365))}&to={Date(now)}"),
    ];

    private static IEnumerable<Read> OfAppointments(DateTimeOffset now) =>
    [
        new("appointments", Appointments, _ => "/appointments"),
        new("appointments: deep", Appointments, member => member.AppointmentCursor is { } cursor ? $"/appointments?cursor={cursor}" : null),
        new("appointments: from, to", Appointments, _ => $"/appointments?from={Date(now)}&to={Date(now.AddDays(7))}"),
        new("appointments: from", Appointments, _ => $"/appointments?from={Date(now)}"),
        new("appointments: status, common", Appointments, _ => "/appointments?status=confirmed"),
        new("appointments: status, rare", Appointments, _ => "/appointments?status=held"),
        new("appointments: status, deep", Appointments, member =>
            member.AppointmentCursor is { } cursor ? $"/appointments?status=cancelled,no_show&cursor={cursor}" : null),
        new("appointments: calendar", Appointments, member => $"/appointments?calendar_id={member.Workspace.Calendars[^1]}"),
        new("appointments: agent, busy", Appointments, member => $"/appointments?agent_id={member.Workspace.Agents[0]}"),
        new("appointments: agent, idle", Appointments, member => $"/appointments?agent_id={member.Workspace.Agents[^1]}"),
        new("appointments: q, common", Appointments, _ => "/appointments?q=birchwood"),
        new("appointments: q, phone", Appointments, member => Text(member, "attendee_phone") is { } phone ? $"/appointments?q={phone[2..]}" : null),
        new("appointments: q, address", Appointments, member => Text(member, "property_address") is { } address ? $"/appointments?q={Uri.EscapeDataString(address)}" : null),
        new("appointments: q, two letters", Appointments, _ => "/appointments?q=zz"),
        new("appointments: q, nothing found", Appointments, _ => "/appointments?q=nobody%20has%20this"),
        new("appointments: q and from, nothing found", Appointments, _ => $"/appointments?q=nobody%20has%20this&from={Date(now)}"),
        new("appointments: of an agent", Appointments, member => $"/agents/{member.Workspace.Agents[0]}/appointments"),
        new("appointments: of me, none", Appointments, _ => "/users/me/appointments"),
        new("appointments: of the owner", Appointments, member => $"/users/{member.Workspace.Users[0]}/appointments"),
        new("appointments: one", "\"appointment_id\":", member => Text(member, "appointment_id") is { } id ? $"/appointments/{id}" : null),
        new("appointments: history", "\"history\":[", member => Text(member, "appointment_id") is { } id ? $"/appointments/{id}/history" : null),
    ];

    private static IEnumerable<Read> OfCalendars(DateTimeOffset now) =>
    [
        new("availability", "\"available_slots\":[", _ => "/calendar/availability"),
        new("availability: month", "\"available_slots\":[", _ => "/calendar/availability?days_ahead=30"),
        new("availability: explain", "\"is_free\":", _ => $"/calendar/availability/explain?at={Date(now.AddDays(3))}T15:00:00Z"),
        new("calendars", "\"calendars\":[", _ => "/calendar/calendars"),
        new("calendar settings", "\"business_hours\":", _ => "/calendar/settings"),
        new("calendar events, not paged", "\"events\":[", _ => "/calendar/events?days_ahead=1"),
    ];

    private static IEnumerable<Read> OfCalls(DateTimeOffset now) =>
    [
        new("calls", Calls, _ => "/calls"),
        new("calls: deep", Calls, member => member.CallCursor is { } cursor ? $"/calls?cursor={cursor}" : null),
        new("calls: from, to", Calls, _ => $"/calls?from={Instant(now.AddDays(-60))}&to={Instant(now.AddDays(-30))}"),
        new("calls: outcome, common", Calls, _ => "/calls?outcome=booked"),
        new("calls: outcome, none", Calls, _ => "/calls?outcome=cancelled"),
        new("calls: agent, busy", Calls, member => $"/calls?agent_id={member.Workspace.Agents[0]}"),
        new("calls: agent, idle", Calls, member => $"/calls?agent_id={member.Workspace.Agents[^1]}"),
        new("calls: one", "\"tool_calls\":[", member => member.Call?["call_id"]?.GetValue<string>() is { } id ? $"/calls/{id}" : null),
    ];

    private static IEnumerable<Read> OfRentals(DateTimeOffset now) =>
    [
        .. RentalSorts.Select(sort => Rentals($"sort {sort}", $"sort={sort}")),
        new("rentals: deep", RentalList, member => member.RentalCursor is { } cursor ? $"/rentals?cursor={cursor}" : null),
        Rentals("max price, common", "max_price=1500"),
        Rentals("max price, rare", "max_price=705"),
        Rentals("nothing fits", "max_price=100&min_bedrooms=4&sort=price"),
        Rentals("city and beds by price", "city=decatur&min_bedrooms=3&sort=price"),
        Rentals("available by", $"available_by={Date(now.AddDays(30))}&sort=available_date"),
        Rentals("status, rare", "availability_status=waitlist"),
        Rentals("by hand", "source_type=manual&sort=-price"),
        Rentals("with gone ones", "include_gone=true"),
        Rentals("with gone ones by price", "include_gone=true&sort=price"),
        new("rentals: website", RentalList, member => $"/rentals?website=site-0.homes-{member.Workspace.Rank}.test&sort=price"),
        new("rentals: address of a website", RentalList, member => $"/rentals?website=https://site-0.homes-{member.Workspace.Rank}.test/homes"),
        Rentals("q, common", "q=birchwood"),
        Rentals("q, everywhere", "q=balcony&sort=price"),
        Rentals("q, everywhere, nothing fits", "q=balcony&max_price=100"),
        Rentals("q, beginning", "q=120%20bir"),
        Rentals("q, nothing found", "q=nobody%20has%20this"),
        new("rentals: one", "\"rental_id\":", member => Rental(member) is { } id ? $"/rentals/{id}" : null),
        new("rentals: history", "\"history\":[", member => Rental(member) is { } id ? $"/rentals/{id}/history" : null),
        new("rentals: database status", "\"total_rentals\":", _ => "/database/status"),
        new("rentals: database available", RentalList, _ => "/database/available"),
        new("rentals: database, a website", RentalList, member => $"/database/rentals/site-0.homes-{member.Workspace.Rank}.test"),
        Spoken("search, anything", "search_rentals", _ => "{}"),
        Spoken("search, city and numbers", "search_rentals", _ => """{"city":"Decatur","min_bedrooms":2,"max_price":1800}"""),
        Spoken("search, words", "search_rentals", _ => """{"query":"a two bedroom with a balcony on Juniper Street"}"""),
        Spoken("search, a word of all", "search_rentals", _ => """{"query":"balcony","max_price":1500}"""),
        Spoken("search, nothing fits", "search_rentals", _ => """{"max_price":100,"min_bedrooms":4}"""),
        Spoken("search, a website", "search_rentals", member => $$"""{"website":"site-0.homes-{{member.Workspace.Rank}}.test","max_price":1500}"""),
        Spoken("address, exact", "get_rental_details", member => Words(member.Rental?["property_address"]?.GetValue<string>())),
        Spoken("address, misheard", "get_rental_details", _ => """{"address":"one twenty junipr"}"""),
        Spoken("address, a street", "get_rental_details", _ => """{"address":"the house on Sycamore"}"""),
        Spoken("address, unknown", "get_rental_details", _ => """{"address":"9 Nowhere Lane"}"""),
    ];

    private static Read Rentals(string name, string query) => new($"rentals: {name}", RentalList, _ => $"/rentals?{query}");

    private static Read Spoken(string name, string tool, Func<ScaleMember, string?> argumentsOf) => new($"rentals by voice: {name}", "\"result\":\"", argumentsOf, tool);

    private static string? Words(string? address) => address is null ? null : $$"""{"address":"{{address}}"}""";

    private static string? Rental(ScaleMember member) => member.Rental?["rental_id"]?.GetValue<string>();

    private static string? Text(ScaleMember member, string field) => member.Appointment?[field]?.GetValue<string>();

    private static string Date(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
