using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace PeteRental.EndToEnd;

/// <summary>Who gets in, who is out, and what the sign-in provider says about it.</summary>
public sealed class PeopleTests(Deployment deployment)
{
    private static readonly (string Service, string Path)[] Doors = [("agents", "/users/me"), ("calendar", "/appointments"), ("voicewebhook", "/calls")];

    [Fact]
    public async Task A_forged_token_opens_no_door_neither_the_gateways_nor_a_services()
    {
        var email = NewEmail();
        var good = await deployment.SignInAsync(email);
        var me = await MeAsync(good);
        var vouched = await VouchAsync(me, ForgedTokens.Part(good, 1)["sub"]!.GetValue<string>());
        var doors = new List<(string Name, HttpClient Client, string Path)> { ("gateway", deployment.Gateway, "/users/me") };
        doors.AddRange(Doors.Select(door => (door.Service, deployment.App.CreateHttpClient(door.Service), door.Path)));

        foreach (var (name, client, path) in doors)
        {
            // The door opens to the real one, with the gateway's word for it; a forged one does not do for either.
            Assert.Equal((name, HttpStatusCode.OK), (name, await KnockAsync(client, path, good, vouched)));
            foreach (var (kind, forged) in await ForgedTokens.OfAsync(deployment, email))
            {
                Assert.Equal((name, kind, HttpStatusCode.Unauthorized), (name, kind, await KnockAsync(client, path, forged, vouched)));
            }
        }
    }

    [Fact]
    public async Task Tokens_of_both_versions_lead_to_the_organisations_workspace()
    {
        var org = new { id = $"org_{Guid.CreateVersion7():N}", slug = "maple", role = "manager" };
        var email = NewEmail();

        var second = await MeAsync(await ForgedTokens.IssueAsync(deployment, new { email, org }));
        var first = await MeAsync(await ForgedTokens.IssueAsync(deployment, new { email, org, version = 1 }));

        Assert.Equal("manager", first["role"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(second, first));
    }

    [Fact]
    public async Task A_deactivated_member_is_out_everywhere_within_a_minute()
    {
        var org = $"org_{Guid.CreateVersion7():N}";
        var owner = await deployment.SignInAsync(NewEmail(), new { id = org, slug = "maple", role = "admin" });
        var member = await deployment.SignInAsync(NewEmail(), new { id = org, slug = "maple", role = "manager" });
        var id = (await MeAsync(member))["user_id"]!.GetValue<string>();
        string[] paths = ["/users/me", "/agents", "/appointments", "/calls"];
        foreach (var path in paths)
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await KnockAsync(deployment.Gateway, path, member)));
        }

        using var change = new HttpRequestMessage(HttpMethod.Patch, $"/users/{id}") { Content = JsonContent.Create(new { active = false }) };
        change.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner);
        using var changed = await deployment.Gateway.SendAsync(change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        var since = Stopwatch.StartNew();
        foreach (var path in paths)
        {
            await Eventually.HoldsAsync(async () => await KnockAsync(deployment.Gateway, path, member) == HttpStatusCode.Unauthorized, $"{path} is closed to them");
        }

        Assert.True(since.Elapsed < TimeSpan.FromMinutes(1), $"It took {since.Elapsed}.");
        Assert.Equal(HttpStatusCode.OK, await KnockAsync(deployment.Gateway, "/users", owner));
    }

    [Fact]
    public async Task Clerks_webhooks_make_change_and_delete_a_person()
    {
        var email = NewEmail();
        Assert.Equal(401, await AnnounceAsync(new { type = "user.created", email, name = "Eve Evil", secret = "whsec_" + Convert.ToBase64String(new byte[24]) }));
        Assert.Equal(204, await AnnounceAsync(new { type = "user.created", email, name = "Ada Oak" }));
        Assert.Equal(1, await deployment.QueryAsync<long>("agentsdb", "SELECT count(*) FROM users WHERE full_name = 'Ada Oak' AND email = @email", new { email }));

        var token = await deployment.SignInAsync(email);
        var me = await MeAsync(token);
        Assert.Equal(("Ada Oak", true), (me["full_name"]!.GetValue<string>(), me["is_verified"]!.GetValue<bool>()));
        var workspace = me["workspace_id"]!.GetValue<Guid>();
        Assert.Equal(204, await AnnounceAsync(new { type = "user.updated", email, name = "Ada Maple", phone = "+15550100123" }));
        me = await MeAsync(token);
        Assert.Equal(("Ada Maple", "+15550100123"), (me["full_name"]!.GetValue<string>(), me["phone"]!.GetValue<string>()));

        Assert.Equal(204, await AnnounceAsync(new { type = "user.deleted", email }));
        Assert.Equal(204, await AnnounceAsync(new { type = "user.updated", email, name = "Ada Back" }));

        await Eventually.HoldsAsync(async () => await KnockAsync(deployment.Gateway, "/users/me", token) == HttpStatusCode.Unauthorized, "the deleted person is out");
        Assert.Equal(HttpStatusCode.Unauthorized, await KnockAsync(deployment.Gateway, "/users/me", await deployment.SignInAsync(email)));
        Assert.Equal(0, await deployment.QueryAsync<long>("agentsdb", "SELECT count(*) FROM users WHERE email = @email OR full_name = 'Ada Back'", new { email }));
        await Eventually.HoldsAsync(
            async () => await deployment.QueryAsync<long>(
                "calendardb", "SELECT count(*) FROM calendars WHERE workspace_id = @workspace AND user_id IS NOT NULL", new { workspace }) == 0,
            "their diary has no owner");
    }

    [Fact]
    public async Task The_line_of_a_person_who_erased_themselves_answers_nobody_any_more()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        using (var before = await workspace.PostWebhookAsync(new JsonObject { ["message"] = new JsonObject { ["type"] = "hang" } }))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        using var erased = await workspace.TrySendAsync(HttpMethod.Delete, "/users/me");

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var after = await workspace.PostWebhookAsync(new JsonObject { ["message"] = new JsonObject { ["type"] = "hang" } });
                return after.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests;
            },
            "the secret of the closed workspace is refused");
    }

    private static string NewEmail() => $"person-{Guid.CreateVersion7():N}@peterental.test";

    private static async Task<HttpStatusCode> KnockAsync(HttpClient client, string path, string token, string? vouched = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (vouched is not null)
        {
            request.Headers.Add("X-PeteRental-Identity", vouched);
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<JsonObject> MeAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/users/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await deployment.Gateway.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<int> AnnounceAsync(object webhook)
    {
        using var response = await deployment.Sandbox.PostAsJsonAsync("/control/clerk/webhooks", webhook);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<int>();
    }

    /// <summary>What the gateway would say of a person to a service: without it a service would refuse whatever the token is.</summary>
    private async Task<string> VouchAsync(JsonObject me, string subject)
    {
        var parameter = deployment.App.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .OfType<ParameterResource>().Single(resource => resource.Name == "identity-key");
        var key = Convert.FromBase64String((await parameter.GetValueAsync(CancellationToken.None))!);
        var payload = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["v"] = "gateway",
            ["w"] = me["workspace_id"]!.GetValue<string>(),
            ["u"] = me["user_id"]!.GetValue<string>(),
            ["r"] = "Owner",
            ["s"] = subject,
            ["e"] = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(),
        }.ToJsonString());
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }
}
