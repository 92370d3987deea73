using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using PeteRental.Calendar.Settings;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>A workspace whose own calendar is linked to somebody's diary, with both its sides.</summary>
public sealed record ConnectedCalendar(CalendarHost Host, Workspace Workspace, OwnedDiary Diary, string Provider, string Email, Guid CalendarId, string DiaryId)
{
    public static TheoryData<string> Providers => ["microsoft", "google"];

    /// <summary>Tuesday, the day after the clock's.</summary>
    public static DateTimeOffset Tuesday { get; } = new(2027, 3, 2, 0, 0, 0, TimeSpan.FromHours(-5));

    /// <param name="host">The host.</param>
    /// <param name="provider">microsoft or google.</param>
    /// <param name="service">A replica with a clock of its own: then the provider tells of no changes, and only those who ask have the diary read.</param>
    /// <param name="email">The account.</param>
    public static async Task<ConnectedCalendar> ConnectAsync(
        CalendarHost host, string provider, WebApplicationFactory<CalendarSettings>? service = null, string? email = null)
    {
        var workspace = host.NewWorkspace();
        workspace = service is null ? workspace : workspace.On(service);
        email = await workspace.ConnectAsync(provider, email);
        var key = new { workspace = workspace.Id };
        return new ConnectedCalendar(
            host, workspace, new OwnedDiary(host.Sandbox, provider, email), provider, email,
            await host.QueryAsync<Guid>("SELECT id FROM calendars WHERE workspace_id = @workspace AND is_default AND provider <> 'native'", key),
            (await host.QueryAsync<string>("SELECT diary_id FROM calendars WHERE workspace_id = @workspace AND is_default", key))!);
    }

    /// <summary>The same seen through another replica.</summary>
    public ConnectedCalendar On(WebApplicationFactory<CalendarSettings> service) => this with { Workspace = Workspace.On(service) };

    public Task<JsonObject> AvailabilityAsync(string query = "?date=2027-03-02") => Workspace.GetAsync($"/calendar/availability{query}");

    public static DateTimeOffset[] Starts(JsonObject availability) =>
        [.. availability["available_slots"]!.AsArray().Select(slot => slot!["start_time"]!.GetValue<DateTimeOffset>())];

    public async Task<DateTimeOffset[]> TuesdaysAsync() => Starts(await AvailabilityAsync());

    /// <summary>What the provider was asked of this diary.</summary>
    public async Task<IReadOnlyList<JsonNode>> RequestsAsync()
    {
        var log = await Host.Sandbox.GetFromJsonAsync<JsonObject>($"/control/requests?target={(Provider == "google" ? "google/calendar" : "microsoft/graph")}");
        return [.. log!["requests"]!.AsArray().Where(request => request!["path"]!.GetValue<string>().Contains(DiaryId, StringComparison.Ordinal))!];
    }

    /// <summary>How many times the diary was read, pages not counted: as a whole, or what has changed.</summary>
    public async Task<int> CountReadsAsync() => (await RequestsAsync()).Count(request =>
        request["method"]!.GetValue<string>() == "GET"
        && (Provider == "google"
            ? request["path"]!.GetValue<string>().EndsWith("/events", StringComparison.Ordinal) && request["query"]!["pageToken"] is null
            : request["path"]!.GetValue<string>().Contains("delta", StringComparison.Ordinal) && request["query"]!["$skiptoken"] is null));

    /// <summary>What was written to an event: made, changed, called off.</summary>
    public async Task<int> CountWritesAsync()
    {
        var log = await Host.Sandbox.GetFromJsonAsync<JsonObject>($"/control/requests?target={(Provider == "google" ? "google/calendar" : "microsoft/graph")}");
        var events = (await Host.QueryAsync<string[]>(
            "SELECT array_agg(event_id) FROM diary_events WHERE calendar_id = @CalendarId", new { CalendarId })) ?? [];
        return log!["requests"]!.AsArray().Count(request =>
            request!["method"]!.GetValue<string>() != "GET" && request["path"]!.GetValue<string>() is var path
            && (path.Contains($"{DiaryId}/events", StringComparison.Ordinal) || events.Any(id => path.Contains(id, StringComparison.Ordinal)))
            && !path.Contains("/watch", StringComparison.Ordinal));
    }

    /// <summary>Waits until the provider tells of changes.</summary>
    public Task UntilToldAsync() => CalendarHost.UntilAsync(
        async () => await Host.QueryAsync<long>(
            "SELECT count(*) FROM push_channels WHERE calendar_id = @CalendarId AND (subscription_id IS NOT NULL OR resource_id IS NOT NULL)", new { CalendarId }) == 1,
        "a channel is open");

    /// <summary>Books Tuesday at an hour, and waits until the diary shows it.</summary>
    public async Task<Guid> BookAsync(int hour)
    {
        var booked = await Workspace.BookAsync(Tuesday.AddHours(hour).ToString("O"));
        Assert.True(booked.Status == 201, booked.Body.ToString());
        var id = booked.Body["appointment_id"]!.GetValue<Guid>();
        await UntilAsync(id, appointment => appointment["sync_status"]!.GetValue<string>() == "synced", "the diary shows the viewing");
        return id;
    }

    public Task<JsonObject> AppointmentAsync(Guid id) => Workspace.GetAsync($"/appointments/{id}");

    public Task UntilAsync(Guid id, Func<JsonObject, bool> holds, string fact) =>
        CalendarHost.UntilAsync(async () => holds(await AppointmentAsync(id)), fact);
}
