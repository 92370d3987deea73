using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.WebUtilities;
using PeteRental.Calendar.Settings;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>
/// A person's way through a consent, step by step as a browser goes it: off to the provider, yes or no there, back to us, and on to the
/// page they came from. One person of one workspace; each step can be taken on another replica.
/// </summary>
public sealed class ConsentJourney(CalendarHost host, Guid workspace, Guid user, WorkspaceRole role = WorkspaceRole.Manager)
{
    /// <summary>The page that the person comes from.</summary>
    public const string Page = "http://console.test/settings?tab=calendars";

    /// <summary>The replica that the steps are taken on.</summary>
    public WebApplicationFactory<CalendarSettings> Service { get; init; } = host.Service;

    /// <summary>The address at the provider.</summary>
    public async Task<Uri> StartAsync(string provider, string page = Page)
    {
        using var client = host.As(Service, workspace, user, role);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var answer = JsonNode.Parse(await client.GetStringAsync($"/calendar/auth/start?provider={provider}&redirect_url={Uri.EscapeDataString(page)}"))!;
        return new Uri(answer["authorization_url"]!.GetValue<string>());
    }

    /// <summary>Says yes as the owner of an account. Returns the way back to us.</summary>
    public async Task<Uri> ConsentAsync(Uri authorization, string email, params (string Name, string Value)[] wishes)
    {
        // Without being asked: that is what prompt=none means, and it stands alone.
        var query = QueryHelpers.ParseQuery(authorization.Query).Where(pair => pair.Key is not ("prompt" or "login_hint"))
            .ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        (query["prompt"], query["login_hint"]) = ("none", email);
        foreach (var (name, value) in wishes)
        {
            query[name] = value;
        }

        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(QueryHelpers.AddQueryString(authorization.GetLeftPart(UriPartial.Path), query));
        Assert.True(answer.Headers.Location is not null, $"The provider answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location;
    }

    /// <summary>Comes back to us. Returns where the person is sent on to.</summary>
    public async Task<Uri> ReturnAsync(Uri callback)
    {
        using var browser = Service.CreateDefaultClient();
        using var answer = await browser.GetAsync(callback.PathAndQuery);
        Assert.Equal(307, (int)answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>All of it.</summary>
    public async Task<Uri> ConnectAsync(string provider, string email, params (string Name, string Value)[] wishes) =>
        await ReturnAsync(await ConsentAsync(await StartAsync(provider), email, wishes));
}
