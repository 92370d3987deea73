using FsCheck;
using FsCheck.Fluent;
using PeteRental.Rentals.Sources;

namespace PeteRental.Rentals.Tests.Sources;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("https://www.Birchwood.test/Rentals/", "birchwood.test", "https://www.birchwood.test/Rentals/", "birchwood.test/Rentals")]
    [InlineData("http://birchwood.test", "birchwood.test", "http://birchwood.test/", "birchwood.test")]
    [InlineData("birchwood.test/rentals?city=Tulsa#top", "birchwood.test", "https://birchwood.test/rentals?city=Tulsa", "birchwood.test/rentals?city=Tulsa")]
    [InlineData("http://localhost:8090/sites/maple-court/listings", "localhost:8090", "http://localhost:8090/sites/maple-court/listings", "localhost:8090/sites/maple-court/listings")]
    [InlineData("localhost:8090/sites/maple-court", "localhost:8090", "https://localhost:8090/sites/maple-court", "localhost:8090/sites/maple-court")]
    [InlineData("https://bücher.test", "xn--bcher-kva.test", "https://bücher.test/", "xn--bcher-kva.test")]
    [InlineData("  Birchwood   Homes, Inc. ", "Birchwood Homes, Inc.", "Birchwood Homes, Inc.", "name:birchwood homes, inc.")]
    [InlineData("J. Smith & Sons", "J. Smith & Sons", "J. Smith & Sons", "name:j. smith & sons")]
    public void Addresses_and_names_are_read_as_managers_write_them(string text, string website, string url, string key)
    {
        var address = SourceAddress.Parse(text);

        Assert.NotNull(address);
        Assert.Equal((website, key), (address.Website, address.Key));
        Assert.Equal(new Uri(url, UriKind.RelativeOrAbsolute), new Uri(address.Url, UriKind.RelativeOrAbsolute));
        Assert.Equal(key.StartsWith("name:", StringComparison.Ordinal), address.IsName);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://birchwood.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:secret@birchwood.test/")]
    [InlineData("https://")]
    [InlineData("12345")]
    [InlineData("<script>")]
    [InlineData("a\nb")]
    public void What_is_neither_is_refused(string? text) => Assert.Null(SourceAddress.Parse(text));

    [Fact]
    public void An_address_is_the_same_with_and_without_www_scheme_slash_and_fragment() => Prop.ForAll(
        (from path in Gen.Elements("", "/rentals", "/a/b?c=d")
         from scheme in Gen.Elements("", "http://", "https://")
         from www in Gen.Elements("", "www.", "WWW.")
         from slash in Gen.Elements("", path.Contains('?') ? "" : "/")
         from fragment in Gen.Elements("", "#x")
         select (Path: path, Written: $"{scheme}{www}birchwood.test{path}{slash}{fragment}")).ToArbitrary(),
        made => Assert.Equal($"birchwood.test{made.Path}", SourceAddress.Parse(made.Written)?.Key)).QuickCheckThrowOnFailure();
}
