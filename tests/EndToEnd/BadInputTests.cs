using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>Whatever is sent, the answer is clear, and nothing of it is kept that should not be.</summary>
public sealed class BadInputTests(Deployment deployment)
{
    [Theory]
    [InlineData("start_time", "February 30 at 2 pm")]
    [InlineData("start_time", "2026-02-30T14:00:00")]
    [InlineData("start_time", "whenever")]
    [InlineData("start_time", "")]
    [InlineData("start_time", "2019-05-06T14:00:00")]
    [InlineData("start_time", "'; DROP TABLE appointments; --")]
    [InlineData("start_time", "🕑🕑🕑")]
    [InlineData("attendee_name", "")]
    [InlineData("attendee_name", "\u0000\u0001\u0002")]
    [InlineData("attendee_name", "   ")]
    [InlineData("attendee_email", "not an address")]
    public async Task What_cannot_be_booked_is_asked_again_and_nothing_is_stored(string field, string value)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var arguments = await ArgumentsAsync(workspace);
        arguments[field] = value;

        var spoken = await workspace.CallAsync("set_appointment", arguments);

        Assert.False(spoken.IsBooked, spoken.Words);
        ExpectSpeakable(spoken);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("property_address")]
    [InlineData("start_time")]
    [InlineData("attendee_name")]
    public async Task A_missing_field_is_asked_for(string field)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var arguments = await ArgumentsAsync(workspace);
        arguments.Remove(field);

        var spoken = await workspace.CallAsync("set_appointment", arguments);

        Assert.False(spoken.IsBooked, spoken.Words);
        ExpectSpeakable(spoken);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("902")]
    [InlineData("true")]
    [InlineData("null")]
    public async Task A_field_of_the_wrong_type_is_answered_kindly(string json)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        foreach (var field in new[] { "property_address", "start_time", "attendee_name", "attendee_email", "attendee_phone", "notes" })
        {
            var arguments = await ArgumentsAsync(workspace);
            arguments[field] = JsonNode.Parse(json);

            ExpectSpeakable(await workspace.CallAsync("set_appointment", arguments));
        }
    }

    [Theory]
    [InlineData("Robert'); DROP TABLE appointments;--")]
    [InlineData("<script>alert(1)</script> Ann")]
    [InlineData("Zoë 🎉 Müller")]
    [InlineData("Renée O'Connor-Smith")]
    public async Task An_odd_name_is_kept_harmless_and_said_plainly(string name)
    {
        var workspace = await deployment.CreateWorkspaceAsync();

        var spoken = await workspace.BookAsync((await workspace.OpeningsAsync())[0], name: name);

        ExpectSpeakable(spoken);
        Assert.DoesNotContain('<', spoken.Words);
    }

    [Fact]
    public async Task Huge_words_are_refused_and_not_kept()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var arguments = await ArgumentsAsync(workspace);
        arguments["attendee_name"] = new string('a', 100_000);
        arguments["notes"] = new string('b', 500_000);

        var spoken = await workspace.CallAsync("set_appointment", arguments);

        ExpectSpeakable(spoken);
        Assert.Equal(0, await CountAsync(workspace));
    }

    [Fact]
    public async Task Bodies_that_are_no_message_are_refused()
    {
        var workspace = await deployment.CreateWorkspaceAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(workspace, "{\"message\":"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(workspace, "not json"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(workspace, ""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(workspace, $"{{\"message\":\"{new string('x', 3 * 1024 * 1024)}\"}}"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(workspace, $"{{\"message\":\"{new string('x', 3 * 512 * 1024)}\"}}"));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(workspace, new string('[', 100_000) + new string(']', 100_000)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(workspace, "{\"message\":null}"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(workspace, "{\"message\":{\"type\":\"from-the-future\"}}"));
    }

    [Fact]
    public async Task A_client_that_sends_all_before_it_listens_still_reads_why_it_was_refused()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        const int Length = 8 * 1024 * 1024;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, deployment.Gateway.BaseAddress!.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /vapi/webhook HTTP/1.1\r\nHost: localhost\r\nX-Vapi-Secret: {workspace.Secret}\r\nContent-Type: application/json\r\nContent-Length: {Length}\r\n\r\n"));
            await stream.WriteAsync(new byte[Length]);

            using var reader = new StreamReader(stream, Encoding.ASCII);
            Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync());
            Assert.Contains("body_too_large", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_secret_learns_nothing()
    {
        var workspace = await deployment.CreateWorkspaceAsync();

        using var response = await workspace.PostWebhookAsync(new JsonObject { ["message"] = new JsonObject { ["type"] = "tool-calls" } }, "not-the-secret");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("timezone", "\"Mars/Olympus\"")]
    [InlineData("duration_minutes", "-5")]
    [InlineData("duration_minutes", "\"thirty\"")]
    [InlineData("slot_minutes", "0")]
    [InlineData("horizon_days", "100000")]
    [InlineData("business_hours", "\"always\"")]
    [InlineData("surprise", "1")]
    public async Task Settings_that_make_no_sense_are_refused_by_name_and_nothing_changes(string field, string json)
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var settings = await workspace.GetAsync("/calendar/settings");
        var changed = (JsonObject)settings.DeepClone();
        changed.Remove("calendar_id");
        changed[field] = JsonNode.Parse(json);

        using var response = await workspace.TrySendAsync(HttpMethod.Put, "/calendar/settings", changed);

        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{(int)response.StatusCode} {text}");
        Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.Equal(settings.ToJsonString(), (await workspace.GetAsync("/calendar/settings")).ToJsonString());
    }

    private static void ExpectSpeakable(Spoken spoken)
    {
        Assert.InRange(spoken.Words.Length, 1, 600);
        Assert.DoesNotMatch(@"[\r\n\t{}<>]", spoken.Words);
        Assert.DoesNotMatch("(?i)exception|null|undefined|sql|json", spoken.Words);
    }

    private static async Task<JsonObject> ArgumentsAsync(Workspace workspace) => new()
    {
        ["property_address"] = "118 Birchwood Ave",
        ["start_time"] = (await workspace.OpeningsAsync())[0].ToString("O"),
        ["attendee_name"] = "Pat Caller",
    };

    private Task<long> CountAsync(Workspace workspace) =>
        deployment.QueryAsync<long>("calendardb", "SELECT count(*) FROM appointments WHERE workspace_id = @id", new { id = workspace.Id });

    private static async Task<HttpStatusCode> PostAsync(Workspace workspace, string body)
    {
        using var response = await workspace.PostWebhookAsync(new StringContent(body, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }
}
