using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Web;
using PeteRental.Bench.Scenarios;

namespace PeteRental.Bench.Diaries;

/// <summary>A calendar at the provider that a workspace has connected.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Email">The account.</param>
/// <param name="Authorization">Opens the same calendar without us, for the floor.</param>
internal sealed record Mailbox(BenchWorkspace Workspace, string Email, string Authorization);

/// <summary>
/// The sandbox's Google: accounts with a diary each, connected as their owners would, and how long it takes to answer. Which provider it is
/// matters little here: its time is set, and ours is what is left.
/// </summary>
internal sealed class ProviderSide(HttpClient gateway, HttpClient sandbox)
{
    private const string Target = "google/calendar";
    private const string ClientSecret = "sandbox-google-secret";
    private const int EventsInDiary = 40;

    /// <summary>How many events the diaries held before anybody booked.</summary>
    public int Seeded { get; private set; }

    /// <summary>Connects a workspace to a new account with a diary of forty events in the nights of the coming weeks.</summary>
    public async Task<Mailbox> ConnectAsync(BenchWorkspace workspace, DateTimeOffset firstNight, CancellationToken cancellationToken)
    {
        var email = $"{Guid.CreateVersion7():N}@bench.test";
        for (var index = 0; index < EventsInDiary; index++)
        {
            var start = firstNight.AddDays(index);
            await PostAsync($"/control/google/accounts/{email}/events", new { start = Time(start), end = Time(start.AddMinutes(30)) }, cancellationToken);
        }

        Seeded += EventsInDiary;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/calendar/auth/start?provider=google");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", workspace.Token);
        request.Headers.Accept.ParseAdd("application/json");
        using var started = await gateway.SendAsync(request, cancellationToken);
        started.EnsureSuccessStatusCode();
        var page = (await started.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["authorization_url"]!.GetValue<string>();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var consent = await browser.GetAsync(AtOnce(new Uri(page), email), cancellationToken);
        using var back = await browser.GetAsync(consent.Headers.Location, cancellationToken);
        return back.Headers.Location?.OriginalString.Contains("auth=success", StringComparison.Ordinal) == true
            ? new Mailbox(workspace, email, await SignInAsync(email, cancellationToken))
            : throw new InvalidOperationException($"The calendar could not be connected: {(int)back.StatusCode} {back.Headers.Location?.OriginalString}");
    }

    /// <summary>From now on each call of the calendar API takes so much longer.</summary>
    public async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        using var cleared = await sandbox.DeleteAsync($"/control/faults?target={Target}", cancellationToken);
        cleared.EnsureSuccessStatusCode();
        if (delay > TimeSpan.Zero)
        {
            await PostAsync("/control/faults", new { target = Target, delay_ms = (int)delay.TotalMilliseconds }, cancellationToken);
        }
    }

    /// <summary>Makes all access tokens that were given so far expire.</summary>
    public Task ExpireTokensAsync(int round, CancellationToken cancellationToken) =>
        PostAsync("/control/clock", new { offset_seconds = round * 2 * 60 * 60 }, cancellationToken);

    /// <summary>How many events the diaries hold.</summary>
    public async Task<int> CountEventsAsync(IEnumerable<Mailbox> mailboxes, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var mailbox in mailboxes)
        {
            count += (await sandbox.GetFromJsonAsync<JsonObject>($"/control/google/accounts/{mailbox.Email}/events", cancellationToken))!["items"]!.AsArray().Count;
        }

        return count;
    }

    // Another grant of the same account, for a client that is not ours.
    private async Task<string> SignInAsync(string email, CancellationToken cancellationToken)
    {
        const string callback = "http://127.0.0.1/floor";
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = sandbox.BaseAddress };
        using var consent = await browser.GetAsync(
            $"/google/o/oauth2/v2/auth?client_id=floor&redirect_uri={Uri.EscapeDataString(callback)}&response_type=code&state=s"
            + $"&scope={Uri.EscapeDataString("https://www.googleapis.com/auth/calendar.events")}&login_hint={email}&prompt=none",
            cancellationToken);
        using var answer = await sandbox.PostAsync("/google/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = HttpUtility.ParseQueryString(consent.Headers.Location!.Query)["code"]!,
            ["redirect_uri"] = callback,
            ["client_id"] = "floor",
            ["client_secret"] = ClientSecret,
        }), cancellationToken);
        return $"Bearer {(await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["access_token"]!.GetValue<string>()}";
    }

    // Nobody looks at the page: that is what prompt=none means, and it stands alone.
    private static Uri AtOnce(Uri page, string email)
    {
        var query = HttpUtility.ParseQueryString(page.Query);
        (query["login_hint"], query["prompt"]) = (email, "none");
        return new UriBuilder(page) { Query = query.ToString() }.Uri;
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await sandbox.PostAsJsonAsync(path, body, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent))
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static JsonObject Time(DateTimeOffset at) => new() { ["dateTime"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
}
