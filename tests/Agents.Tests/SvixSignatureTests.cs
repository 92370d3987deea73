using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using PeteRental.Agents.Clerk;

namespace PeteRental.Agents.Tests;

public sealed class SvixSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string OtherSignature = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData("svix-", Signature)]
    [InlineData("webhook-", Signature)]
    [InlineData("svix-", OtherSignature + " " + Signature)]
    [InlineData("svix-", "v1a,AAAA v2,g0hM " + Signature + " v1,short")]
    [InlineData("svix-", "  " + Signature + "  ")]
    public void The_vendors_own_example_is_valid(string prefix, string signature) =>
        Assert.True(IsValid(Headers(prefix, Id, "1614265330", signature), Body, Secret, SentAt));

    [Theory]
    [InlineData(OtherSignature)]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,")]
    [InlineData("nonsense")]
    public void Another_signature_or_version_is_not(string signature) =>
        Assert.False(IsValid(Headers("svix-", Id, "1614265330", signature), Body, Secret, SentAt));

    [Theory]
    [InlineData("msg_other", "1614265330", Body)]
    [InlineData(Id, "1614265331", Body)]
    [InlineData(Id, "01614265330", Body)]
    [InlineData(Id, "1614265330", """{"test":2432232314}""")]
    [InlineData(Id, "1614265330", "")]
    public void What_was_not_signed_is_not(string id, string timestamp, string body) =>
        Assert.False(IsValid(Headers("svix-", id, timestamp, Signature), body, Secret, SentAt));

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_delivery_may_be_five_minutes_off(int seconds, bool isValid) =>
        Assert.Equal(isValid, IsValid(Headers("svix-", Id, "1614265330", Signature), Body, Secret, SentAt.AddSeconds(seconds)));

    [Theory]
    [InlineData("", "1614265330", Signature)]
    [InlineData(Id, "", Signature)]
    [InlineData(Id, "soon", Signature)]
    [InlineData(Id, "-1614265330", Signature)]
    [InlineData(Id, "1614265330.5", Signature)]
    [InlineData(Id, "999999999999", Signature)]
    [InlineData(Id, "1614265330", "")]
    public void Headers_that_are_missing_or_unreadable_are_no_signature(string id, string timestamp, string signature) =>
        Assert.Null(SvixSignature.Of(Headers("svix-", id, timestamp, signature)));

    [Fact]
    public void Headers_of_two_families_or_sent_twice_are_no_signature()
    {
        var mixed = Headers("svix-", Id, "1614265330", "");
        mixed["webhook-signature"] = Signature;
        var twice = Headers("svix-", Id, "1614265330", Signature);
        twice["svix-id"] = new([Id, Id]);

        Assert.Null(SvixSignature.Of(mixed));
        Assert.Null(SvixSignature.Of(twice));
    }

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24)]
    [InlineData(Secret, 24)]
    [InlineData(" " + Secret + "\n", 24)]
    [InlineData("whsec_", null)]
    [InlineData("whsec_not base64!", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_key_is_the_secrets_base64_decoded(string? secret, int? length) => Assert.Equal(length, SvixSignature.KeyOf(secret)?.Length);

    [Fact]
    public void Whatever_is_signed_is_valid_until_a_single_bit_differs() => Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>().Filter(bytes => bytes is not null),
            ArbMap.Default.ArbFor<int>(),
            (body, place) =>
            {
                var key = RandomNumberGenerator.GetBytes(32);
                var timestamp = SentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{timestamp}."), .. body];
                var signed = HMACSHA256.HashData(key, content);
                var signature = SvixSignature.Of(Headers("svix-", Id, timestamp, "v1," + Convert.ToBase64String(signed)))!;
                var bit = (int)((uint)place % (uint)(signed.Length * 8));
                var forged = signed.ToArray();
                forged[bit / 8] ^= (byte)(1 << (bit % 8));
                return signature.IsValid(body, key, SentAt)
                    && !signature.IsValid([.. body, 0], key, SentAt)
                    && !(signature with { Signatures = [forged] }).IsValid(body, key, SentAt);
            })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_breaks_the_reading() => Prop.ForAll(
            ArbMap.Default.ArbFor<string[]>().Filter(texts => texts is not null),
            texts =>
            {
                var values = texts.Append("").Append("v1,").Append("1").ToArray();
                foreach (var value in values)
                {
                    _ = SvixSignature.Of(Headers("svix-", "id", "1614265330", value ?? ""))?.IsValid([], [1], SentAt);
                    _ = SvixSignature.Of(Headers("svix-", value ?? "", value ?? "", Signature))?.IsValid([], [1], SentAt);
                    _ = SvixSignature.KeyOf(value);
                }

                return true;
            })
        .QuickCheckThrowOnFailure();

    private static bool IsValid(HeaderDictionary headers, string body, string secret, DateTimeOffset now) =>
        SvixSignature.Of(headers)?.IsValid(Encoding.UTF8.GetBytes(body), SvixSignature.KeyOf(secret)!, now) is true;

    private static HeaderDictionary Headers(string prefix, string id, string timestamp, string signature)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in new[] { ("id", id), ("timestamp", timestamp), ("signature", signature) })
        {
            if (value.Length > 0)
            {
                headers[prefix + name] = value;
            }
        }

        return headers;
    }
}
