using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Tests.Sources;

public sealed class NamedSiteTests
{
    [Theory]
    // The very address, whatever else is on its host.
    [InlineData("https://localhost:8090/sites/b/", "localhost:8090/sites/b", "localhost:8090/sites/a", "localhost:8090/sites/b")]
    [InlineData("http://www.co.test/list?kind=house", "co.test/list?kind=house", "co.test/list", "co.test/list?kind=house")]
    // A page of a site: the one that goes furthest towards it.
    [InlineData("co.test/houses/12-oak-st", "co.test/houses", "co.test", "co.test/houses", "co.test/apartments")]
    [InlineData("co.test/about", "co.test", "co.test", "co.test/houses")]
    [InlineData("co.test/list?page=2", "co.test/list", "co.test/list")]
    // What a site begins with: all of it.
    [InlineData("co.test/rent", "co.test/rent/houses co.test/rent/flats", "co.test/rent/houses", "co.test/sale", "co.test/rent/flats")]
    [InlineData("co.test", "co.test/houses co.test/flats", "co.test/houses", "co.test/flats", "other.test")]
    [InlineData("www.CO.test", "co.test co.test/flats", "co.test", "co.test/flats")]
    // Another site of the same host is none of those that are known, even if there is only one.
    [InlineData("http://localhost:8090/sites/b", "", "localhost:8090/sites/a")]
    [InlineData("co.test/homes", "", "co.test/homes-for-sale")]
    [InlineData("co.test/list?company=b", "", "co.test/list?company=a")]
    [InlineData("co.test:8443", "", "co.test")]
    // A company by its name.
    [InlineData("Birchwood Homes", "birchwoodhomes.test/rent birchwoodhomes.test/flats", "birchwoodhomes.test/rent", "elm.test", "birchwoodhomes.test/flats")]
    [InlineData("Birchwood", "", "elm.test")]
    public void A_website_means_the_sources_that_it_names(string said, string meant, params string[] known) => Assert.Equal(
        meant, string.Join(' ', NamedSites.Meant(SourceAddress.Parse(said)!, [.. known.Select(address => Known(address))]).Select(source => source.UrlKey)));

    [Fact]
    public void The_site_of_a_company_that_was_only_named_is_all_of_the_host_that_was_found()
    {
        var company = new KnownSource(Guid.NewGuid(), "birchwood.test", "name:birchwood homes", false, null, null);
        Assert.Equal([company], NamedSites.Meant(SourceAddress.Parse("birchwood.test/rentals")!, [company]));
        Assert.Equal([company], NamedSites.Meant(SourceAddress.Parse("birchwood homes")!, [company]));
    }

    [Fact]
    public void A_name_means_a_managers_own_site_before_one_that_a_caller_brought_up()
    {
        var (other, own) = (Known("birchwood-homes.test", namedByCaller: true), Known("birchwood.test"));
        Assert.Equal([own], NamedSites.Meant(SourceAddress.Parse("Birchwood Homes")!, [other, own]));
    }

    [Fact]
    public void Homes_entered_by_hand_belong_to_a_host_and_to_no_address_that_is_read()
    {
        KnownSource[] known = [Known("co.test/houses")];
        Assert.Equal("co.test", NamedSites.Of(SourceAddress.Parse("co.test")!, known).Host);
        Assert.Null(NamedSites.Of(SourceAddress.Parse("co.test/houses")!, known).Host);
        Assert.Null(NamedSites.Of(SourceAddress.Parse("co.test/flats")!, known).Host);
        Assert.Equal("elm.test", NamedSites.Of(SourceAddress.Parse("elm.test/3")!, known).Host);
    }

    private static KnownSource Known(string address, bool namedByCaller = false) =>
        SourceAddress.Parse(address) is { } source ? new(Guid.NewGuid(), source.Website, source.Key, namedByCaller, null, null) : throw new ArgumentException(address);
}
