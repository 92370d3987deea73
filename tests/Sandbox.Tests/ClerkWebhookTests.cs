using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PeteRental.Sandbox.Tests;

/// <summary>Webhooks as a receiver of Clerk's sees them, checked here by hand.</summary>
public sealed class ClerkWebhookTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private const string Secret = "ZGV2ZWxvcG1lbnQtY2xlcmstd2ViaG9vay1zZWNyZXQ=";
    private readonly List<(IHeaderDictionary Headers, string Body)> _received = [];
    private int _status = 204;
    private WebApplication _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Urls.Add("http://127.0.0.1:0");
        _receiver.MapPost("/webhooks", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            _received.Add((new HeaderDictionary(request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            return Results.StatusCode(_status);
        });
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task A_webhook_is_signed_as_svix_signs_and_tells_of_the_user_of_the_tokens()
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test" });

        var reply = await SendAsync(new { type = "user.updated", email = "ADA@oakhill.test", name = "Ada Lovelace Oak", phone = "+15550100123", url = Url });

        var (headers, body) = Assert.Single(_received);
        Assert.Equal(204, reply.GetProperty("status").GetInt32());
        Assert.Equal(reply.GetProperty("svix_id").GetString(), headers["svix-id"]);
        Assert.StartsWith("msg_", headers["svix-id"].ToString(), StringComparison.Ordinal);
        Assert.Equal(SignatureOf(headers, body), headers["svix-signature"]);
        Assert.InRange(
            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(headers["svix-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture), -5, 30);
        var envelope = JsonElement.Parse(body);
        Assert.Equal(("event", "user.updated", "ins_sandbox"), (Text(envelope, "object"), Text(envelope, "type"), Text(envelope, "instance_id")));
        Assert.True(envelope.GetProperty("timestamp").GetInt64() > 1_600_000_000_000);
        Assert.Equal(JsonValueKind.Object, envelope.GetProperty("event_attributes").GetProperty("http_request").ValueKind);
        var data = envelope.GetProperty("data");
        Assert.Equal((jwt.Claim("sub"), "Ada", "Lovelace Oak"), (Text(data, "id"), Text(data, "first_name"), Text(data, "last_name")));
        var address = Assert.Single(data.GetProperty("email_addresses").EnumerateArray().ToList());
        Assert.Equal(Text(data, "primary_email_address_id"), Text(address, "id"));
        Assert.Equal("verified", Text(address.GetProperty("verification"), "status"));
        Assert.Equal("+15550100123", Text(data.GetProperty("phone_numbers")[0], "phone_number"));
    }

    [Fact]
    public async Task What_a_test_says_of_the_data_the_id_and_the_time_goes_over_what_follows_from_the_rest()
    {
        await SendAsync(new
        {
            type = "user.deleted",
            email = "ada@oakhill.test",
            data = new { external_id = "7", deleted = (bool?)null },
            id = "msg_again",
            timestamp = 1_700_000_000,
            url = Url,
        });

        var (headers, body) = Assert.Single(_received);
        Assert.Equal(("msg_again", "1700000000"), (headers["svix-id"].ToString(), headers["svix-timestamp"].ToString()));
        Assert.Equal(SignatureOf(headers, body), headers["svix-signature"]);
        var data = JsonElement.Parse(body).GetProperty("data");
        Assert.Equal("7", Text(data, "external_id"));
        Assert.Equal(JsonValueKind.Null, data.GetProperty("deleted").ValueKind);
        Assert.False(data.TryGetProperty("email_addresses", out _));
    }

    [Fact]
    public async Task A_membership_names_the_person_the_organisation_and_the_role_with_its_prefix()
    {
        await SendAsync(new
        {
            type = "organizationMembership.created",
            email = "ada@oakhill.test",
            org = new { id = "org_oak", slug = "oak-hill", role = "manager" },
            url = Url,
        });

        var data = JsonElement.Parse(Assert.Single(_received).Body).GetProperty("data");
        Assert.Equal("org:manager", Text(data, "role"));
        Assert.Equal("org_oak", Text(data.GetProperty("organization"), "id"));
        Assert.Equal("ada@oakhill.test", Text(data.GetProperty("public_user_data"), "identifier"));
    }

    [Fact]
    public async Task Another_secret_makes_another_signature()
    {
        await SendAsync(new { type = "user.created", email = "ada@oakhill.test", secret = "whsec_YW5vdGhlcg==", url = Url });

        var (headers, body) = Assert.Single(_received);
        Assert.NotEqual(SignatureOf(headers, body), headers["svix-signature"].ToString());
        Assert.Equal(SignatureOf(headers, body, "YW5vdGhlcg=="), headers["svix-signature"]);
    }

    [Fact]
    public async Task The_receivers_answer_is_told_and_a_receiver_that_is_away_too()
    {
        _status = 401;
        var reply = await SendAsync(new { type = "user.created", email = "ada@oakhill.test", url = Url });
        await _receiver.StopAsync();
        var away = await sandbox.Http.PostAsJsonAsync("/control/clerk/webhooks", new { type = "user.created", url = Url });

        Assert.Equal(401, reply.GetProperty("status").GetInt32());
        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
    }

    [Theory]
    [InlineData("""{}""", "type")]
    [InlineData("""{"type":"user created"}""", "type")]
    [InlineData("""{"type":"user.created"}""", "url")]
    [InlineData("""{"type":"user.created","url":"ftp://receiver.test"}""", "url")]
    [InlineData("""{"type":"user.created","id":"msg 1"}""", "id")]
    [InlineData("""{"type":"user.created","secret":"whsec_%"}""", "secret")]
    [InlineData("""{"type":"user.created","org":{}}""", "org.id")]
    public async Task A_wrong_field_is_named(string json, string field)
    {
        var response = await sandbox.Http.PostAsync("/control/clerk/webhooks", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task A_token_of_version_1_has_a_flat_organisation()
    {
        var jwt = await sandbox.SignInAsync(new { email = "ada@oakhill.test", version = 1, org = new { id = "org_oak", slug = "oak-hill", role = "admin" } });

        Assert.Equal(("org_oak", "oak-hill", "org:admin"), (jwt.Claim("org_id"), jwt.Claim("org_slug"), jwt.Claim("org_role")));
        Assert.All(new[] { "v", "o", "sts", "jti" }, claim => Assert.False(jwt.Claims.TryGetProperty(claim, out _), claim));
        Assert.StartsWith("sess_", jwt.Claim("sid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_can_be_of_a_session_with_a_task_or_of_somebody_who_acts_as_the_person()
    {
        Assert.Equal("pending", (await sandbox.SignInAsync(new { email = "ada@oakhill.test", sts = "pending" })).Claim("sts"));
        Assert.Equal("user_7", Text((await sandbox.SignInAsync(new { email = "ada@oakhill.test", act = "user_7" })).Claims.GetProperty("act"), "sub"));
    }

    private string Url => _receiver.Urls.First() + "/webhooks";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string SignatureOf(IHeaderDictionary headers, string body, string secret = Secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret), Encoding.UTF8.GetBytes($"{headers["svix-id"]}.{headers["svix-timestamp"]}.{body}")));

    private async Task<JsonElement> SendAsync(object webhook)
    {
        var response = await sandbox.Http.PostAsJsonAsync("/control/clerk/webhooks", webhook);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
