using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.ServiceDefaults.Secrets;

namespace PeteRental.Agents.Tests;

public sealed class SecretBoxTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly SecretBox Box = new(new MasterKeys(Key));

    [Fact]
    public void What_is_sealed_opens_again_for_its_owner_and_purpose() =>
        Prop.ForAll<byte[], NonNull<string>, NonNull<string>>((secret, owner, purpose) =>
        {
            var opened = Box.Open(Box.Seal(secret, owner.Get, purpose.Get), owner.Get, purpose.Get);
            return opened.State == SecretState.Opened && opened.Value.AsSpan().SequenceEqual(secret);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_altered_or_missing_byte_is_noticed()
    {
        var sealedSecret = Box.Seal("refresh-token", "workspace", "oauth");
        for (var i = 0; i < sealedSecret.Length; i++)
        {
            var altered = sealedSecret.ToArray();
            altered[i] ^= 1;
            Assert.NotEqual(SecretState.Opened, Box.Open(altered, "workspace", "oauth").State);
            Assert.NotEqual(SecretState.Opened, Box.Open(sealedSecret.AsSpan(0, i), "workspace", "oauth").State);
        }
    }

    [Theory]
    [InlineData("other", "oauth")]
    [InlineData("workspace", "webhook")]
    [InlineData("workspace|oauth", "")]
    [InlineData("", "workspace|oauth")]
    public void A_secret_in_anothers_row_or_for_another_purpose_does_not_open(string owner, string purpose)
    {
        var opened = Box.Open(Box.Seal("refresh-token", "workspace", "oauth"), owner, purpose);

        Assert.Equal(SecretState.Damaged, opened.State);
        Assert.Empty(opened.Value);
    }

    [Fact]
    public void The_same_secret_is_sealed_differently_each_time_and_never_readable()
    {
        var boxes = Enumerable.Range(0, 100).Select(_ => Box.Seal("refresh-token", "workspace", "oauth")).ToList();

        Assert.Equal(100, boxes.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(boxes, box => Assert.Equal(-1, box.AsSpan().IndexOf(Encoding.UTF8.GetBytes("refresh"))));
    }

    [Fact]
    public void A_rotated_master_key_still_opens_what_the_one_before_sealed_and_rewraps_it()
    {
        var old = Box.Seal("refresh-token", "workspace", "oauth");
        var newKey = RandomNumberGenerator.GetBytes(32);
        var rotating = new SecretBox(new MasterKeys(newKey, Key));
        var rotated = new SecretBox(new MasterKeys(newKey));

        Assert.True(rotating.IsOutdated(old));
        Assert.Equal("refresh-token", rotating.Open(old, "workspace", "oauth").Text);
        var rewrapped = rotating.Rewrap(old)!;

        Assert.False(rotating.IsOutdated(rewrapped));
        Assert.Equal("refresh-token", rotated.Open(rewrapped, "workspace", "oauth").Text);
        Assert.Equal(SecretState.Damaged, rotated.Open(rewrapped, "other", "oauth").State);
    }

    [Fact]
    public void A_lost_master_key_is_said_plainly()
    {
        var sealedSecret = Box.Seal("refresh-token", "workspace", "oauth");
        var without = new SecretBox(new MasterKeys(RandomNumberGenerator.GetBytes(32)));

        Assert.Equal(SecretState.MasterKeyLost, without.Open(sealedSecret, "workspace", "oauth").State);
        Assert.Null(without.Rewrap(sealedSecret));
    }

    [Fact]
    public void Anything_else_in_the_column_is_damaged_and_no_crash() =>
        Prop.ForAll<byte[]>(garbage => Box.Open(garbage, "workspace", "oauth").State != SecretState.Opened && Box.Rewrap(garbage) is null)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_master_key_that_is_none_stops_the_start_and_is_not_quoted(string? text)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => MasterKeys.Parse(text, null));

        Assert.Contains("Secrets:MasterKey", thrown.Message, StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(text) || !thrown.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_opened_secret_does_not_print_itself()
    {
        var opened = Box.Open(Box.Seal("refresh-token", "workspace", "oauth"), "workspace", "oauth");

        Assert.DoesNotContain("refresh-token", opened.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Value", opened.ToString(), StringComparison.Ordinal);
    }
}
