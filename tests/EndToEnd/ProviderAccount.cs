using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>An event of a diary, as far as the tests look at it.</summary>
internal sealed record DiaryEntry(string Id, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Attendees);

/// <summary>An account at Microsoft or Google with one diary, as its owner uses it, and the way in which they connect it here.</summary>
internal sealed class ProviderAccount(Deployment deployment, string provider)
{
    public string Email { get; } = $"manager-{Guid.CreateVersion7():N}@contoso.test";

    private string Control => $"/control/{provider}/accounts/{Email}";

    /// <summary>Signs in at the provider and consents, as a browser does: from our page to theirs and back.</summary>
    public async Task<string> ConnectAsync(Workspace workspace)
    {
        var start = await workspace.StartConnectingAsync(provider);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var consent = await browser.GetAsync(new Uri($"{start}&login_hint={Uri.EscapeDataString(Email)}&prompt=none"));
        Assert.True(consent.StatusCode == HttpStatusCode.Redirect, $"{provider} answered {(int)consent.StatusCode}: {await consent.Content.ReadAsStringAsync()}");
        using var back = await browser.GetAsync(consent.Headers.Location);
        return back.Headers.Location?.Query ?? throw new InvalidOperationException($"The callback answered {(int)back.StatusCode}.");
    }

    /// <summary>Puts an event into the diary.</summary>
    public async Task<string> AddAsync(DateTimeOffset start, DateTimeOffset end)
    {
        object entry = provider == "microsoft"
            ? new { subject = "Dentist", start = new { dateTime = Utc(start), timeZone = "UTC" }, end = new { dateTime = Utc(end), timeZone = "UTC" }, showAs = "busy" }
            : new { summary = "Dentist", start = new { dateTime = start.ToString("O") }, end = new { dateTime = end.ToString("O") } };
        using var response = await deployment.Sandbox.PostAsJsonAsync($"{Control}/events", entry);
        return (await ReadAsync(response))["id"]!.GetValue<string>();
    }

    public async Task RemoveAsync(string id) =>
        (await deployment.Sandbox.DeleteAsync($"{Control}/events/{Uri.EscapeDataString(id)}")).EnsureSuccessStatusCode();

    public async Task<IReadOnlyList<DiaryEntry>> EventsAsync()
    {
        using var response = await deployment.Sandbox.GetAsync($"{Control}/events");
        return [.. (await ReadAsync(response))[provider == "microsoft" ? "value" : "items"]!.AsArray().Select(item => Entry(item!.AsObject()))];
    }

    /// <summary>Makes the provider's calendar fail for this account, until it is taken back.</summary>
    public async Task FailAsync(int status) => (await deployment.Sandbox.PostAsJsonAsync(
        "/control/faults", new { target = provider == "microsoft" ? "microsoft/graph" : "google/calendar", status, account = Email })).EnsureSuccessStatusCode();

    public async Task RecoverAsync() =>
        (await deployment.Sandbox.DeleteAsync($"/control/faults?account={Uri.EscapeDataString(Email)}")).EnsureSuccessStatusCode();

    private DiaryEntry Entry(JsonObject entry) => provider == "microsoft"
        ? new DiaryEntry(
            entry["id"]!.GetValue<string>(), Time(entry["start"]!), Time(entry["end"]!),
            [.. (entry["attendees"]?.AsArray() ?? []).Select(attendee => attendee!["emailAddress"]!["address"]!.GetValue<string>())])
        : new DiaryEntry(
            entry["id"]!.GetValue<string>(), entry["start"]!["dateTime"]!.GetValue<DateTimeOffset>(), entry["end"]!["dateTime"]!.GetValue<DateTimeOffset>(),
            [.. (entry["attendees"]?.AsArray() ?? []).Select(attendee => attendee!["email"]!.GetValue<string>())]);

    private static DateTimeOffset Time(JsonNode time)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(time["timeZone"]!.GetValue<string>());
        var local = DateTime.Parse(time["dateTime"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"The provider's side answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
