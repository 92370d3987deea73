using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests;

/// <summary>A token taken apart by hand, so that no library checks its own work.</summary>
public sealed record Jwt(string Text, JsonElement Header, JsonElement Claims)
{
    public static Jwt Parse(string text)
    {
        var parts = text.Split('.');
        Assert.Equal(3, parts.Length);
        return new Jwt(text, Decode(parts[0]), Decode(parts[1]));
    }

    public string Claim(string claim) => Claims.GetProperty(claim).GetString()!;

    public long Number(string claim) => Claims.GetProperty(claim).GetInt64();

    public bool IsSignedBy(JsonElement keySet)
    {
        var kid = Header.GetProperty("kid").GetString();
        var key = keySet.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("kid").GetString() == kid);
        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()),
        });
        var end = Text.LastIndexOf('.');
        return rsa.VerifyData(
            Encoding.ASCII.GetBytes(Text[..end]), Base64Url.DecodeFromChars(Text.AsSpan(end + 1)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonElement Decode(string part) => JsonElement.Parse(Base64Url.DecodeFromChars(part));
}
