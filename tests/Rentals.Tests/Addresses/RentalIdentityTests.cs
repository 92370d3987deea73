using FsCheck;
using FsCheck.Fluent;
using PeteRental.Rentals.Addresses;

namespace PeteRental.Rentals.Tests.Addresses;

public sealed class RentalIdentityTests
{
    [Theory]
    [InlineData("118 Birchwood Ave", null, "118 BIRCHWOOD AVENUE", null)]
    [InlineData("118 Birchwood Ave", null, "118  birchwood ave.", null)]
    [InlineData("118 N Birchwood Ave", null, "118 North Birchwood Avenue", null)]
    [InlineData("118 N.W. 5th St", null, "118 NW Fifth Street", null)]
    [InlineData("9 Twenty-First St", null, "9 21st Street", null)]
    [InlineData("9 Thirty Second Ave", null, "9 32nd Ave", null)]
    [InlineData("12 Oak St", "4", "12 Oak Street, Apt. 4", null)]
    [InlineData("12 Oak St", "4", "12 Oak St #4", null)]
    [InlineData("12 Oak St", "4", "12 Oak St Unit 04", null)]
    [InlineData("12 Oak St", "Apt 2B", "12 Oak St", "2-b")]
    [InlineData("12 Oak St", "2B", "12 Oak St", "# 2 B")]
    [InlineData("12 Oak St", "Unit Four", "12 Oak St", "4")]
    [InlineData("12 Oak St, Atlanta, GA 30312", null, "12 Oak St", null)]
    [InlineData("12 Oak St Apt 4, Atlanta, GA", null, "12 Oak St", "4")]
    [InlineData("12 O'Neil Rd", null, "12 ONeil Road", null)]
    [InlineData("12 Peña Blvd", null, "12 Pena Boulevard", null)]
    [InlineData("3 Saint Charles Ave", null, "3 St. Charles Ave", null)]
    [InlineData("One Lincoln Plaza", null, "1 Lincoln Plz", null)]
    [InlineData("12 Oak St", "Upstairs", "12 Oak Street Upper", null)]
    [InlineData("39-20 Bell Blvd", "Floor 2", "39-20 Bell Boulevard, 2", "fl 2")]
    public void One_home_in_two_spellings(string one, string? unit, string other, string? otherUnit) =>
        Assert.Equal(RentalIdentity.Of(one, unit)!.Key, RentalIdentity.Of(other, otherUnit)!.Key);

    [Theory]
    [InlineData("118 Birchwood Ave", null, "118 Birchwood St", null)]
    [InlineData("118 Birchwood Ave", null, "181 Birchwood Ave", null)]
    [InlineData("118 N Birchwood Ave", null, "118 S Birchwood Ave", null)]
    [InlineData("12 Oak St", "4", "12 Oak St", "5")]
    [InlineData("12 Oak St", "4", "12 Oak St", null)]
    [InlineData("12 Oak St", "34", "12 Oak St", "Bldg 3 Unit 4")]
    [InlineData("12 Oak St", "3-4", "12 Oak St", "34")]
    [InlineData("39-20 Bell Blvd", null, "3920 Bell Blvd", null)]
    [InlineData("118 1/2 Main St", null, "118 Main St", null)]
    [InlineData("12 Unit St", null, "12 St", null)]
    public void Two_homes(string one, string? unit, string other, string? otherUnit) =>
        Assert.NotEqual(RentalIdentity.Of(one, unit)!.Key, RentalIdentity.Of(other, otherUnit)!.Key);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" .,# ")]
    public void Nothing_is_no_home(string? address) => Assert.Null(RentalIdentity.Of(address, null));

    [Theory]
    [InlineData("", "", "", "Atlanta", "GA", "30312", true)]
    [InlineData("Atlanta", "GA", "", "atlanta", "ga", "30312", true)]
    [InlineData("Atlanta", "", "", "Decatur", "", "", false)]
    [InlineData("Atlanta", "GA", "", "Atlanta", "TX", "", false)]
    [InlineData("Atlanta", "GA", "30312", "Atlanta", "GA", "30316", true)]
    [InlineData("Inman Park", "GA", "30307", "Atlanta", "GA", "30307", true)]
    [InlineData("", "", "30312", "", "", "30316", false)]
    [InlineData("", "", "30312-1234", "", "", "30312", true)]
    [InlineData("Saint Paul", "MN", "", "St. Paul", "MN", "", true)]
    public void Places_that_may_be_one(string city, string state, string zip, string otherCity, string otherState, string otherZip, bool may)
    {
        var (one, other) = (Place.Of(city, state, zip), Place.Of(otherCity, otherState, otherZip));
        Assert.Equal((may, may), (one.MayBe(other), other.MayBe(one)));
    }

    [Fact]
    public void A_place_in_the_address_counts() =>
        Assert.Equal(new Place("atlanta", "GA", "30312"), RentalIdentity.Of("12 Oak St, Apt 4, Atlanta, GA 30312", null)!.Place);

    [Fact]
    public void Case_space_and_points_make_no_difference()
    {
        string[] streets = ["Birchwood", "Oak Hill", "5th", "Saint Charles", "O'Neil", "Ponce de Leon", "Twenty First"];
        string[] ways = ["Street", "Avenue", "Boulevard", "Court", "Way"];
        var addresses = from number in Gen.Choose(1, 9999)
                        from direction in Gen.Elements("", "North ", "SW ")
                        from street in Gen.Elements(streets)
                        from way in Gen.Elements(ways)
                        from unit in Gen.Elements("", "1", "B", "2C", "104")
                        select (Address: $"{number} {direction}{street} {way}", Unit: unit);
        Prop.ForAll(addresses.ToArbitrary(), home =>
        {
            var key = RentalIdentity.Of(home.Address, home.Unit)!.Key;
            var loud = home.Address.ToUpperInvariant().Replace(" ", "  ", StringComparison.Ordinal) + ".";
            var short1 = string.Join(' ', AddressWords.Shorten(AddressWords.Split(home.Address)));
            var inside = home.Unit.Length == 0 ? home.Address : $"{home.Address}, Apt {home.Unit}";
            return RentalIdentity.Of(loud, home.Unit.ToLowerInvariant())!.Key == key
                && RentalIdentity.Of(short1, home.Unit)!.Key == key
                && RentalIdentity.Of(inside, null)!.Key == key;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_has_a_key_or_none() =>
        Prop.ForAll<string, string>((address, unit) => RentalIdentity.Of(address, unit) is null or { Key.Length: > 0 }).QuickCheckThrowOnFailure();
}
