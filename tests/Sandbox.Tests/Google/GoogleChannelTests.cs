using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Google;

public sealed class GoogleChannelTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Watch = "calendars/primary/events/watch";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _hook = "google-" + Guid.NewGuid().ToString("N");

    private GoogleClient Google => field ??= new GoogleClient(sandbox.Http);

    public async ValueTask InitializeAsync()
    {
        await sandbox.ResetAsync();
        await Google.ConnectAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_channel_says_sync_first_and_then_that_something_exists()
    {
        var channel = await OpenAsync("c-1", "t-1");
        var week = DateTimeOffset.UtcNow.AddDays(7).ToUnixTimeMilliseconds();
        Assert.InRange(long.Parse(channel.GetProperty("expiration").GetString()!, CultureInfo.InvariantCulture), week - 60_000, week);
        Assert.Equal("t-1", channel.GetProperty("token").GetString());
        await Google.InsertAsync(GoogleClient.Event("2026-07-01T15:00:00Z", "2026-07-01T15:30:00Z"));
        await Google.ControlAsync(HttpMethod.Post, "/events", new { id = "lunch1", start = new { date = "2026-07-01" }, end = new { date = "2026-07-02" } });
        await Google.DeleteAsync("lunch1");

        var messages = await MessagesAsync(4);
        Assert.Equal(["sync", "exists", "exists", "exists"], messages.Select(message => Header(message, "x-goog-resource-state")));
        Assert.Equal(["1", "2", "3", "4"], messages.Select(message => Header(message, "x-goog-message-number")));
        Assert.All(messages, message =>
        {
            Assert.Equal("", message.GetProperty("body").GetString());
            Assert.Equal("c-1", Header(message, "x-goog-channel-id"));
            Assert.Equal(channel.GetProperty("resourceId").GetString(), Header(message, "x-goog-resource-id"));
            Assert.Equal(channel.GetProperty("resourceUri").GetString(), Header(message, "x-goog-resource-uri"));
            Assert.EndsWith(" GMT", Header(message, "x-goog-channel-expiration"), StringComparison.Ordinal);
        });
        var shown = Assert.Single((await Google.ControlAsync(HttpMethod.Get)).GetProperty("channels").EnumerateArray());
        Assert.Equal(4, shown.GetProperty("lastMessageNumber").GetInt32());
        Assert.DoesNotContain("t-1", shown.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_was_stopped_says_nothing_more()
    {
        var channel = await OpenAsync("c-1");
        await OpenAsync("c-2");
        var other = new GoogleClient(sandbox.Http);
        await other.ConnectAsync();
        var stop = new { id = "c-1", resourceId = channel.GetProperty("resourceId").GetString() };

        Assert.Equal("notFound", await other.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, "channels/stop", stop));
        Assert.Equal("notFound", await Google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, "channels/stop", new { id = "c-1", resourceId = "x" }));
        Assert.Equal("required", await Google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "channels/stop", new { id = "c-1" }));
        using var stopped = await Google.SendAsync(HttpMethod.Post, "channels/stop", stop);
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        Assert.Equal("notFound", await Google.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Post, "channels/stop", stop));

        await Google.InsertAsync(GoogleClient.Event("2026-07-01T15:00:00Z", "2026-07-01T15:30:00Z"));
        var messages = await MessagesAsync(3);
        Assert.Equal(["c-1 sync", "c-2 exists", "c-2 sync"], messages.Select(message => $"{Header(message, "x-goog-channel-id")} {Header(message, "x-goog-resource-state")}").Order());
    }

    [Fact]
    public async Task An_expired_or_revoked_channel_says_nothing_and_its_id_is_free()
    {
        await OpenAsync("c-1");
        Assert.Equal("channelIdNotUnique", await Google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Watch, Body("c-1")));
        await sandbox.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 604_800 });
        await Google.ConnectAsync();
        Assert.Empty((await Google.ControlAsync(HttpMethod.Get)).GetProperty("channels").EnumerateArray());
        await OpenAsync("c-1");

        await Google.ControlAsync(HttpMethod.Post, "/revoke");
        Assert.Empty((await Google.ControlAsync(HttpMethod.Get)).GetProperty("channels").EnumerateArray());
        await Google.ConnectAsync();
        await OpenAsync("c-1");
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_told_again()
    {
        await sandbox.SetFaultAsync(new { target = "hooks/" + _hook, status = 503, times = 1 });
        await OpenAsync("c-1");

        var messages = await MessagesAsync(2);
        Assert.Equal(["1", "1"], messages.Select(message => Header(message, "x-goog-message-number")));
        Assert.Equal([503, 204], messages.Select(message => message.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task An_end_of_the_channel_can_be_asked_for()
    {
        var wanted = DateTimeOffset.UtcNow.AddHours(3).ToUnixTimeMilliseconds();
        var exact = await Google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, Watch, new { id = "c-1", type = "web_hook", address = Address, expiration = wanted });
        Assert.Equal(wanted.ToString(CultureInfo.InvariantCulture), exact.GetProperty("expiration").GetString());
        var hour = await Google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, Watch, new { id = "c-2", type = "web_hook", address = Address, @params = new { ttl = "3600" } });
        Assert.InRange(long.Parse(hour.GetProperty("expiration").GetString()!, CultureInfo.InvariantCulture), wanted - 7_260_000, wanted - 7_140_000);
    }

    [Theory]
    [InlineData("""{"type":"web_hook","address":"http://localhost/x"}""", "required")]
    [InlineData("""{"id":"c","address":"http://localhost/x"}""", "required")]
    [InlineData("""{"id":"c","type":"mail","address":"http://localhost/x"}""", "invalid")]
    [InlineData("""{"id":"a b","type":"web_hook","address":"http://localhost/x"}""", "invalid")]
    [InlineData("""{"id":"01234567890123456789012345678901234567890123456789012345678901234","type":"web_hook","address":"http://localhost/x"}""", "invalid")]
    [InlineData("""{"id":"c","type":"web_hook","address":"ftp://localhost/x"}""", "push.webhookUrlNotHttps")]
    [InlineData("""{"id":"c","type":"web_hook"}""", "push.webhookUrlNotHttps")]
    [InlineData("""{"id":"c","type":"web_hook","address":"http://localhost/x","expiration":"1"}""", "invalid")]
    [InlineData("""{"id":"c","type":"web_hook","address":"http://localhost/x","token":5}""", "invalid")]
    public async Task A_wrong_channel_is_refused(string json, string reason) =>
        Assert.Equal(reason, await Google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Watch, json));

    [Fact]
    public async Task A_token_has_256_characters_at_most()
    {
        Assert.Equal("invalid", await Google.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, Watch, Body("c-1", new string('t', 257))));
        await OpenAsync("c-1", new string('t', 256));
    }

    private string Address => new Uri(sandbox.Http.BaseAddress!, "/hooks/" + _hook).AbsoluteUri;

    private object Body(string id, string? token = null) => token is null
        ? new { id, type = "web_hook", address = Address }
        : new { id, type = "web_hook", address = Address, token };

    private Task<JsonElement> OpenAsync(string id, string? token = null) => Google.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, Watch, Body(id, token));

    /// <summary>Waits until as many messages were answered, and no more.</summary>
    private async Task<IReadOnlyList<JsonElement>> MessagesAsync(int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        do
        {
            var messages = await sandbox.RequestsAsync("hooks/" + _hook);
            if (messages.Count >= count && messages.All(message => message.TryGetProperty("status", out _)))
            {
                Assert.Equal(count, messages.Count);
                return messages;
            }
        }
        while (await timer.WaitForNextTickAsync(limit.Token));

        throw new InvalidOperationException("The timer ended.");
    }

    private static string? Header(JsonElement message, string name) => message.GetProperty("headers").GetProperty(name).GetString();
}
