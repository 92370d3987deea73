using System.Net;
using System.Text.Json;
using static PeteRental.Sandbox.Tests.Microsoft.MicrosoftClient;

namespace PeteRental.Sandbox.Tests.Microsoft;

public sealed class MicrosoftEventTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private readonly MicrosoftClient _graph = new(sandbox.Http);

    public async ValueTask InitializeAsync() => await _graph.SignInAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_event_is_created_read_changed_and_deleted()
    {
        var wanted = Event("2026-03-15T12:00:00", "2026-03-15T12:30:00");
        wanted["body"] = new { contentType = "html", content = "<p>Ask for <b>Ada</b></p>" };
        wanted["location"] = new { displayName = "12 Oak Street", address = new { city = "Chicago" } };
        var made = await _graph.CreateAsync(wanted);

        Assert.Equal("2026-03-15T12:00:00.0000000", made.GetProperty("start").GetProperty("dateTime").GetString());
        Assert.Equal("UTC", made.GetProperty("start").GetProperty("timeZone").GetString());
        Assert.Equal("Ask for Ada", made.GetProperty("bodyPreview").GetString());
        Assert.Equal("busy", made.GetProperty("showAs").GetString());
        Assert.Equal("singleInstance", made.GetProperty("type").GetString());
        Assert.EndsWith("$metadata#users('" + await MyIdAsync() + "')/events/$entity", made.GetProperty("@odata.context").GetString(), StringComparison.Ordinal);
        var id = Id(made);
        Assert.True(JsonElement.DeepEquals(made, await _graph.GetAsync("me/events/" + Uri.EscapeDataString(id))));

        var changed = await _graph.ChangeAsync(id, new { subject = "Moved", start = At("2026-03-15T14:00:00"), end = At("2026-03-15T14:30:00") });
        Assert.Equal("Moved", changed.GetProperty("subject").GetString());
        Assert.Equal("Chicago", changed.GetProperty("location").GetProperty("address").GetProperty("city").GetString());
        Assert.NotEqual(ETag(made), ETag(changed));
        Assert.NotEqual(made.GetProperty("changeKey").GetString(), changed.GetProperty("changeKey").GetString());

        await _graph.DeleteAsync(id);
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Get, "me/events/" + id));
        Assert.Equal("ErrorItemNotFound", await _graph.RefusalAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "me/events/" + id));
    }

    private async Task<string?> MyIdAsync() => (await _graph.GetAsync("me")).GetProperty("id").GetString();

    private static object At(string time, string zone = "UTC") => new { dateTime = time, timeZone = zone };

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;

    private static string? ETag(JsonElement made) => made.GetProperty("@odata.etag").GetString();
}
