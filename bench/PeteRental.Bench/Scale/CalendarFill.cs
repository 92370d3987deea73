using System.Text.Json;
using NpgsqlTypes;
using PeteRental.Calendar.Settings;
using PeteRental.ServiceDefaults;

namespace PeteRental.Bench.Scale;

/// <summary>Fills the database of Calendar: calendars, their appointments, and a line of history for each.</summary>
internal static class CalendarFill
{
    private static readonly JsonDocument Settings = JsonSerializer.SerializeToDocument(new SettingsDocument(CalendarSettings.Default), JsonDefaults.Options);

    private static readonly string[] Streets = ["Birchwood Ave", "Ponce de Leon Ave", "Juniper St", "Magnolia Ln", "Peachtree Rd", "Sycamore Ct", "Linden Blvd", "Harbor View Dr"];
    private static readonly string[] FirstNames = ["Renee", "Marcus", "Aiko", "Lucia", "Tobias", "Fatima", "Owen", "Priya", "Noah", "Grace", "Diego", "Hannah"];
    private static readonly string[] LastNames = ["Oconnor", "Whitfield", "Tanaka", "Moreno", "Lindqvist", "Haddad", "Prescott", "Raman", "Abernathy", "Okafor"];

    public static async Task RunAsync(BulkCopy copy, Landscape landscape, CancellationToken cancellationToken)
    {
        await copy.CopyAsync(
            "calendars (id, workspace_id, user_id, provider, name, is_default, settings, created_at, updated_at)",
            landscape.Workspaces.Sum(workspace => workspace.Calendars.Length),
            landscape.Workspaces.SelectMany(Calendars),
            cancellationToken);
        var random = new Random(1);
        await copy.CopyAsync(
            """
            appointments (id, workspace_id, calendar_id, user_id, agent_id, booked_by, call_id, source, status, start_at, end_at, blocked,
                property_address, property_key, attendee_name, attendee_email, attendee_phone, notes, expires_at, cancel_reason, created_at, updated_at)
            """,
            landscape.Workspaces.Sum(workspace => workspace.Appointments),
            InOrderOfTime(landscape).Select(entry => Appointment(landscape, entry.Workspace, entry.Appointment, random)),
            cancellationToken);
        await copy.RunAsync(
            "appointment_history",
            """
            INSERT INTO appointment_history (id, workspace_id, appointment_id, revision, at, action, actor, actor_user_id, call_id, after)
            SELECT gen_random_uuid(), workspace_id, id, 0, created_at, 'booked', CASE source WHEN 'voice' THEN 'caller' ELSE 'manager' END, booked_by, call_id,
                jsonb_build_object('appointment_id', id, 'calendar_id', calendar_id, 'agent_id', agent_id, 'user_id', user_id, 'status', 'confirmed',
                    'start_at', start_at, 'end_at', end_at, 'timezone', 'America/New_York', 'property_address', property_address,
                    'attendee_name', attendee_name, 'attendee_email', attendee_email, 'attendee_phone', attendee_phone, 'notes', notes,
                    'call_id', call_id, 'source', source, 'sequence', 0)
            FROM appointments
            """,
            cancellationToken);
        await copy.SettleAsync("calendar", cancellationToken);
    }

    private static IEnumerable<object?[]> Calendars(FilledWorkspace workspace) => workspace.Calendars.Select(object?[] (calendar, index) =>
        [calendar, workspace.Id, workspace.Users[index], "native", index == 0 ? "Viewings" : $"Diary {index}", index == 0, Settings, workspace.CreatedAt, workspace.CreatedAt]);

    // Rows come into the table as they were booked, those of all workspaces among each other; one workspace's rows one after another
    // would lie together on the disk as they never do.
    private static IEnumerable<(FilledWorkspace Workspace, int Appointment)> InOrderOfTime(Landscape landscape) =>
        landscape.Workspaces
            .SelectMany(workspace => Enumerable.Range(0, workspace.Appointments).Select(appointment => (workspace, appointment)))
            .OrderBy(entry => (double)entry.appointment / entry.workspace.Appointments);

    private static object?[] Appointment(Landscape landscape, FilledWorkspace workspace, int number, Random random)
    {
        var (calendar, start) = landscape.Place(workspace, number);
        var status = start < landscape.Now ? PastStatus(random.NextDouble()) : ComingStatus(random.NextDouble());
        var isByVoice = random.NextDouble() < 0.8;
        var bookedAt = Earlier(start.AddDays(-1 - (random.NextDouble() * 6)), landscape.Now);
        var (house, street, unit) = (random.Next(1, 400), Streets[random.Next(Streets.Length)], random.Next(1, 30));
        var address = $"{house} {street}, Apt {unit}";
        var name = $"{FirstNames[random.Next(FirstNames.Length)]} {LastNames[random.Next(LastNames.Length)]}";
        return
        [
            Guid.CreateVersion7(bookedAt), workspace.Id, calendar, workspace.Users[0], isByVoice ? workspace.BusyAgent(random) : null,
            isByVoice ? null : workspace.Users[random.Next(workspace.Users.Length)],
            isByVoice && number < workspace.Calls ? workspace.CallId(number) : null, isByVoice ? "voice" : "api", status,
            start, start.AddMinutes(30), new NpgsqlRange<DateTime>(start.UtcDateTime, true, start.AddHours(1).UtcDateTime, false),
            address, $"{house} {street} apt {unit}".ToLowerInvariant(), name,
            random.NextDouble() < 0.4 ? $"{name.Replace(' ', '.').ToLowerInvariant()}{random.Next(10_000)}@guests.test" : null,
            $"+1555{random.Next(10_000_000):0000000}", random.NextDouble() < 0.2 ? "Would like to see the garage, and brings a small dog." : null,
            status == "held" ? landscape.Now.AddDays(1) : null, status == "cancelled" ? "Found another home." : null, bookedAt, bookedAt,
        ];
    }

    // Many managers never note what became of a viewing.
    private static string PastStatus(double dice) => dice switch { < 0.45 => "confirmed", < 0.72 => "completed", < 0.80 => "no_show", _ => "cancelled" };

    private static string ComingStatus(double dice) => dice switch { < 0.78 => "confirmed", < 0.80 => "reserved", < 0.81 => "held", _ => "cancelled" };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
