using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction.Fields;

namespace PeteRental.Scraper.Tests.Extraction.Fields;

public sealed class AddressReaderTests
{
    [Theory]
    [InlineData("1234 N Oak Ridge Dr, Apt 2B, Springfield, IL 62701", "1234 N Oak Ridge Dr", "2B", "Springfield", "IL", "62701")]
    [InlineData("55 LAKE VIEW RD #4, MADISON, WI 53703-1234", "55 LAKE VIEW RD", "4", "MADISON", "WI", "53703-1234")]
    [InlineData("12 1/2 Elm St, Rear, Dayton OH 45402", "12 1/2 Elm St", "Rear", "Dayton", "OH", "45402")]
    [InlineData("7010 County Road 12, Findlay, Ohio 45840, USA", "7010 County Road 12", null, "Findlay", "OH", "45840")]
    [InlineData("8800 N Hwy 65, Marshall, MO 65340", "8800 N Hwy 65", null, "Marshall", "MO", "65340")]
    [InlineData("N6312 County Road Q, Sturgeon Bay, WI 54235", "N6312 County Road Q", null, "Sturgeon Bay", "WI", "54235")]
    [InlineData("1912 Oak St - Upper", "1912 Oak St", "Upper", null, null, null)]
    [InlineData("2120 Cass Lake Dr - 3B", "2120 Cass Lake Dr", "3B", null, null, null)]
    [InlineData("123 Main St, 2B, Columbus, OH", "123 Main St", "2B", "Columbus", "OH", null)]
    [InlineData("Unit B, 45 Elm Avenue, Dover, DE 19901", "45 Elm Avenue", "B", "Dover", "DE", "19901")]
    [InlineData("45 Elm Ave Unit B\nDover, DE 19901", "45 Elm Ave", "B", "Dover", "DE", "19901")]
    [InlineData("1200 Broadway, Oakland, CA 94612", "1200 Broadway", null, "Oakland", "CA", "94612")]
    [InlineData("100 St. Charles Ave, New Orleans, LA 70130", "100 St. Charles Ave", null, "New Orleans", "LA", "70130")]
    [InlineData("901 W 3rd St N, Wichita, KS", "901 W 3rd St N", null, "Wichita", "KS", null)]
    [InlineData("45-12 31st Ave Apt 3, Astoria, New York 11103", "45-12 31st Ave", "3", "Astoria", "NY", "11103")]
    [InlineData("123 Main St Springfield IL 62701", "123 Main St", null, "Springfield", "IL", "62701")]
    [InlineData("1420 Birch Street, Unit #2B, St. Louis, MO 63101", "1420 Birch Street", "2B", "St. Louis", "MO", "63101")]
    [InlineData("21 Calle Luna, San Juan, PR 00901", "21 Calle Luna", null, "San Juan", "PR", "00901")]
    [InlineData("1600 Monterey, Springfield, IL 62704", "1600 Monterey", null, "Springfield", "IL", "62704")]
    [InlineData("120 Bay St, Bldg 2 Unit 305, Salem, MA 01970", "120 Bay St", "Bldg 2 Unit 305", "Salem", "MA", "01970")]
    [InlineData("742 Evergreen Terrace - 3 Bedroom House", "742 Evergreen Terrace", null, null, null, null)]
    [InlineData("4/115 Savannah Road, Lewes, DE 19958", "115 Savannah Road", "4", "Lewes", "DE", "19958")]
    [InlineData("22 “A” Street, Rockland, ME 04841", "22 “A” Street", null, "Rockland", "ME", "04841")]
    [InlineData("#3 - 20 Main St", "20 Main St", "3", null, null, null)]
    [InlineData("302 Broadway Ave S, Unit 1", "302 Broadway Ave S", "1", null, null, null)]
    [InlineData("89 Calle de Oro, Unit 2, Mesilla, NM 88046", "89 Calle de Oro", "2", "Mesilla", "NM", "88046")]
    [InlineData("77 FM 1960 Rd W, Ingomar, MT 59039", "77 FM 1960 Rd W", null, "Ingomar", "MT", "59039")]
    [InlineData("58-60 Chestnut St, 2nd Fl, Hudson, NY 12534", "58-60 Chestnut St", "2nd Fl", "Hudson", "NY", "12534")]
    [InlineData("48 FRATERNITY ROW 6BR 3BA", "48 FRATERNITY ROW", null, null, null, null)]
    [InlineData("A ranch home at 88 Cedar Ct. in Ames, available now", "88 Cedar Ct", null, "Ames", null, null)]
    public void An_address_is_taken_apart(string text, string street, string? unit, string? city, string? state, string? zip) =>
        Assert.Equal(new PostalAddress(street, unit, city, state, zip), AddressReader.Read(text));

    [Theory]
    [InlineData("3 Bedroom Home in Quiet Park")]
    [InlineData("Copyright 2024 Oak Ridge Properties")]
    [InlineData("2 car garage, 10 minutes from downtown")]
    [InlineData("1 baño")]
    [InlineData("3/2 Brick Home")]
    [InlineData("$1,200 Drive home today")]
    [InlineData("Oak Street Apartments")]
    [InlineData("")]
    public void What_is_no_street_is_no_address(string text) => Assert.Null(AddressReader.Read(text));

    [Fact]
    public void Any_number_street_unit_and_place_come_back_as_they_went_in()
    {
        var addresses =
            from number in Gen.Choose(1, 99_999)
            from direction in Gen.Elements("", "N ", "SE ", "West ")
            from name in Gen.Elements("Oak", "Maple Ridge", "3rd", "St. Charles", "Court")
            from kind in Gen.Elements("St", "Ave", "Road", "Blvd", "Ln")
            from unit in Gen.Elements<string?>(null, "2B", "14", "C")
            from city in Gen.Elements("Springfield", "St. Louis", "Coeur d'Alene", "Winston-Salem", "New York")
            from state in Gen.Elements("IL", "OR", "IN", "NY")
            select new PostalAddress($"{number} {direction}{name} {kind}", unit, city, state, "62701");
        Prop.ForAll(addresses.ToArbitrary(), address =>
            AddressReader.Read($"{address.Street}{(address.Unit is null ? "" : $", Apt {address.Unit}")}, {address.City}, {address.State} {address.PostalCode}") == address)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_breaks_it() =>
        Prop.ForAll<NonNull<string>>(text => AddressReader.Read($"12 {text.Get} St {text.Get}") is null or { Street.Length: > 0 }).QuickCheckThrowOnFailure();
}
