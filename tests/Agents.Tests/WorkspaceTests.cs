using System.Net;
using System.Net.Http.Json;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

public sealed class WorkspaceTests(AgentsHost app)
{
    [Fact]
    public async Task Only_what_is_given_is_saved_and_told()
    {
        var owner = await app.SignInAsync(name: "Ada Oak");

        var saved = await owner.Http.PostAsJsonAsync("/workspace", new { timezone = "America/Chicago", notification_email = "desk@oakhill.test" })
            .ReadAsync(HttpStatusCode.OK);

        var workspace = saved.GetProperty("workspace");
        Assert.Equal("America/Chicago", workspace.Text("timezone"));
        Assert.Equal("desk@oakhill.test", workspace.Text("notification_email"));
        Assert.Equal("Ada Oak", workspace.Text("name"));
        Assert.Equal("en-US", workspace.Text("locale"));
        Assert.Equal(32, saved.Text("request_id")!.Length);
        var read = await owner.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK);
        Assert.All(workspace.EnumerateObject(), field => Assert.Equal(field.Value.GetRawText(), read.GetProperty(field.Name).GetRawText()));
        var told = await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, _ => true);
        Assert.Equal(["timezone", "notification_email"], told.Changed);
    }

    [Fact]
    public async Task Saving_the_same_again_changes_and_tells_nothing()
    {
        var owner = await app.SignInAsync();
        var first = await owner.Http.PostAsJsonAsync("/workspace", new { name = "Oak Hill" }).ReadAsync(HttpStatusCode.OK);
        var again = await owner.Http.PostAsJsonAsync("/workspace", new { name = "Oak Hill" }).ReadAsync(HttpStatusCode.OK);
        Assert.Equal(first.GetProperty("workspace").GetRawText(), again.GetProperty("workspace").GetRawText());

        await owner.Http.PostAsJsonAsync("/workspace", new { locale = "es-MX" }).ReadAsync(HttpStatusCode.OK);
        await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, fact => fact.Changed.Contains("locale"));
        Assert.Single(app.Events.Of<WorkspaceUpdated>(owner.WorkspaceId), fact => fact.Changed.Contains("name"));
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"timezone":"Mars/Olympus"}""", "timezone")]
    [InlineData("""{"timezone":"Central Standard Time"}""", "timezone")]
    [InlineData("""{"timezone":"america/chicago"}""", "timezone")]
    [InlineData("""{"locale":"fr"}""", "locale")]
    [InlineData("""{"locale":"en-us"}""", "locale")]
    [InlineData("""{"notification_email":"nobody"}""", "notification_email")]
    [InlineData("""{"notification_email":"a@b.test\r\nBcc: c@d.test"}""", "notification_email")]
    [InlineData("""{"notification_email":{}}""", "notification_email")]
    public async Task A_wrong_setting_is_named_and_nothing_is_saved(string json, string field)
    {
        var owner = await app.SignInAsync();
        var before = await owner.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK);

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/workspace", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        Assert.Equal(before.GetRawText(), (await owner.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK)).GetRawText());
    }

    [Fact]
    public async Task Everybody_reads_the_workspace_and_only_owners_save_it()
    {
        var org = AgentsHost.NewOrganization();
        await app.SignInAsync(org: org);
        foreach (var role in new[] { "manager", "viewer" })
        {
            var member = await app.SignInAsync(org: org, role: role);
            Assert.True((await member.Http.GetAsync("/workspace").ReadAsync(HttpStatusCode.OK)).GetProperty("is_organization").GetBoolean());
            await member.Http.PostAsJsonAsync("/workspace", new { name = "Mine" }).ReadAsync(HttpStatusCode.Forbidden);
        }
    }
}
