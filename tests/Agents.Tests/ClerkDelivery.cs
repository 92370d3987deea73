using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.Agents.Tests;

/// <summary>Webhooks as Clerk sends them through Svix, signed here by hand.</summary>
internal static class ClerkDelivery
{
    public const string Secret = "whsec_dGVzdHMtb2YtdGhlLWFnZW50cy1zZXJ2aWNlLW9ubHk=";
    public const string Instance = "ins_tests";

    /// <summary>A delivery that must be accepted.</summary>
    public static async Task AnnounceAsync(
        this AgentsHost app, string type, JsonNode? data, DateTimeOffset? at = null, string? id = null)
    {
        using var response = await app.DeliverAsync(Envelope(type, data, at), id);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Any body, rightly signed.</summary>
    public static async Task<HttpResponseMessage> DeliverAsync(this AgentsHost app, string body, string? id = null)
    {
        using var anybody = app.AsStranger();
        return await anybody.SendAsync(Request(body, id ?? NewId()));
    }

    /// <summary>What Svix posts.</summary>
    public static HttpRequestMessage Request(
        string body, string id, DateTimeOffset? sentAt = null, string secret = Secret, string prefix = "svix-", string before = "", string after = "")
    {
        var timestamp = (sentAt ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/clerk") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(prefix + "id", id);
        request.Headers.Add(prefix + "timestamp", timestamp);
        request.Headers.Add(prefix + "signature", before + Sign(secret, $"{id}.{timestamp}.{body}") + after);
        return request;
    }

    public static string Sign(string secret, string content) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(content)));

    public static string Envelope(string type, JsonNode? data, DateTimeOffset? at = null) => new JsonObject
    {
        ["data"] = data,
        ["object"] = "event",
        ["type"] = type,
        ["timestamp"] = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds(),
        ["instance_id"] = Instance,
        ["event_attributes"] = new JsonObject { ["http_request"] = new JsonObject { ["client_ip"] = "192.0.2.7", ["user_agent"] = "tests" } },
    }.ToJsonString();

    public static string NewId() => $"msg_{Guid.NewGuid():N}";

    public static string NewSubject() => $"user_{Guid.NewGuid():N}";

    /// <summary>The data of a person.</summary>
    public static JsonObject Person(
        string subject, string? email, DateTimeOffset? updatedAt = null, string? first = "Ada", string? last = "Oak", string? phone = null,
        string? verification = "verified") => new()
        {
            ["id"] = subject,
            ["object"] = "user",
            ["first_name"] = first,
            ["last_name"] = last,
            ["primary_email_address_id"] = email is null ? null : "idn_1",
            ["primary_phone_number_id"] = phone is null ? null : "idn_2",
            ["email_addresses"] = email is null
                ? new JsonArray()
                : new JsonArray(Address("idn_9", "other@oakhill.test", "verified"), Address("idn_1", email, verification)),
            ["phone_numbers"] = phone is null ? new JsonArray() : new JsonArray(new JsonObject { ["id"] = "idn_2", ["phone_number"] = phone }),
            ["updated_at"] = updatedAt?.ToUnixTimeMilliseconds(),
        };

    /// <summary>The data of a membership.</summary>
    public static JsonObject Membership(string subject, string organization, string role, DateTimeOffset? updatedAt = null, string? email = null) => new()
    {
        ["id"] = $"orgmem_{Guid.NewGuid():N}",
        ["object"] = "organization_membership",
        ["role"] = role,
        ["organization"] = new JsonObject { ["id"] = organization, ["name"] = "Oak Hill Homes", ["slug"] = "oak-hill" },
        ["public_user_data"] = new JsonObject
        {
            ["user_id"] = subject,
            ["identifier"] = email,
            ["first_name"] = "Ada",
            ["last_name"] = "Oak",
        },
        ["updated_at"] = updatedAt?.ToUnixTimeMilliseconds(),
    };

    private static JsonObject Address(string id, string email, string? status) => new()
    {
        ["id"] = id,
        ["object"] = "email_address",
        ["email_address"] = email,
        ["verification"] = status is null ? null : new JsonObject { ["status"] = status, ["strategy"] = "email_code" },
    };
}
