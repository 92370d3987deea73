using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>The client of Google's calendars against a stand-in of Google of its own, which gives eight entries on a page.</summary>
public sealed class GoogleHost : IAsyncLifetime
{
    /// <summary>Entries on a page.</summary>
    public const int PageSize = 8;

    private const string Callback = "http://gateway.test/calendar/auth/callback";
    private const string Scopes =
        "openid email https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.freebusy https://www.googleapis.com/auth/calendar.calendarlist.readonly";

    private readonly ProviderSandbox _sandbox;
    private ServiceProvider _services = null!;

    public GoogleHost() => _sandbox = new ProviderSandbox(Clock, ("Sandbox:Google:PageSize", $"{PageSize}"));

    /// <summary>The clock of both sides.</summary>
    public ManualClock Clock { get; } = new(CalendarHost.Monday);

    /// <summary>The stand-in.</summary>
    public HttpClient Sandbox { get; private set; } = null!;

    /// <summary>Everything the client logged, at every level.</summary>
    public LogRecorder Logs { get; } = new();

    internal IDiaryClient Client { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Sandbox = _sandbox.Start();
        Sandbox.Timeout = TimeSpan.FromSeconds(30);
        _services = Services(new Uri(Sandbox.BaseAddress!, "google/calendar/v3/"));
        Client = _services.GetRequiredService<IDiaryClient>();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Sandbox.Dispose();
        await _sandbox.DisposeAsync();
    }

    /// <summary>A client that finds the API somewhere else.</summary>
    public ServiceProvider Services(Uri api) => new ServiceCollection()
        .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs))
        .AddSingleton<TimeProvider>(Clock)
        .Configure<ProviderOptions>(options => options.Google.ApiAddress = api)
        .AddGoogleDiaries()
        .BuildServiceProvider();

    /// <summary>Somebody whom nobody else knows, with a token that opens their calendars.</summary>
    internal async Task<GoogleDiary> ConnectAsync(string zone = "America/Chicago", string scopes = Scopes)
    {
        var email = $"{Guid.NewGuid():N}@oakhill.test";
        await ControlAsync(HttpMethod.Patch, $"/control/google/accounts/{email}", new { time_zone = zone });
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = Sandbox.BaseAddress };
        using var consent = await browser.GetAsync(
            $"/google/o/oauth2/v2/auth?client_id=tests&redirect_uri={Uri.EscapeDataString(Callback)}&response_type=code&state=s"
            + $"&scope={Uri.EscapeDataString(scopes)}&login_hint={email}&prompt=none");
        var code = HttpUtility.ParseQueryString(consent.Headers.Location!.Query)["code"]!;
        using var answer = await Sandbox.PostAsync("/google/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback,
            ["client_id"] = "tests",
            ["client_secret"] = "sandbox-google-secret",
        }));
        var tokens = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        var address = new DiaryAddress(email, DateTimeZoneProviders.Tzdb[zone], DiaryAccess.Write);
        return new GoogleDiary(this, Client, email, tokens["access_token"]!.GetValue<string>(), address);
    }

    /// <summary>Something of the sandbox's control.</summary>
    public async Task<JsonObject?> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Sandbox.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject();
    }
}

/// <summary>Somebody's calendar, from both sides: as its owner sees it, and as the client does.</summary>
internal sealed record GoogleDiary(GoogleHost Host, IDiaryClient Client, string Email, string Token, DiaryAddress Address)
{
    private string Control => $"/control/google/accounts/{Email}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The same person's other calendar.</summary>
    public GoogleDiary At(DiaryAddress address) => this with { Address = address };

    /// <summary>The id of a further calendar that nobody else has.</summary>
    public string CalendarId(string name) => $"{name}-{Email.Split('@')[0]}@group.calendar.google.com";

    /// <summary>Its owner writes something down, or changes what has that id.</summary>
    public async Task<string> PutAsync(object item) => (await Host.ControlAsync(HttpMethod.Post, $"{Control}/events", item))!["id"]!.GetValue<string>();

    /// <summary>An hour of Tuesday, 2 March, in Chicago.</summary>
    public Task<string> PutAsync(int hour, object? more = null) => PutAsync(Tuesday(hour, more));

