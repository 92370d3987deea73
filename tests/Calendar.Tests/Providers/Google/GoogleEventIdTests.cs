using FsCheck;
using FsCheck.Fluent;
using PeteRental.Calendar.Providers.Google;

namespace PeteRental.Calendar.Tests.Providers.Google;

public sealed class GoogleEventIdTests
{
    // Taken with another base32hex than ours.
    [Theory]
    [InlineData("019578a0-1b2c-7d3e-8f40-51627384a5b6", 0, "06anh80r5hujt3q0a5h77155mo000000")]
    [InlineData("019578a0-1b2c-7d3e-8f40-51627384a5b6", 1, "06anh80r5hujt3q0a5h77155mo000001")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", int.MaxValue, "vvvvvvvvvvvvvvvvvvvvvvvvvtvvvvvv")]
    [InlineData("00000000-0000-0000-0000-000000000000", 0, "00000000000000000000000000000000")]
    public void An_id_is_the_viewing_and_the_generation_in_base32hex(string appointment, int generation, string id) =>
        Assert.Equal(id, GoogleEventId.Of(Guid.Parse(appointment), generation));

    [Fact]
    public void Each_viewing_and_generation_has_an_id_of_its_own_in_letters_that_Google_allows()
    {
        var ids =
            from bytes in Gen.Choose(0, 255).ArrayOf(16)
            from generation in Gen.Choose(0, int.MaxValue)
            select (new Guid([.. bytes.Select(value => (byte)value)]), generation);
        Prop.ForAll(ids.ToArbitrary(), ids.ToArbitrary(), (one, other) =>
        {
            var id = GoogleEventId.Of(one.Item1, one.generation);
            Assert.Matches("^[a-v0-9]{32}$", id);
            Assert.Equal(one == other, id == GoogleEventId.Of(other.Item1, other.generation));
            Assert.True(GoogleEventId.IsOf(id, one.Item1));
            Assert.Equal(one.Item1 == other.Item1, GoogleEventId.IsOf(id, other.Item1));
            Assert.NotEqual(id, GoogleEventId.Of(one.Item1, one.generation ^ 1));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("06anh80r5hujt3q0a5h77155mo")]
    [InlineData("06anh80r5hujt3q0a5h77155mo000000_20270302T140000Z")]
    [InlineData("4kq0c6p1n8k4c2g2m8f0p6s9vg")]
    public void Another_id_is_of_no_viewing(string id) =>
        Assert.False(GoogleEventId.IsOf(id, Guid.Parse("019578a0-1b2c-7d3e-8f40-51627384a5b6")));
}
