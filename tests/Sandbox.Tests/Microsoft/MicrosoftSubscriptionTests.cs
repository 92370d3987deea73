using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftSubscriptionTests(SandboxHost sandbox, NotificationReceiver receiver)
    : IClassFixture<SandboxHost>, IClassFixture<NotificationReceiver>, IAsyncLifetime
{
    private readonly MicrosoftClient _graph = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _graph.SignInAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_subscriber_hears_of_what_is_created_changed_and_deleted_by_whomever()
    {
        var subscription = await SubscribeAsync(new());
        var id = subscription.GetProperty("id").GetString()!;
        var made = await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"));
        var first = await receiver.NextAsync(id);
        Assert.Equal("created", first.GetProperty("changeType").GetString());
        Assert.Equal("s3cret", first.GetProperty("clientState").GetString());
        Assert.Equal(Id(made), first.GetProperty("resourceData").GetProperty("id").GetString());
        Assert.EndsWith("/Events/" + Id(made), first.GetProperty("resource").GetString(), StringComparison.Ordinal);
        Assert.True(first.TryGetProperty("tenantId", out _));

        await _graph.ControlAsync(HttpMethod.Patch, "/events/" + Id(made), new { subject = "Moved by its owner" });
        Assert.Equal("updated", (await receiver.NextAsync(id)).GetProperty("changeType").GetString());
        await _graph.ControlAsync(HttpMethod.Post, "/events", new { id = Id(made), isCancelled = true });
        Assert.Equal("deleted", (await receiver.NextAsync(id)).GetProperty("changeType").GetString());
        Assert.DoesNotContain("s3cret", string.Concat((await sandbox.RequestsAsync("microsoft/graph")).Select(request => request.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notification_that_is_not_taken_comes_again()
    {
        var id = (await SubscribeAsync(new())).GetProperty("id").GetString()!;
        receiver.Refuse(1);
        var made = await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"));

        Assert.Equal(Id(made), (await receiver.NextAsync(id)).GetProperty("resourceData").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Only_the_calendar_and_the_changes_that_were_asked_for_are_told()
    {
        var calendar = await _graph.ControlAsync(HttpMethod.Post, "/calendars", new { name = "Showings" });
        var id = (await SubscribeAsync(new() { ["resource"] = $"me/calendars/{Id(calendar)}/events", ["changeType"] = "updated" })).GetProperty("id").GetString()!;
        await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"));
        var made = await _graph.CreateAsync(Event("2026-03-10T12:00:00", "2026-03-10T13:00:00"), $"me/calendars/{Id(calendar)}/events");
        await _graph.ChangeAsync(Id(made), new { subject = "x" });

        var told = await receiver.NextAsync(id);
        Assert.Equal(("updated", Id(made)), (told.GetProperty("changeType").GetString(), told.GetProperty("resourceData").GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("hooks")]
    [InlineData("wrong-text")]
    [InlineData("wrong-type")]
    [InlineData("nobody")]
    public async Task A_receiver_that_does_not_answer_the_token_is_not_subscribed(string path)
    {
        var url = path == "hooks" ? new Uri(sandbox.Http.BaseAddress!, "/hooks/graph").AbsoluteUri : receiver.Url(path);

        Assert.Equal("ValidationError", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "subscriptions", Wanted(new() { ["notificationUrl"] = url })));
        Assert.Equal("ValidationError", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "subscriptions", Wanted(new() { ["lifecycleNotificationUrl"] = url })));
        Assert.Empty((await _graph.GetAsync("subscriptions")).GetProperty("value").EnumerateArray());
    }

    [Theory]
    [InlineData("changeType", "created,renamed")]
    [InlineData("resource", "me/messages")]
    [InlineData("resource", "users/somebody@else.test/events")]
    [InlineData("notificationUrl", "ftp://calendar.test/")]
    [InlineData("expirationDateTime", "soon")]
    [InlineData("expirationDateTime", "2020-01-01T00:00:00Z")]
    [InlineData("expirationDateTime", "2999-01-01T00:00:00Z")]
    public async Task A_wrong_subscription_is_refused(string member, string value) =>
        Assert.Equal("InvalidRequest", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "subscriptions", Wanted(new() { [member] = value })));

    [Fact]
    public async Task A_subscription_is_renewed_for_a_week_at_most_and_ended()
    {
        var made = await SubscribeAsync(new() { ["expirationDateTime"] = DateTimeOffset.UtcNow.AddMinutes(5).ToString("O") });
        Assert.True(made.GetProperty("expirationDateTime").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(44));
        var path = "subscriptions/" + Id(made);
        Assert.Equal(JsonValueKind.Null, (await _graph.GetAsync(path)).GetProperty("clientState").ValueKind);

        var later = DateTimeOffset.UtcNow.AddMinutes(10_079);
        var renewed = await _graph.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { expirationDateTime = later.ToString("O") });
        Assert.Equal(later, renewed.GetProperty("expirationDateTime").GetDateTimeOffset());
        Assert.Equal("InvalidRequest", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, path, new { expirationDateTime = DateTimeOffset.UtcNow.AddMinutes(10_090) }));
        Assert.Equal("InvalidRequest", await _graph.RefusalAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, path, new { lifecycleNotificationUrl = receiver.Url() }));
        await _graph.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, path + "/reauthorize");
        await _graph.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
        Assert.Equal("ResourceNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Patch, path, new { expirationDateTime = later }));
    }

    [Fact]
    public async Task What_happens_to_the_subscription_goes_to_its_own_address()
    {
        var id = Id(await SubscribeAsync(new() { ["lifecycleNotificationUrl"] = receiver.Url() }));
        var shown = Assert.Single((await _graph.ControlAsync(HttpMethod.Get, "")).GetProperty("subscriptions").EnumerateArray());
        Assert.DoesNotContain("s3cret", shown.GetRawText(), StringComparison.Ordinal);

        await _graph.ControlAsync(HttpMethod.Post, "/lifecycle", new { @event = "missed" });
        Assert.Equal("missed", (await receiver.NextAsync(id)).GetProperty("lifecycleEvent").GetString());
        await _graph.ControlAsync(HttpMethod.Post, "/revoke");
        var removed = await receiver.NextAsync(id);
        Assert.Equal("subscriptionRemoved", removed.GetProperty("lifecycleEvent").GetString());
        Assert.Equal("s3cret", removed.GetProperty("clientState").GetString());
        Assert.Empty((await _graph.ControlAsync(HttpMethod.Get, "")).GetProperty("subscriptions").EnumerateArray());
    }

    [Fact]
    public async Task A_subscription_ends_by_the_clock()
    {
        await using var host = new SandboxHost();
        await host.InitializeAsync();
        var graph = new MicrosoftClient(host.Http);
        await graph.SignInAsync("offline_access Calendars.ReadWrite");
        await graph.CreateAsync(Wanted([]), "subscriptions");
        await host.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 3_500 });
        Assert.Single((await graph.GetAsync("subscriptions")).GetProperty("value").EnumerateArray());

        await host.Http.PostAsJsonAsync("/control/clock", new { offset_seconds = 3_600 });
        Assert.Empty((await graph.ControlAsync(HttpMethod.Get, "")).GetProperty("subscriptions").EnumerateArray());
    }

    private Task<JsonElement> SubscribeAsync(Dictionary<string, string> more) => _graph.CreateAsync(Wanted(more), "subscriptions");

    private Dictionary<string, string> Wanted(Dictionary<string, string> more)
    {
        var wanted = new Dictionary<string, string>
        {
            ["changeType"] = "created,updated,deleted",
            ["notificationUrl"] = receiver.Url(),
            ["resource"] = "/me/events",
            ["expirationDateTime"] = DateTimeOffset.UtcNow.AddHours(1).AddSeconds(-10).ToString("O"),
            ["clientState"] = "s3cret",
        };
        foreach (var (name, value) in more)
        {
            wanted[name] = value;
        }

        return wanted;
    }

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!;
}
