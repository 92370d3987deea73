using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Clerk;

/// <summary>
/// Sends webhooks as Svix does for Clerk: the same envelope, headers and signature, 15 s for an answer, no redirects. What it does not
/// do is try again: the answer is told to whoever asked, who may send the same id once more.
/// </summary>
internal sealed class WebhookSender(IHttpClientFactory http, TimeProvider time)
{
    /// <summary>The secret of the sandbox, in the open since it opens nothing else.</summary>
    public const string DevelopmentSecret = "whsec_ZGV2ZWxvcG1lbnQtY2xlcmstd2ViaG9vay1zZWNyZXQ=";

    /// <summary>The instance that the sandbox is.</summary>
    public const string InstanceId = "ins_sandbox";

    internal const string ClientName = "clerk-webhooks";
    private const string SecretPrefix = "whsec_";

    /// <summary>Sends one.</summary>
    /// <exception cref="HttpRequestException">Nobody answers there.</exception>
    /// <exception cref="TaskCanceledException">Nobody answered in time.</exception>
    public async Task<WebhookReply> SendAsync(WebhookRequest webhook, Uri receiver, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = webhook.Id ?? "msg_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(14));
        var timestamp = (webhook.Timestamp ?? now.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(Envelope(webhook, now).ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Svix-Webhooks/1.0");
        request.Headers.Add("svix-id", id);
        request.Headers.Add("svix-timestamp", timestamp);
        request.Headers.Add("svix-signature", Sign(KeyOf(webhook.Secret ?? DevelopmentSecret)!, $"{id}.{timestamp}.", body));
        using var response = await http.CreateClient(ClientName).SendAsync(request, cancellationToken);
        return new WebhookReply(id, (int)response.StatusCode);
    }

    /// <summary>An address that can be posted to, or null.</summary>
    public static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>The key in a secret, or null.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var key = new byte[secret.Length];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length) && length > 0
                ? key[..length]
                : null;
    }

    private static JsonObject Envelope(WebhookRequest webhook, DateTimeOffset now) => new()
    {
        ["data"] = WebhookData.Of(webhook, now),
        ["object"] = "event",
        ["type"] = webhook.Type,
        ["timestamp"] = now.ToUnixTimeMilliseconds(),
        ["instance_id"] = InstanceId,
        ["event_attributes"] = new JsonObject
        {
            ["http_request"] = new JsonObject { ["client_ip"] = "192.0.2.1", ["user_agent"] = "PeteRental sandbox" },
        },
    };

    private static string Sign(byte[] key, string before, byte[] body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(before).Concat(body).ToArray().AsSpan()));
}