    public Task ChangeAsync(string id, object change) => Host.ControlAsync(HttpMethod.Patch, $"{Control}/events/{id}", change);

    public Task RemoveAsync(string id) => Host.ControlAsync(HttpMethod.Delete, $"{Control}/events/{id}");

    public Task<JsonObject?> AddCalendarAsync(object calendar) => Host.ControlAsync(HttpMethod.Post, $"{Control}/calendars", calendar);

    public Task ExpireSyncAsync() => Host.ControlAsync(HttpMethod.Post, $"{Control}/expire-sync");

    public async Task<JsonArray> EventsAsync() => (await Host.ControlAsync(HttpMethod.Get, $"{Control}/events"))!["items"]!.AsArray();

    public async Task<JsonArray> InvitationsAsync() => (await Host.ControlAsync(HttpMethod.Get, $"{Control}/invitations"))!["items"]!.AsArray();

    public async Task<JsonArray> ChannelsAsync() => (await Host.ControlAsync(HttpMethod.Get, Control))!["channels"]!.AsArray();

    /// <summary>Breaks this person's requests only.</summary>
    public Task BreakAsync(JsonObject fault)
    {
        fault["target"] ??= "google/calendar";
        fault["account"] = Email;
        return Host.ControlAsync(HttpMethod.Post, "/control/faults", fault);
    }

    public Task MendAsync() => Host.ControlAsync(HttpMethod.Delete, $"/control/faults?account={Email}");

    /// <summary>How often a path was asked for.</summary>
    public async Task<int> CountAsync(string method, string target) =>
        (await Host.ControlAsync(HttpMethod.Get, $"/control/requests?target={target}"))!["requests"]!.AsArray()
            .Count(request => request!["method"]!.GetValue<string>() == method
                && WebUtility.UrlDecode(request["path"]!.GetValue<string>()).Contains(Email, StringComparison.Ordinal));

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListAsync(Interval between) => Client.ListEventsAsync(Token, Address, between, Cancellation);

    public async Task<IReadOnlyList<ProviderEvent>> EventsOfAsync(Interval between)
    {
        var listed = await ListAsync(between);
        Assert.Null(listed.Error);
        return listed.Answer;
    }

    public Task<ProviderResult<DiaryChange>> ChangesAsync(Interval window, string? syncToken) =>
        Client.ReadChangesAsync(Token, Address, window, syncToken, Cancellation);

    public Task<ProviderResult<WrittenEvent>> CreateAsync(EventDraft draft) => Client.CreateEventAsync(Token, Address, draft, Cancellation);

    public Task<ProviderResult<WrittenEvent>> UpdateAsync(string id, EventDraft draft) => Client.UpdateEventAsync(Token, Address, id, draft, Cancellation);

    public Task<ProviderError?> CancelAsync(string id) => Client.CancelEventAsync(Token, Address, id, "Called off", Cancellation);

    /// <summary>A viewing on Tuesday, 2 March, at an hour in Chicago.</summary>
    public static EventDraft Viewing(int hour, int generation = 0) => new(
        Guid.CreateVersion7(), generation, Hour(hour), Hour(hour) + Duration.FromMinutes(30), "America/Chicago", "Viewing: 118 Birchwood Ave",
        "118 Birchwood Ave, Apt 4", "Renee Oconnor comes to see the home.", "Renee Oconnor", "renee@guest.test");

    public static Instant Hour(int hour) => Instant.FromUtc(2027, 3, 2, 6, 0) + Duration.FromHours(hour);

    public static Interval Day { get; } = new(Hour(0), Hour(24));

    public static JsonObject Tuesday(int hour, object? more = null)
    {
        var item = new JsonObject
        {
            ["summary"] = "Something else",
            ["start"] = new JsonObject { ["dateTime"] = $"2027-03-02T{hour:00}:00:00-06:00" },
            ["end"] = new JsonObject { ["dateTime"] = $"2027-03-02T{hour + 1:00}:00:00-06:00" },
        };
        foreach (var (name, value) in more is null ? [] : JsonSerializer.SerializeToNode(more)!.AsObject())
        {
            item[name] = value?.DeepClone();
        }

        return item;
    }
}
