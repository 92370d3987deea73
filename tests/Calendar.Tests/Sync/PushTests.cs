using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace PeteRental.Calendar.Tests.Sync;

/// <summary>What providers tell of their diaries, and what others tell in their name.</summary>
public sealed class PushTests(CalendarHost host)
{
    private static readonly DateTimeOffset Two = ConnectedCalendar.Tuesday.AddHours(14);

    private const string Subscriptions = "microsoft/graph/v1.0/subscriptions";

    public static TheoryData<string> Providers => ConnectedCalendar.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task An_event_closes_its_time_and_gives_it_back_as_soon_as_the_provider_tells(string provider)
    {
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider);
        Assert.Contains(Two, await calendar.TuesdaysAsync());
        await calendar.UntilToldAsync();

        // The clock stands still: nothing is too old, and no poll is due.
        var id = await calendar.Diary.PutAsync(Two, Two.AddHours(1));
        await CalendarHost.UntilAsync(async () => !(await calendar.TuesdaysAsync()).Contains(Two), "the time is closed");
        await calendar.Diary.RemoveAsync(id);
        await CalendarHost.UntilAsync(async () => (await calendar.TuesdaysAsync()).Contains(Two), "the time is open again");
    }

    [Fact]
    public async Task What_changes_while_a_channel_is_being_opened_is_seen_all_the_same()
    {
        var email = $"slow-{Guid.NewGuid():N}@contoso.test";
        await new OwnedDiary(host.Sandbox, "microsoft", email).BreakAsync(new { target = Subscriptions, delay_ms = 2000 });
        var calendar = await ConnectedCalendar.ConnectAsync(host, "microsoft", email: email);
        Assert.Contains(Two, await calendar.TuesdaysAsync());
        await CalendarHost.UntilAsync(() => IsReadAndBeingOpenedAsync(calendar), "all that is left to do is to open the channel");

        await calendar.Diary.PutAsync(Two, Two.AddHours(1));

        await CalendarHost.UntilAsync(async () => !(await calendar.TuesdaysAsync()).Contains(Two), "the time is closed");
    }

    [Fact]
    public async Task A_channel_that_could_not_be_opened_is_tried_again_soon_and_then_less_and_less_often()
    {
        var email = $"shut-{Guid.NewGuid():N}@contoso.test";
        var diary = new OwnedDiary(host.Sandbox, "microsoft", email);
        await diary.BreakAsync(new { target = Subscriptions, status = 400 });
        var calendar = await ConnectedCalendar.ConnectAsync(host, "microsoft", email: email);
        await calendar.TuesdaysAsync();
        foreach (var pause in new[] { 30, 60, 120, 240, 480, 600, 600 })
        {
            await CalendarHost.UntilAsync(async () => await PauseAsync(calendar) == pause, $"the next attempt is made in {pause} seconds");
            await PassAsync(calendar, TimeSpan.FromSeconds(pause));
        }

        await diary.MendAsync();
        await PassAsync(calendar, TimeSpan.FromMinutes(10));
        await calendar.UntilToldAsync();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Only_a_hash_of_a_channels_secret_is_kept(string provider)
    {
        var calendar = await ConnectedCalendar.ConnectAsync(host, provider);
        await calendar.TuesdaysAsync();
        await calendar.UntilToldAsync();
        Assert.Equal(32, await host.QueryAsync<int>(
            "SELECT length(secret_hash) FROM push_channels WHERE calendar_id = @CalendarId", new { calendar.CalendarId }));
    }

    [Fact]
    public async Task Microsofts_handshake_gets_the_token_back_and_nothing_else()
    {
        using var client = host.Service.CreateClient();
        using var answer = await client.PostAsync("/webhooks/microsoft?validationToken=Validation%3A%20%3Cb%3E%2B1%3C%2Fb%3E", new StringContent(""));
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("Validation: <b>+1</b>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        using var endless = await client.PostAsync($"/webhooks/microsoft?validationToken={new string('a', 4000)}", null);
        Assert.Equal(HttpStatusCode.BadRequest, endless.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"value":{}}""")]
    [InlineData("null")]
    public async Task What_is_no_list_of_notifications_is_refused(string body)
    {
        using var client = host.Service.CreateClient();
        using var answer = await client.PostAsync("/webhooks/microsoft", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Notifications_that_do_not_know_the_secret_do_nothing()
    {
        var graph = await ConnectedCalendar.ConnectAsync(host, "microsoft");
        var google = await ConnectedCalendar.ConnectAsync(host, "google");
        var marker = await ConnectedCalendar.ConnectAsync(host, "google");
        foreach (var calendar in new[] { graph, google, marker })
        {
            await calendar.TuesdaysAsync();
            await calendar.UntilToldAsync();
        }

        var (ofGraph, ofGoogle) = (await RequestsAsync(graph), await RequestsAsync(google));
        var subscription = await ColumnAsync<string>(graph, "subscription_id");
        var (channel, resource) = (await ColumnAsync<Guid>(google, "id"), await ColumnAsync<string>(google, "resource_id"));
        using var client = host.Service.CreateClient();
        using var mixed = await client.PostAsJsonAsync("/webhooks/microsoft", new
        {
            value = new object[]
            {
                new { subscriptionId = subscription, clientState = "guessed", changeType = "updated" },
                new { subscriptionId = subscription, changeType = "updated" },
                new { subscriptionId = subscription, clientState = "guessed", lifecycleEvent = "subscriptionRemoved" },
                new { subscriptionId = Guid.NewGuid().ToString(), clientState = "guessed" },
                new { },
            },
        });
        Assert.Equal(HttpStatusCode.Accepted, mixed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await TellAsync(client, channel, "guessed", resource));
        Assert.Equal(HttpStatusCode.NotFound, await TellAsync(client, channel, null, resource));
        Assert.Equal(HttpStatusCode.NotFound, await TellAsync(client, Guid.NewGuid(), "guessed", resource));

        // What is asked for goes in order: once this is through, so would be the others.
        await marker.Diary.PutAsync(Two, Two.AddHours(1));
        await CalendarHost.UntilAsync(async () => !(await marker.TuesdaysAsync()).Contains(Two), "a true notification is through");
        Assert.Equal((ofGraph, ofGoogle), (await RequestsAsync(graph), await RequestsAsync(google)));
        Assert.Equal(subscription, await ColumnAsync<string>(graph, "subscription_id"));
    }

    private Task<bool> IsReadAndBeingOpenedAsync(ConnectedCalendar calendar) => host.QueryAsync<bool>(
        """
        SELECT EXISTS (
            SELECT FROM push_channels JOIN diary_mirrors USING (calendar_id)
            WHERE calendar_id = @CalendarId AND subscription_id IS NULL AND diary_mirrors.lease_id IS NULL AND next_sync_at > @now)
        """,
        new { calendar.CalendarId, now = host.Clock.GetUtcNow() });

    // Seconds until the next attempt to open a channel, and until the diary is read for it, by the clock that stands still.
    private Task<double> PauseAsync(ConnectedCalendar calendar) => host.QueryAsync<double>(
        """
        SELECT extract(epoch FROM channel.expires_at - @now)::float8 FROM push_channels AS channel JOIN diary_mirrors USING (calendar_id)
        WHERE calendar_id = @CalendarId AND next_sync_at = channel.expires_at AND subscription_id IS NULL AND lease_id IS NULL
        """,
        new { calendar.CalendarId, now = host.Clock.GetUtcNow() });

    // For this diary alone, as everybody's clock stands still.
    private Task<int> PassAsync(ConnectedCalendar calendar, TimeSpan time) => host.QueryAsync<int>(
        """
        UPDATE push_channels SET created_at = created_at - @time, expires_at = expires_at - @time WHERE calendar_id = @CalendarId;
        UPDATE diary_mirrors SET next_sync_at = next_sync_at - @time WHERE calendar_id = @CalendarId;
        """,
        new { calendar.CalendarId, time });

    private async Task<T> ColumnAsync<T>(ConnectedCalendar calendar, string column) => (await host.QueryAsync<T>(
        $"SELECT {column} FROM push_channels WHERE calendar_id = @CalendarId", new { calendar.CalendarId }))!;

    private Task<long> RequestsAsync(ConnectedCalendar calendar) =>
        host.QueryAsync<long>("SELECT requests FROM diary_mirrors WHERE calendar_id = @CalendarId", new { calendar.CalendarId });

    private static async Task<HttpStatusCode> TellAsync(HttpClient client, Guid channel, string? token, string resource)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/webhooks/google");
        message.Headers.Add("X-Goog-Channel-ID", channel.ToString());
        message.Headers.Add("X-Goog-Resource-ID", resource);
        message.Headers.Add("X-Goog-Resource-State", "exists");
        message.Headers.Add("X-Goog-Message-Number", "7");
        if (token is not null)
        {
            message.Headers.Add("X-Goog-Channel-Token", token);
        }

        using var answer = await client.SendAsync(message);
        return answer.StatusCode;
    }
}
