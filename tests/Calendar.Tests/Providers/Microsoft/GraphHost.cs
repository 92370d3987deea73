using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

/// <summary>Our client of Microsoft's diaries against the stand-in of Graph, on a port of its own.</summary>
public sealed class GraphHost : IAsyncLifetime
{
    public const string ClientId = "peterental-tests";
    private const string Callback = "http://gateway.test/calendar/auth/callback";
    private const string Scopes = "openid email offline_access User.Read Calendars.ReadWrite MailboxSettings.Read";

    private readonly ProviderSandbox _sandbox;
    private readonly int _pageSize;
    private ServiceProvider _services = null!;

    public GraphHost()
        : this(pageSize: 1_000)
    {
    }

    internal GraphHost(int pageSize, params (string Name, string Value)[] sandbox)
    {
        _pageSize = pageSize;
        _sandbox = new ProviderSandbox(Clock, sandbox);
    }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));

    /// <summary>To the sandbox and its control API; follows no redirects.</summary>
    public HttpClient Http { get; private set; } = null!;

    public LogRecorder Logs { get; } = new();

    internal IDiaryClient Client => _services.GetRequiredService<IDiaryClient>();

    public ValueTask InitializeAsync()
    {
        using var control = _sandbox.Start();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = control.BaseAddress };
        var services = new ServiceCollection();
        var settings = ProviderSandbox.Settings(Http.BaseAddress!, Http.BaseAddress!).Append(("Calendars:Microsoft:PageSize", $"{_pageSize}"));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).Build());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section);
        PeteRental.Calendar.Providers.Microsoft.MicrosoftExtensions.AddMicrosoftDiaries(services);
        _services = services.BuildServiceProvider();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Http.Dispose();
        await _sandbox.DisposeAsync();
    }

    /// <summary>Somebody new signs in and allows us their calendar.</summary>
    internal async Task<GraphUser> SignInAsync(string? zone = null, string scopes = Scopes)
    {
        var email = $"manager-{Guid.NewGuid():N}@work.test";
        if (zone is not null)
        {
            (await Http.PatchAsJsonAsync($"/control/microsoft/accounts/{email}", new { time_zone = zone })).EnsureSuccessStatusCode();
        }

        var token = await TokenAsync(email, scopes);
        var diaries = await Client.ListDiariesAsync(token, CancellationToken.None);
        var own = Assert.IsAssignableFrom<IReadOnlyList<ProviderDiary>>(diaries.Value)[0];
        return new GraphUser(this, email, token, new DiaryAddress(own.DiaryId, own.Zone ?? DateTimeZoneProviders.Tzdb["America/New_York"], own.Access));
    }

    public async Task FaultAsync(object fault)
    {
        var response = await Http.PostAsJsonAsync("/control/faults", fault);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<JsonElement>> RequestsAsync()
    {
        var reply = await Http.GetFromJsonAsync<JsonElement>("/control/requests?target=microsoft/graph");
        return [.. reply.GetProperty("requests").EnumerateArray()];
    }

    private async Task<string> TokenAsync(string email, string scopes)
    {
        var consent = await Http.GetAsync(QueryHelpers.AddQueryString("/microsoft/login/common/oauth2/v2.0/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = Callback,
            ["scope"] = scopes,
            ["login_hint"] = email,
            ["prompt"] = "none",
        }));
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);
        var code = QueryHelpers.ParseQuery(consent.Headers.Location!.Query)["code"].ToString();
        var tokens = await Http.PostAsync("/microsoft/login/common/oauth2/v2.0/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = ClientId,
            ["client_secret"] = "sandbox-microsoft-secret",
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Callback,
        }));
        Assert.True(tokens.IsSuccessStatusCode, await tokens.Content.ReadAsStringAsync());
        return (await tokens.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }
}

/// <summary>Somebody who has connected their diary.</summary>
internal sealed record GraphUser(GraphHost Host, string Email, string Token, DiaryAddress Diary)
{
    private string Account => $"/control/microsoft/accounts/{Email}";

