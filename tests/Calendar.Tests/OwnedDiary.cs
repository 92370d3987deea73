using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Calendar.Tests;

/// <summary>An event as a provider's diary has it.</summary>
public sealed record DiaryEntry(string Id, string Subject, DateTimeOffset Start, DateTimeOffset End, string Location, string Text, string[] Guests);

/// <summary>A diary at a provider, as its owner uses it and as the provider's bad days leave it.</summary>
public sealed class OwnedDiary(HttpClient sandbox, string provider, string email)
{
    /// <summary>The provider's calendar API, where faults are set.</summary>
    private string Api => provider == "google" ? "google/calendar" : "microsoft/graph";

    /// <summary>Its owner writes something in, or moves what has the id.</summary>
    public async Task<string> PutAsync(DateTimeOffset start, DateTimeOffset end, string? id = null, string subject = "Dentist", bool isFree = false)
    {
        var body = new JsonObject
        {
            [provider == "google" ? "summary" : "subject"] = subject,
            ["start"] = Time(start),
            ["end"] = Time(end),
        };
        if (id is not null)
        {
            body["id"] = id;
        }

        if (isFree)
        {
            body[provider == "google" ? "transparency" : "showAs"] = provider == "google" ? "transparent" : "free";
        }

        using var response = await sandbox.PostAsJsonAsync($"/control/{provider}/accounts/{email}/events", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["id"]!.GetValue<string>();
    }

    /// <summary>Its owner takes an event out.</summary>
    public async Task RemoveAsync(string id)
    {
        using var response = await sandbox.DeleteAsync($"/control/{provider}/accounts/{email}/events/{id}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Everything in it.</summary>
    public async Task<IReadOnlyList<DiaryEntry>> ListAsync()
    {
        var body = JsonNode.Parse(await sandbox.GetStringAsync($"/control/{provider}/accounts/{email}/events"))!;
        return [.. body[provider == "google" ? "items" : "value"]!.AsArray().Select(Read!)];
    }

    /// <summary>What was written for viewings.</summary>
    public async Task<IReadOnlyList<DiaryEntry>> ViewingsAsync() =>
        [.. (await ListAsync()).Where(entry => entry.Subject.StartsWith("Viewing", StringComparison.Ordinal))];

    /// <summary>Lets the provider fail for this account alone.</summary>
    public async Task BreakAsync(object fault)
    {
        var body = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(fault))!.AsObject();
        body["account"] = email;
        body["target"] ??= Api;
        using var response = await sandbox.PostAsJsonAsync("/control/faults", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Ends all its failures.</summary>
    public async Task MendAsync()
    {
        using var response = await sandbox.DeleteAsync($"/control/faults?account={email}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private JsonObject Time(DateTimeOffset at) => provider == "google"
        ? new JsonObject { ["dateTime"] = at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture) }
        : new JsonObject { ["dateTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), ["timeZone"] = "UTC" };

    private DiaryEntry Read(JsonNode entry) => new(
        entry["id"]!.GetValue<string>(),
        entry[provider == "google" ? "summary" : "subject"]?.GetValue<string>() ?? "",
        ReadTime(entry["start"]!),
        ReadTime(entry["end"]!),
        (provider == "google" ? entry["location"] : entry["location"]?["displayName"])?.GetValue<string>() ?? "",
        (provider == "google" ? entry["description"] : entry["body"]?["content"])?.GetValue<string>() ?? "",
        [
            .. (entry["attendees"]?.AsArray() ?? []).Select(guest =>
                (provider == "google" ? guest!["email"] : guest!["emailAddress"]!["address"])!.GetValue<string>()),
        ]);

    private static DateTimeOffset ReadTime(JsonNode time) =>
        DateTimeOffset.Parse(time["dateTime"]!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
