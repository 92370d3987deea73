using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace PeteRental.Calendar.Tests;

public sealed partial class IsolationTests(CalendarHost host)
{
    [Fact]
    public async Task No_route_shows_or_changes_what_belongs_to_another_workspace()
    {
        var (mine, other) = (host.NewWorkspace(), host.NewWorkspace());
        var booked = await mine.BookAsync("2027-03-02T14:00", name: "Renée Unmistakable", phone: "+14055550187");
        var calendar = (await mine.GetAsync("/calendar/calendars"))["calendars"]![0]!["calendar_id"]!.GetValue<string>();
        var before = await StateAsync(mine);
        var ids = new[] { booked.Body["appointment_id"]!.GetValue<string>(), calendar, mine.OwnerId.ToString(), mine.Id.ToString() };
        var walked = 0;

        foreach (var route in host.Routes.Where(route => !route.RoutePattern.RawText!.Contains("internal", StringComparison.Ordinal)))
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                foreach (var id in ids)
                {
                    foreach (var query in new[] { "", $"?calendar_id={calendar}", $"?agent_id={id}&user_id={mine.OwnerId}&workspace_id={mine.Id}" })
                    {
                        var path = Parameters().Replace(route.RoutePattern.RawText!, id) + query;
                        using var client = other.Member();
                        using var request = new HttpRequestMessage(new HttpMethod(method), path);
                        request.Headers.Add("X-Workspace-Id", mine.Id.ToString());
                        request.Content = method is "GET" or "DELETE" ? null : JsonContent.Create(new { status = "cancelled", calendar_id = calendar, hold_id = ids[0] });
                        using var response = await client.SendAsync(request);
                        var text = await response.Content.ReadAsStringAsync();
                        Assert.True((int)response.StatusCode < 500, $"{method} {path} answered {(int)response.StatusCode}: {text}");
                        Assert.DoesNotContain("Unmistakable", text, StringComparison.Ordinal);
                        Assert.DoesNotContain("+14055550187", text, StringComparison.Ordinal);
                        walked++;
                    }
                }
            }
        }

        Assert.True(walked > 150, $"Only {walked} requests were made.");
        Assert.Equal(before, await StateAsync(mine));
        var path0 = $"/appointments/{ids[0]}";
        foreach (var (method, path) in new[] { (HttpMethod.Get, path0), (HttpMethod.Delete, path0), (HttpMethod.Get, $"{path0}/history"), (HttpMethod.Get, $"/calendar/settings?calendar_id={calendar}"), (HttpMethod.Get, $"/calendar/availability?calendar_id={calendar}") })
        {
            Assert.Equal(404, (await other.SendAsync(method, path)).Status);
        }

        Assert.Equal(404, (await other.SendAsync(HttpMethod.Patch, path0, new { start_time = "2027-03-03T14:00" })).Status);
        Assert.Equal(404, (await other.SendAsync(HttpMethod.Post, "/appointments", new { calendar_id = calendar, start_time = "2027-03-03T14:00", property_address = "9 Elm St", attendee_name = "Eve" })).Status);
        Assert.Equal("hold_expired", (await other.SendAsync(HttpMethod.Post, "/appointments", new { hold_id = ids[0], property_address = "9 Elm St", attendee_name = "Eve" })).Code);
    }

    [Fact]
    public async Task A_calendar_of_another_workspace_named_on_the_phone_is_ignored()
    {
        var (mine, other) = (host.NewWorkspace(), host.NewWorkspace());
        var foreign = (await mine.GetAsync("/calendar/calendars"))["calendars"]![0]!["calendar_id"]!.GetValue<Guid>();
        using var client = host.AsVoice(host.Service, other.Id);

        using var response = await client.PostAsJsonAsync("/internal/voice/bookings", new
        {
            calendar = new { calendar_id = foreign, user = mine.OwnerId, agent_id = (Guid?)null },
            call_id = "call",
            tool_call_id = "tool",
            property_address = "9 Elm St",
            start_time = "tomorrow at 2 pm",
            attendee_name = "Eve",
        });

        Assert.Contains("booked", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (await mine.CountAsync(), await other.CountAsync()));
    }

    [Fact]
    public async Task Nobody_reaches_an_endpoint_without_the_right_identity()
    {
        var workspace = host.NewWorkspace();
        foreach (var route in host.Routes)
        {
            var path = Parameters().Replace(route.RoutePattern.RawText!, Guid.CreateVersion7().ToString());
            if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                continue;
            }

            var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            var isInternal = path.StartsWith("/internal", StringComparison.Ordinal);
            using var stranger = host.Service.CreateClient();
            using var wrong = isInternal ? workspace.Member() : host.AsVoice(host.Service, workspace.Id);
            Assert.Equal(401, await StatusAsync(stranger, method, path));
            Assert.Equal(403, await StatusAsync(wrong, method, path));
        }

        using var homeless = host.AsVoice(host.Service, null);
        Assert.Equal(400, await StatusAsync(homeless, HttpMethod.Post, "/internal/voice/find"));
    }

    [Fact]
    public async Task The_api_document_describes_requests_as_clients_write_them()
    {
        using var client = host.Service.CreateClient();
        var document = await client.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/openapi/v1.json");
        var schemas = document!["components"]!["schemas"]!;
        Assert.Equal(
            """{"type":["null","integer"],"format":"int32"}""", schemas["AppointmentRequest"]!["properties"]!["duration_minutes"]!.ToJsonString());
        Assert.Contains("string", schemas["SettingsChange"]!["properties"]!["timezone"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(document["paths"]!.AsObject(), path => path.Key.StartsWith("/internal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_that_names_a_person_is_logged()
    {
        var workspace = host.NewWorkspace();
        await workspace.CallAndBookAsync("tomorrow at 2 pm", name: "Zebedee Loggins", phone: "+14055550166", email: "zebedee@peterental.test", caller: "+14055550167");
        await workspace.FindAsync("+14055550166");
        await workspace.FindAsync("+14055550167");
        await workspace.BookAsync("2027-03-02T14:00", name: "Zebedee Loggins", phone: "+14055550166");
        await workspace.SendAsync(HttpMethod.Get, "/appointments?q=Zebedee");
        await workspace.CallOffAsync(phone: "+14055550166");

        Assert.NotEmpty(host.Logs.Lines);
        foreach (var secret in new[] { "Zebedee", "Loggins", "4055550166", "4055550167" })
        {
            Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task<int> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Get ? null : JsonContent.Create(new { }) };
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static async Task<string> StateAsync(Workspace workspace) => string.Join('\n',
        (await workspace.GetAsync("/appointments")).ToJsonString(), (await workspace.GetAsync("/calendar/settings")).ToJsonString());

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameters();
}
