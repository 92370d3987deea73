using FsCheck;
using FsCheck.Fluent;
using PeteRental.Contracts;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Voice;

namespace PeteRental.Rentals.Tests.Voice;

public sealed class AddressMatcherTests
{
    private static readonly Rental[] Homes =
    [
        Home("1118 Birchwood Ave", null, "Atlanta", 3, "house"),
        Home("118 Birchwood Ave", null, "Atlanta", 2, "house"),
        Home("22 Main St", null, "Decatur", 3, "house"),
        Home("40 Oak St", "A", "Atlanta", 1, "apartment"),
        Home("40 Oak St", "B", "Atlanta", 2, "apartment"),
        Home("40 Oak St", "12", "Atlanta", 2, "apartment"),
        Home("705 N Ponce de Leon Ave", "4C", "Atlanta", 1, "apartment"),
        Home("9 21st St", null, "Atlanta", 4, "townhouse"),
        Home("1205 Juniper Ct", null, "Marietta", 0, "apartment"),
        Home("31 Sycamore Ln", null, "Atlanta", 3, "duplex"),
    ];

    [Theory]
    [InlineData("the house on Main Street", "22 Main St")]
    [InlineData("Main", "22 Main St")]
    [InlineData("twenty two main", "22 Main St")]
    [InlineData("eleven eighteen Birchwood", "1118 Birchwood Ave")]
    [InlineData("one one one eight birchwood avenue", "1118 Birchwood Ave")]
    [InlineData("11 18 Birchwood", "1118 Birchwood Ave")]
    [InlineData("118 birchwood", "118 Birchwood Ave")]
    [InlineData("one eighteen Birchwood Street", "118 Birchwood Ave")]
    [InlineData("one hundred and eighteen birchwod", "118 Birchwood Ave")]
    [InlineData("118 burchwood", "118 Birchwood Ave")]
    [InlineData("118 brichwood ave atlanta georgia", "118 Birchwood Ave")]
    [InlineData("unit B", "40 Oak St B")]
    [InlineData("apartment B on oak", "40 Oak St B")]
    [InlineData("apartment twelve", "40 Oak St 12")]
    [InlineData("#12", "40 Oak St 12")]
    [InlineData("40 Oak 12", "40 Oak St 12")]
    [InlineData("unit four c", "705 N Ponce de Leon Ave 4C")]
    [InlineData("the place on Ponce", "705 N Ponce de Leon Ave 4C")]
    [InlineData("705 north ponce de leon", "705 N Ponce de Leon Ave 4C")]
    [InlineData("the one on twenty first street", "9 21st St")]
    [InlineData("twelve oh five juniper court", "1205 Juniper Ct")]
    [InlineData("the studio", "1205 Juniper Ct")]
    [InlineData("the two bedroom on Birchwood", "118 Birchwood Ave")]
    [InlineData("the one bedroom on Oak", "40 Oak St A")]
    [InlineData("the four bedroom", "9 21st St")]
    [InlineData("the duplex", "31 Sycamore Ln")]
    [InlineData("Sicamore Lane", "31 Sycamore Ln")]
    public void One_home_is_meant(string words, string expected) =>
        Assert.Equal(expected, Assert.Single(Match(words)));

    [Theory]
    [InlineData("Birchwood", "1118 Birchwood Ave", "118 Birchwood Ave")]
    [InlineData("40 Oak Street", "40 Oak St 12", "40 Oak St A", "40 Oak St B")]
    [InlineData("the two bedroom on Oak", "40 Oak St 12", "40 Oak St B")]
    public void Several_may_be_meant(string words, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), Match(words).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Willow Lane")]
    [InlineData("500 Birchwood")]
    [InlineData("unit Z")]
    [InlineData("the nine bedroom")]
    [InlineData("the house")]
    [InlineData("")]
    [InlineData("yes please")]
    [InlineData("Moon street")]
    public void None_is_meant(string words) => Assert.Empty(Match(words));

    [Fact]
    public void Every_home_is_found_by_its_own_address_among_all() => Prop.ForAll(Gen.Elements(Homes).ToArbitrary(), home =>
        Match($"{home.PropertyAddress}{(home.Unit is null ? "" : $" unit {home.Unit}")}") is [var only] && only == Name(home)).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_said_scores_between_none_and_one() => Prop.ForAll<string>(words =>
        Homes.All(home => AddressMatcher.Score(SpokenHome.Read(words), home) is >= 0 and <= 1)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_slip_of_one_letter_does_no_harm()
    {
        var slips = from at in Gen.Choose(1, 7)
                    from letter in Gen.Choose('a', 'z')
                    select $"118 {"birchwood"[..at]}{(char)letter}{"birchwood"[(at + 1)..]}";
        Prop.ForAll(slips.ToArbitrary(), words => Match(words) is ["118 Birchwood Ave"]).QuickCheckThrowOnFailure();
    }

    private static string[] Match(string words) => [.. AddressMatcher.Match(SpokenHome.Read(words), Homes).Select(match => Name(match.Rental))];

    private static string Name(Rental home) => home.Unit is null ? home.PropertyAddress! : $"{home.PropertyAddress} {home.Unit}";

    private static Rental Home(string address, string? unit, string city, decimal bedrooms, string type) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = new WorkspaceId(Guid.Empty).Value,
        SourceType = SourceType.Manual,
        PropertyAddress = address,
        Unit = unit,
        City = city,
        State = "GA",
        Bedrooms = bedrooms,
        PropertyType = type,
    };
}
