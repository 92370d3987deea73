using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using PeteRental.Calendar.Settings;
using PeteRental.Calendar.Tests.Connections;
using PeteRental.Contracts.Calendar;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Tests;

/// <summary>A status and a body.</summary>
public sealed record Answer(int Status, JsonObject Body)
{
    public string Code => Body["code"]?.GetValue<string>() ?? "";

    public JsonObject Errors => Body["errors"]?.AsObject() ?? [];

    public DateTimeOffset[] Alternatives => [.. Body["alternatives"]!.AsArray().Select(item => item!["start_time"]!.GetValue<DateTimeOffset>())];
}

/// <summary>A workspace as its members and its callers use it.</summary>
public sealed class Workspace(CalendarHost host, Guid id)
{
    private readonly Guid _owner = Guid.CreateVersion7();

    public Guid Id => id;

    /// <summary>The person that the methods act as.</summary>
    public Guid OwnerId => _owner;

    /// <summary>The replica that the methods talk to.</summary>
    public WebApplicationFactory<CalendarSettings> Service { get; init; } = host.Service;

    /// <summary>The same workspace seen through another replica.</summary>
    public Workspace On(WebApplicationFactory<CalendarSettings> service) => new(host, id) { Service = service };

    public HttpClient Member(WorkspaceRole role = WorkspaceRole.Owner) => host.As(Service, id, _owner, role);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, WorkspaceRole role = WorkspaceRole.Owner)
    {
        using var client = Member(role);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    public async Task<JsonObject> GetAsync(string path)
    {
        var answer = await SendAsync(HttpMethod.Get, path);
        Assert.True(answer.Status == 200, $"GET {path} answered {answer.Status}: {answer.Body}");
        return answer.Body;
    }

    public async Task ChangeSettingsAsync(object change)
    {
        var answer = await SendAsync(HttpMethod.Put, "/calendar/settings", change);
        Assert.True(answer.Status == 200, answer.Body.ToString());
    }

    /// <summary>Open at any minute, without notice or buffers.</summary>
    public Task OpenAlwaysAsync() => ChangeSettingsAsync(new
    {
        business_hours = Enum.GetNames<DayOfWeek>().ToDictionary(day => day.ToLowerInvariant(), _ => new[] { new { from = "00:00", to = "24:00" } }),
        buffer_after_minutes = 0,
        min_notice_minutes = 0,
        slot_minutes = 15,
    });

    public Task<Answer> BookAsync(object start, string? idempotencyKey = null, string address = "118 Birchwood Ave", string name = "Ann Lee", string? phone = null) =>
        SendAsync(HttpMethod.Post, "/appointments", new { start_time = start, property_address = address, attendee_name = name, attendee_phone = phone }, idempotencyKey);

    public async Task<DateTimeOffset[]> OpeningsAsync(string query = "") =>
        [.. (await GetAsync($"/calendar/availability{query}"))["available_slots"]!.AsArray().Select(slot => slot!["start_time"]!.GetValue<DateTimeOffset>())];

    public Task<VoiceAvailabilityReply> AskAsync(string? date = null, string? timeOfDay = null, int? daysAhead = null) =>
        VoiceAsync<VoiceAvailabilityReply>("availability", new VoiceAvailabilityRequest(new(null, null, null), date, timeOfDay, daysAhead));

    public Task<VoiceBookingReply> CallAndBookAsync(
        string start, string? call = null, string? tool = null, string address = "118 Birchwood Ave, Apt 4", string name = "Ann Lee", string? phone = "+14055550187", string? email = null, string? caller = null) =>
        VoiceAsync<VoiceBookingReply>("bookings", new VoiceBookingRequest(
            new(null, null, null), call ?? NewId(), tool ?? NewId(), address, start, name, email, phone, null, caller));

    public Task<VoiceBookingReply> FindAsync(string? phone = "+14055550187", string? name = null) =>
        VoiceAsync<VoiceBookingReply>("find", new VoiceFindRequest(phone, name));

    /// <summary>Asks for a number that is only said, as on a web call.</summary>
    public Task<VoiceBookingReply> FindClaimedAsync(string phone) =>
        VoiceAsync<VoiceBookingReply>("find", new VoiceFindRequest(null, null, phone));

    public Task<VoiceBookingReply> MoveAsync(string start, string? call = null, string? tool = null, string? phone = "+14055550187", string? appointment = null) =>
        VoiceAsync<VoiceBookingReply>("reschedules", new VoiceRescheduleRequest(call ?? NewId(), tool ?? NewId(), phone, appointment, start));

    public Task<VoiceBookingReply> CallOffAsync(string? call = null, string? tool = null, string? phone = "+14055550187", string? appointment = null) =>
        VoiceAsync<VoiceBookingReply>("cancellations", new VoiceCancelRequest(call ?? NewId(), tool ?? NewId(), phone, appointment, "found another home"));

    public Task<long> CountAsync(string status = "confirmed") =>
        host.QueryAsync<long>("SELECT count(*) FROM appointments WHERE workspace_id = @id AND status = @status", new { id, status });

    /// <summary>Connects an account of the owner's, by default one that nobody else has. Returns its e-mail address.</summary>
    public async Task<string> ConnectAsync(string provider, string? email = null)
    {
        email ??= $"{Guid.NewGuid():N}@diary.test";
        var onward = await new ConsentJourney(host, id, _owner, WorkspaceRole.Owner) { Service = Service }.ConnectAsync(provider, email);
        Assert.Contains("auth=success", onward.Query, StringComparison.Ordinal);
        return email;
    }

    public static string NewId() => Guid.CreateVersion7().ToString();

    private async Task<TReply> VoiceAsync<TReply>(string path, object request)
    {
        using var client = host.AsVoice(Service, id);
        using var response = await client.PostAsJsonAsync($"/internal/voice/{path}", request, JsonDefaults.Options);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path} answered {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<TReply>(text, JsonDefaults.Options)!;
    }
}
