using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

public sealed class AddressGuardTests
{
    private static readonly AddressGuard Guard = With();

    [Theory]
    [InlineData("https://homes.example.com/rentals")]
    [InlineData("http://homes.example.com/")]
    [InlineData("https://homes.example.com:443/")]
    [InlineData("https://homes.example.com./")]
    [InlineData("https://bücher.example.com/")]
    [InlineData("https://my_site.example.com/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    public void What_anybody_may_read_is_open(string url) => Assert.Null(Guard.Refuse(new Uri(url)));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://LOCALHOST/")]
    [InlineData("http://a.localhost/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://172.31.255.255/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://192.0.0.192/")]
    [InlineData("http://metadata.google.internal/")]
    [InlineData("http://metadata/")]
    [InlineData("http://metadata.goog/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::10.0.0.1]/")]
    [InlineData("http://[64:ff9b:1::1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2002:a9fe:a9fe::1]/")]
    [InlineData("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fec0::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://intranet/")]
    [InlineData("http://printer.local/")]
    [InlineData("http://db.internal/")]
    [InlineData("http://router.lan/")]
    [InlineData("http://box.home.arpa/")]
    [InlineData("http://site.example.com:22/")]
    [InlineData("http://site.example.com:6379/")]
    [InlineData("https://site.example.com:8443/")]
    [InlineData("http://user@site.example.com/")]
    [InlineData("http://site.example.com:pass@127.0.0.1/")]
    [InlineData("ftp://site.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_INFO")]
    [InlineData("data:text/html,hello")]
    [InlineData("javascript:alert(1)")]
    [InlineData("view-source:http://site.example.com/")]
    [InlineData("chrome://version/")]
    public void What_is_not_the_public_web_is_closed(string url) => Assert.Equal(FetchCodes.RefusedAddress, Guard.Refuse(new Uri(url)));

    [Fact]
    public void An_address_that_is_not_whole_is_closed() =>
        Assert.Equal(FetchCodes.RefusedAddress, Guard.Refuse(new Uri("/rentals", UriKind.Relative)));

    [Theory]
    [InlineData("https://www.zillow.com/homes")]
    [InlineData("https://zillow.com./")]
    [InlineData("https://newyork.craigslist.org/search/apa")]
    [InlineData("https://m.facebook.com/marketplace")]
    [InlineData("https://www.rent.com/")]
    [InlineData("https://WWW.Apartments.COM/")]
    public void Portals_are_refused_by_name(string url) => Assert.Equal(FetchCodes.RefusedHost, Guard.Refuse(new Uri(url)));

    [Theory]
    [InlineData("https://notzillow.com/")]
    [InlineData("https://zillow.com.example.com/")]
    [InlineData("https://current.com/")]
    public void A_name_that_only_looks_like_a_portal_is_open(string url) => Assert.Null(Guard.Refuse(new Uri(url)));

    [Theory]
    [InlineData("http://127.0.0.1:8090/sites", true)]
    [InlineData("https://127.0.0.1:8090/sites", false)]
    [InlineData("http://127.0.0.1:8091/sites", false)]
    [InlineData("http://127.0.0.2:8090/sites", false)]
    [InlineData("http://localhost:8090/sites", false)]
    [InlineData("http://127.0.0.1/sites", false)]
    [InlineData("http://me@127.0.0.1:8090/sites", false)]
    public void An_allowed_origin_opens_nothing_beside_it(string url, bool isOpen) =>
        Assert.Equal(isOpen, With("http://127.0.0.1:8090").Refuse(new Uri(url)) is null);

    [Theory]
    [InlineData("127.0.0.1:8090")]
    [InlineData("http://127.0.0.1:8090/sites")]
    [InlineData("file:///srv")]
    public void An_allowed_origin_that_is_none_is_an_error_of_the_configuration(string origin) =>
        Assert.Throws<OptionsValidationException>(() => With(origin));

    [Fact]
    public void A_closed_address_is_closed_in_whatever_it_is_wrapped() => Prop.ForAll(ClosedAddress(), bytes =>
    {
        var four = new IPAddress(bytes);
        var mapped = four.MapToIPv6();
        var nat64 = new IPAddress([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. bytes]);
        var sixToFour = new IPAddress([0x20, 0x02, .. bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        return !NetworkRanges.IsPublic(four) && !NetworkRanges.IsPublic(mapped) && !NetworkRanges.IsPublic(nat64) && !NetworkRanges.IsPublic(sixToFour);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_closed_address_is_closed_however_it_is_written() => Prop.ForAll(ClosedAddress(), bytes =>
    {
        var number = (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
        string[] spellings =
        [
            $"http://{number}/",
            $"http://0x{number:x}/",
            $"http://0{Convert.ToString(number, 8)}/",
            $"http://{bytes[0]}.{number & 0xFFFFFF}/",
            $"http://{string.Join('.', bytes.Select(part => $"0x{part:X}"))}/",
            $"http://{string.Join('.', bytes.Select(part => "0" + Convert.ToString(part, 8)))}/",
            $"http://[::ffff:{bytes[0]}.{bytes[1]}.{bytes[2]}.{bytes[3]}]/",
        ];
        // What is no address at all is no name of a public host either.
        return spellings.All(text => !Uri.TryCreate(text, UriKind.Absolute, out var url) || Guard.Refuse(url) is not null);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_open_address_stays_open_when_it_is_wrapped() => Prop.ForAll(ArbMap.Default.ArbFor<uint>(), number =>
    {
        var address = new IPAddress([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        return NetworkRanges.IsPublic(address) == NetworkRanges.IsPublic(address.MapToIPv6());
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<byte[]> ClosedAddress()
    {
        var part = ArbMap.Default.GeneratorFor<byte>();
        var prefixes = Gen.Elements<byte[]>([0], [10], [127], [100, 64], [100, 127], [169, 254], [172, 16], [172, 31], [192, 168], [192, 0, 0], [192, 0, 2], [198, 18], [198, 19], [198, 51, 100], [203, 0, 113], [224], [239], [240], [255]);
        return (from prefix in prefixes
                from rest in part.ArrayOf(4)
                select (byte[])[.. prefix, .. rest[prefix.Length..]]).ToArbitrary();
    }

    private static AddressGuard With(params string[] origins)
    {
        var options = new ScraperOptions();
        foreach (var origin in origins)
        {
            options.AllowedOrigins.Add(origin);
        }

        return new AddressGuard(Options.Create(options));
    }
}
