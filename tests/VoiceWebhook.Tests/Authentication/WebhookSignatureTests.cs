using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using PeteRental.VoiceWebhook.Authentication;

namespace PeteRental.VoiceWebhook.Tests.Authentication;

public class WebhookSignatureTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes("signing-key-for-tests");
    private static readonly byte[] OtherKey = Encoding.UTF8.GetBytes("another-key");
    private static readonly byte[] Body = Payloads.Read("02-tool-calls-arguments-string.json");
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static byte[] Sign(string timestamp, byte[] body) =>
        HMACSHA256.HashData(Key, (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]);

    private static WebhookSignature? Headers(string? signature, string? timestamp)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[WebhookSignature.SignatureHeader] = signature;
        request.Headers[WebhookSignature.TimestampHeader] = timestamp;
        return WebhookSignature.Of(request);
    }

    public static TheoryData<string> Encodings()
    {
        var hash = Sign(Timestamp, Body);
        return
        [
            Convert.ToHexStringLower(hash),
            Convert.ToHexString(hash),
            Convert.ToBase64String(hash),
            Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            "sha256=" + Convert.ToHexStringLower(hash),
            "sha256=" + Convert.ToBase64String(hash),
            "v1=" + Convert.ToHexStringLower(hash),
        ];
    }

    private static string Timestamp => $"{Now.ToUnixTimeSeconds()}";

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_signature_is_accepted_in_every_usual_encoding(string signature) =>
        Assert.True(Headers(signature, Timestamp)!.IsValid(Body, [Key], Now));

    [Fact]
    public void Milliseconds_are_accepted_too()
    {
        var timestamp = $"{Now.ToUnixTimeMilliseconds()}";

        Assert.True(Headers(Convert.ToHexString(Sign(timestamp, Body)), timestamp)!.IsValid(Body, [Key], Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(-299, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    [InlineData(86_400, false)]
    public void Only_a_recent_signature_is_accepted(int ageInSeconds, bool isAccepted)
    {
        var timestamp = $"{Now.AddSeconds(-ageInSeconds).ToUnixTimeSeconds()}";

        Assert.Equal(isAccepted, Headers(Convert.ToHexString(Sign(timestamp, Body)), timestamp)!.IsValid(Body, [Key], Now));
    }

    [Fact]
    public void Any_active_key_of_a_rotation_is_accepted_and_no_other()
    {
        var signature = Headers(Convert.ToHexString(Sign(Timestamp, Body)), Timestamp)!;

        Assert.True(signature.IsValid(Body, [OtherKey, Key], Now));
        Assert.True(signature.IsValid(Body, [Key, OtherKey], Now));
        Assert.False(signature.IsValid(Body, [OtherKey], Now));
        Assert.False(signature.IsValid(Body, [], Now));
    }

    [Fact]
    public void A_changed_body_or_timestamp_is_refused()
    {
        var hash = Convert.ToHexString(Sign(Timestamp, Body));

        Assert.False(Headers(hash, Timestamp)!.IsValid([.. Body, (byte)' '], [Key], Now));
        Assert.False(Headers(hash, $"{Now.AddSeconds(1).ToUnixTimeSeconds()}")!.IsValid(Body, [Key], Now));
    }

    [Theory]
    [InlineData(null, "1790863200")]
    [InlineData("", "1790863200")]
    [InlineData("abc", "1790863200")]
    [InlineData("sha256=", "1790863200")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "1790863200")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    public void Malformed_headers_are_no_signature(string? signature, string? timestamp) => Assert.Null(Headers(signature, timestamp));

    [Theory]
    [InlineData("-1790863200")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("soon")]
    public void A_timestamp_that_is_no_time_is_refused_even_when_signed(string timestamp) =>
        Assert.False(Headers(Convert.ToHexString(Sign(timestamp, Body)), timestamp)!.IsValid(Body, [Key], Now));

    [Fact]
    public void No_header_text_throws() =>
        Prop.ForAll<string?, string?>((signature, timestamp) => Headers(signature, timestamp)?.IsValid(Body, [Key], Now) is not true)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