    /// <summary>Puts an event into the diary as its owner would; the event as it is kept.</summary>
    public async Task<JsonElement> PutAsync(JsonObject item)
    {
        var response = await Host.Http.PostAsJsonAsync($"{Account}/events", item);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>An event of an hour, or however long, by wall time.</summary>
    public Task<JsonElement> PutAsync(string subject, string start, string end, string zone = "Central Standard Time", object? more = null) =>
        PutAsync(Event(subject, start, end, zone, more));

    /// <summary>Its owner moves an event.</summary>
    public async Task MoveAsync(string id, string start, string end, string zone = "Central Standard Time") =>
        Assert.True((await Host.Http.PatchAsJsonAsync($"{Account}/events/{id}", Event(null, start, end, zone, null))).IsSuccessStatusCode);

    public async Task DeleteAsync(string id) => Assert.True((await Host.Http.DeleteAsync($"{Account}/events/{id}")).IsSuccessStatusCode);

    /// <summary>Everything in the diary, series not expanded.</summary>
    public async Task<IReadOnlyList<JsonElement>> DiaryAsync() =>
        [.. (await Host.Http.GetFromJsonAsync<JsonElement>($"{Account}/events")).GetProperty("value").EnumerateArray()];

    public async Task ControlAsync(string path, object? body = null)
    {
        var response = await Host.Http.PostAsJsonAsync($"{Account}/{path}", body ?? new { });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<JsonElement> AccountAsync() => Host.Http.GetFromJsonAsync<JsonElement>(Account);

    public Task FaultAsync(JsonObject fault)
    {
        fault["target"] = "microsoft/graph";
        fault["account"] = Email;
        return Host.FaultAsync(fault);
    }

    public Task<ProviderResult<IReadOnlyList<ProviderEvent>>> TryListAsync(Interval between) =>
        Host.Client.ListEventsAsync(Token, Diary, between, CancellationToken.None);

    public async Task<IReadOnlyList<ProviderEvent>> ListAsync(Interval between) => (await TryListAsync(between)).Answer;

    public Task<ProviderResult<DiaryChange>> TryChangesAsync(Interval window, string? syncToken) =>
        Host.Client.ReadChangesAsync(Token, Diary, window, syncToken, CancellationToken.None);

    public async Task<DiaryChange> ChangesAsync(Interval window, string? syncToken) => (await TryChangesAsync(window, syncToken)).Answer;

    public Task<ProviderResult<WrittenEvent>> CreateAsync(EventDraft draft) =>
        Host.Client.CreateEventAsync(Token, Diary, draft, CancellationToken.None);

    public Task<ProviderResult<WrittenEvent>> UpdateAsync(string eventId, EventDraft draft) =>
        Host.Client.UpdateEventAsync(Token, Diary, eventId, draft, CancellationToken.None);

    public Task<ProviderError?> CancelAsync(string eventId, string? comment = null) =>
        Host.Client.CancelEventAsync(Token, Diary, eventId, comment, CancellationToken.None);

    /// <summary>A viewing on Monday the 16th of March at 14:00 in Chicago.</summary>
    public static EventDraft Viewing(string? email = "ada@tenant.test") => new(
        Guid.CreateVersion7(), 0, Instant.FromUtc(2026, 3, 16, 19, 0), Instant.FromUtc(2026, 3, 16, 19, 30), "America/Chicago",
        "Viewing: 12 Elm St", "12 Elm St, Springfield", "Ada Oak <ada>\n+15550100001", "Ada Oak", email);

    public static Interval Days(LocalDate from, int days, string zone = "America/Chicago") => new(
        DateTimeZoneProviders.Tzdb[zone].AtStartOfDay(from).ToInstant(), DateTimeZoneProviders.Tzdb[zone].AtStartOfDay(from.PlusDays(days)).ToInstant());

    private static JsonObject Event(string? subject, string start, string end, string zone, object? more)
    {
        var item = new JsonObject
        {
            ["start"] = new JsonObject { ["dateTime"] = start, ["timeZone"] = zone },
            ["end"] = new JsonObject { ["dateTime"] = end, ["timeZone"] = zone },
        };
        if (subject is not null)
        {
            item["subject"] = subject;
        }

        foreach (var (name, value) in JsonSerializer.SerializeToNode(more) as JsonObject ?? [])
        {
            item[name] = value?.DeepClone();
        }

        return item;
    }
}
