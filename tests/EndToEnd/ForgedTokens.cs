using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>Tokens as forgers make them out of a good one and what everybody can know: the key set.</summary>
internal static class ForgedTokens
{
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(Deployment deployment, string email)
    {
        var good = await deployment.SignInAsync(email);
        var key = (await deployment.Sandbox.GetFromJsonAsync<JsonObject>("/clerk/.well-known/jwks.json"))!["keys"]![0]!.AsObject();
        using var published = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key["n"]!.GetValue<string>()),
            Exponent = Base64Url.DecodeFromChars(key["e"]!.GetValue<string>()),
        });
        using var stranger = RSA.Create(2048);
        var (header, claims) = (Part(good, 0), Part(good, 1));
        return new Dictionary<string, string>
        {
            ["alg none"] = Sign(With(header, "alg", "none"), claims, _ => []),
            ["alg None, its signature kept"] = $"{Encode(With(header, "alg", "None"))}.{good.Split('.', 2)[1]}",
            ["HS256 with the public key in PEM"] = Hmac(header, claims, Encoding.ASCII.GetBytes(published.ExportSubjectPublicKeyInfoPem())),
            ["HS256 with the public key in DER"] = Hmac(header, claims, published.ExportSubjectPublicKeyInfo()),
            ["HS256 with the modulus"] = Hmac(header, claims, Base64Url.DecodeFromChars(key["n"]!.GetValue<string>())),
            ["somebody else's key under the right kid"] = Rsa(header, claims, stranger),
            ["somebody else's key under another kid"] = Rsa(With(header, "kid", "ins_other"), claims, stranger),
            ["the right signature under another kid"] = $"{Encode(With(header, "kid", "ins_other"))}.{good.Split('.', 2)[1]}",
            ["no kid"] = Rsa(With(header, "kid", null), claims, stranger),
            ["a key that it brings along"] = Rsa(With(With(header, "kid", null), "jwk", Jwk(stranger)), claims, stranger),
            ["another issuer"] = Sign(header, With(claims, "iss", "https://clerk.evil.test"), _ => Base64Url.DecodeFromChars(good.Split('.')[2])),
            ["another issuer's own key"] = Rsa(header, With(claims, "iss", "https://clerk.evil.test"), stranger),
            ["somebody else's name"] = Sign(header, With(claims, "sub", "user_somebody"), _ => Base64Url.DecodeFromChars(good.Split('.')[2])),
            ["no signature"] = good[..(good.LastIndexOf('.') + 1)],
            ["expired"] = await IssueAsync(deployment, new { email, expires_in = -10 }),
            ["of another page"] = await IssueAsync(deployment, new { email }, "https://evil.test"),
            ["of a session with a task to do"] = await IssueAsync(deployment, new { email, sts = "pending" }),
        };
    }

    /// <summary>A token that the issuer really signs.</summary>
    public static async Task<string> IssueAsync(Deployment deployment, object request, string? origin = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/clerk/tokens") { Content = JsonContent.Create(request) };
        if (origin is not null)
        {
            message.Headers.Add("Origin", origin);
        }

        using var response = await deployment.Sandbox.SendAsync(message);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["token"]!.GetValue<string>();
    }

    /// <summary>One part of a token, read.</summary>
    public static JsonObject Part(string token, int index) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();

    private static JsonObject With(JsonObject part, string name, JsonNode? value)
    {
        var copy = part.DeepClone().AsObject();
        copy.Remove(name);
        if (value is not null)
        {
            copy[name] = value;
        }

        return copy;
    }

    private static JsonObject Jwk(RSA key)
    {
        var open = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(open.Modulus), ["e"] = Base64Url.EncodeToString(open.Exponent) };
    }

    private static string Hmac(JsonObject header, JsonObject claims, byte[] key) =>
        Sign(With(header, "alg", "HS256"), claims, content => HMACSHA256.HashData(key, content));

    private static string Rsa(JsonObject header, JsonObject claims, RSA key) =>
        Sign(header, claims, content => key.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    private static string Sign(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
