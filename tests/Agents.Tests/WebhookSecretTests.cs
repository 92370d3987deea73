using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults;

namespace PeteRental.Agents.Tests;

public sealed class WebhookSecretTests(AgentsHost app)
{
    [Fact]
    public async Task A_token_is_shown_once_and_finds_its_workspace()
    {
        var owner = await app.SignInAsync();

        var made = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { name = "Production" }).ReadAsync(HttpStatusCode.Created);

        var secret = made.Text("secret")!;
        Assert.StartsWith("prwh_", secret, StringComparison.Ordinal);
        Assert.True(secret.Length >= 5 + 43);
        Assert.Equal("token", made.Text("kind"));
        var found = await FindAsync(secret);
        Assert.Equal(owner.WorkspaceId, found!.WorkspaceId);
        Assert.Equal(made.Id("secret_id"), found.SecretId);
        var list = await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK);
        Assert.DoesNotContain(secret, list.GetRawText(), StringComparison.Ordinal);
        var listed = Assert.Single(list.GetProperty("webhook_secrets").EnumerateArray().ToList());
        Assert.Equal("Production", listed.Text("name"));
        Assert.Equal(
            ["secret_id", "name", "kind", "created_at", "last_used_at"],
            listed.EnumerateObject().Select(member => member.Name));
        var told = await app.Events.WaitAsync<WorkspaceUpdated>(owner.WorkspaceId, _ => true);
        Assert.Equal(["webhook_secrets"], told.Changed);
    }

    [Fact]
    public async Task Two_secrets_work_side_by_side_until_one_is_revoked()
    {
        var owner = await app.SignInAsync();
        var old = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        var renewed = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        Assert.NotNull(await FindAsync(old.Text("secret")!));

        await owner.Http.DeleteAsync($"/workspace/webhook-secrets/{old.Id("secret_id")}").ReadAsync(HttpStatusCode.NoContent);

        Assert.Null(await FindAsync(old.Text("secret")!));
        Assert.NotNull(await FindAsync(renewed.Text("secret")!));
        await owner.Http.DeleteAsync($"/workspace/webhook-secrets/{old.Id("secret_id")}").ReadAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_use_is_written_down_soon_and_coarsely()
    {
        var owner = await app.SignInAsync();
        var made = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        await FindAsync(made.Text("secret")!);

        await AgentsHost.UntilAsync(async () => await LastUsedAsync(owner) is not null);
        var first = await LastUsedAsync(owner);
        await FindAsync(made.Text("secret")!);
        // A second secret's use is written after the first's could have been.
        var second = await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Created);
        await FindAsync(second.Text("secret")!);
        await AgentsHost.UntilAsync(async () => (await UsedCountAsync(owner)) == 2);
        Assert.Equal(first, await LastUsedAsync(owner));
    }

    [Fact]
    public async Task Only_owners_handle_secrets()
    {
        var org = AgentsHost.NewOrganization();
        await app.SignInAsync(org: org);
        foreach (var role in new[] { "manager", "viewer" })
        {
            var member = await app.SignInAsync(org: org, role: role);
            await member.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.Forbidden);
            await member.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { }).ReadAsync(HttpStatusCode.Forbidden);
            await member.Http.DeleteAsync($"/workspace/webhook-secrets/{Guid.NewGuid()}").ReadAsync(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_workspace_has_room_for_twenty_even_when_many_are_made_at_once()
    {
        var owner = await app.SignInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { })));

        Assert.Equal(20, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [InlineData("""{"kind":"password"}""", "kind")]
    [InlineData("""{"kind":null}""", "kind")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    public async Task A_wrong_field_is_named(string json, string field)
    {
        var owner = await app.SignInAsync();

        var problem = await owner.Http.SendJsonAsync(HttpMethod.Post, "/workspace/webhook-secrets", json).ReadAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000g")]
    public async Task An_unknown_hash_finds_nobody(string hash)
    {
        using var voice = app.AsService("voicewebhook", null);

        Assert.Contains(
            (await voice.GetAsync($"/internal/webhook-secrets/{hash}")).StatusCode,
            new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
    }

    [Fact]
    public async Task Neither_answers_nor_logs_nor_tables_show_a_secret_after_it_was_made()
    {
        var owner = await app.SignInAsync();
        var imported = $"imported-{Guid.NewGuid():N}";
        var token = (await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "token" }).ReadAsync(HttpStatusCode.Created)).Text("secret")!;
        var key = (await owner.Http.PostAsJsonAsync("/workspace/webhook-secrets", new { kind = "hmac" }).ReadAsync(HttpStatusCode.Created)).Text("secret")!;
        using var operators = app.AsService("pete", owner.WorkspaceId);
        await operators.PostAsJsonAsync("/internal/webhook-secrets", new { secret = imported, name = "Demo" }).ReadAsync(HttpStatusCode.OK);
        await FindAsync(token);
        var list = await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(3, list.GetProperty("total").GetInt32());

        await using var database = await app.Database.OpenConnectionAsync();
        var stored = string.Join('\n', await database.QueryAsync<string>(
            """
            SELECT concat_ws('|', encode(sha256, 'escape'), encode(sealed_key, 'escape'), name) FROM webhook_secrets WHERE workspace_id = @WorkspaceId
            UNION ALL SELECT row(audit_log.*)::text FROM audit_log UNION ALL SELECT row(outbox.*)::text FROM outbox
            """,
            owner.Identity));
        foreach (var secret in new[] { token, key, imported })
        {
            Assert.DoesNotContain(secret, list.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(owner.Token, StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(owner.Email, StringComparison.Ordinal));
        Assert.NotEmpty(app.Logs.Lines);
    }

    private async Task<WebhookSecretReply?> FindAsync(string secret)
    {
        using var voice = app.AsService("voicewebhook", null);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        using var response = await voice.GetAsync($"/internal/webhook-secrets/{hash}");
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.Content.ReadFromJsonAsync<WebhookSecretReply>(JsonDefaults.Options);
    }

    private static async Task<string?> LastUsedAsync(Person owner) =>
        (await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK)).GetProperty("webhook_secrets")[0].Text("last_used_at");

    private static async Task<int> UsedCountAsync(Person owner) =>
        (await owner.Http.GetAsync("/workspace/webhook-secrets").ReadAsync(HttpStatusCode.OK)).GetProperty("webhook_secrets")
        .EnumerateArray().Count(secret => secret.Text("last_used_at") is not null);
}
