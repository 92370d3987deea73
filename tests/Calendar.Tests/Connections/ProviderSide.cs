using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>An account at a provider, as its owner and the provider's operators see it.</summary>
public sealed class ProviderSide(CalendarHost host, string provider, string email)
{
    /// <summary>Where a provider trades codes and refresh tokens.</summary>
    public string TokenTarget => provider == "google" ? "google/token" : "microsoft/login";

    /// <summary>Where a provider lists diaries.</summary>
    public string ListTarget => provider == "google" ? "google/calendar/v3/users/me/calendarList" : "microsoft/graph/v1.0/me/calendars";

    public async Task<JsonObject> ShowAsync() =>
        JsonNode.Parse(await host.Sandbox.GetStringAsync($"/control/{provider}/accounts/{email}"))!.AsObject();

    public async Task<int> CountGrantsAsync() => (await ShowAsync())["grants"]!.AsArray().Count;

    /// <summary>The owner takes back what they allowed.</summary>
    public Task RevokeAsync() => PostAsync("revoke", new { });

    /// <summary>Another diary, which the account may write to or not.</summary>
    public Task AddDiaryAsync(string name, bool canEdit = true) => PostAsync("calendars", new { name, can_edit = canEdit });

    /// <summary>Something goes wrong for this account.</summary>
    public async Task FailAsync(string target, int status, object? body = null, int? times = null)
    {
        using var answer = await host.Sandbox.PostAsJsonAsync("/control/faults", new { target, status, body, times, account = email });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task RecoverAsync()
    {
        using var answer = await host.Sandbox.DeleteAsync($"/control/faults?account={Uri.EscapeDataString(email)}");
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await host.Sandbox.PostAsJsonAsync($"/control/{provider}/accounts/{email}/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}
