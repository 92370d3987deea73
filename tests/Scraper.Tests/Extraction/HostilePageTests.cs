using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Extraction;

/// <summary>Pages that break, and pages made to break whoever reads them.</summary>
public sealed class HostilePageTests
{
    // Far above what it takes on a busy machine, far below what such a page costs when nothing bounds it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private const string Page = """
        <!doctype html><html><head><title>Homes</title><script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"Apartment","address":{"streetAddress":"12 Elm St"},"offers":{"price":1450}}]}</script>
        <script>window.state = {"homes":[{"street":"40 Oak Ave","rent":1600,"beds":3}]};</script></head><body><div class="js-listing-item" data-listing-id="7"><a href="/listings/detail/7">x</a><span class="js-listing-address">1 Fir Ct, Salem, OR</span>
        <div class="js-listing-blurb-rent">$1,695</div></div><div itemscope itemtype="https://schema.org/House"><b itemprop="numberOfBedrooms">2</b></div><table><tr><td>9 Ash Ln<td>$1,200<td>2 bd</table></body></html>
        """;

    public static TheoryData<string> Hostile() =>
    [
        "deep", "formatting", "attributes", "cells", "json-deep", "json-wide", "quotes", "brackets", "id-loop", "bubbles", "pictures", "text",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void No_page_takes_long(string kind)
    {
        var html = Make(kind);
        var watch = Stopwatch.StartNew();

        ReadPage.Extract(html);

        Assert.True(watch.Elapsed < Bound, $"{kind}: {watch.Elapsed}");
    }

    private static string Make(string kind) => kind switch
    {
        "deep" => string.Concat(Enumerable.Repeat("<div>", 200_000)),
        "formatting" => string.Concat(Enumerable.Range(0, 3_000).Select(i => $"<b x={i}>")) + string.Concat(Enumerable.Repeat("<p>x", 50_000)),
        "attributes" => "<div " + string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"a{i}=1")) + ">",
        "cells" => "<table>" + string.Concat(Enumerable.Range(1, 12_000).Select(i => $"<tr><td>{i} Elm St<td>$1,{i % 900 + 100}<td>2 bd<td>1 ba")) + "</table>",
        "json-deep" => "<script>var a = " + new string('[', 100_000) + "</script><script type='application/ld+json'>" + string.Concat(Enumerable.Repeat("{\"@graph\":[", 50_000)) + "</script>",
        "json-wide" => "<script>var a = [" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{{\"street\":\"{i} Elm St\",\"rent\":1{i % 900 + 100},\"beds\":2}},")) + "]</script>",
        "quotes" => "<script>" + string.Concat(Enumerable.Repeat("x=(\"", 100_000)) + "</script>",
        "brackets" => "<script>" + string.Concat(Enumerable.Repeat("a={b:[", 100_000)) + "</script>",
        "bubbles" => "<div><span>Pets</span> <span>x</span>" + string.Concat(Enumerable.Repeat("pool and gym<br>", 20_000)) + "</div><div>" + string.Concat(Enumerable.Repeat("<span>Pool</span> ", 20_000)) + "</div>",
        "pictures" => "<div>" + string.Concat(Enumerable.Repeat("<img src=bath.jpg>", 20_000)) + "</div>",
        "id-loop" => """<script type="application/ld+json">{"@graph":[{"@id":"#a","@type":"RealEstateListing","about":{"@id":"#b"}},{"@id":"#b","@type":"RealEstateListing","mainEntity":{"@id":"#a"},"itemOffered":{"@id":"#a"},"item":{"@id":"#a"}}]}</script>""",
        _ => "<p>" + new StringBuilder().Insert(0, "$1,200 - ", 100_000),
    };

    [Fact]
    public void A_page_that_is_cut_or_garbled_is_read_without_an_error()
    {
        var mangled = from cut in Gen.Choose(0, Page.Length)
                      from at in Gen.Choose(0, Page.Length - 1)
                      from insert in Gen.Elements("<", ">", "\"", "'", "{", "}", "[", "]", "\\", "&#x0;", "\0", "</script>", "<!--", "<table>", "\uD800", ",", ":", "$")
                      select cut % 2 == 0 ? Page[..at] + insert + Page[at..] : Page[..cut] + insert;

        Prop.ForAll(Arb.From(mangled), html => ReadPage.Extract(html).Text is not null).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""[{"street":"12 Elm St","rent":1450,"beds":2,"description":"Half a smile \ud83d is no text, but the home is one."}]""")]
    [InlineData("""[{"street":"12 Elm St","rent":1450,"beds":2,"\udc00":"x","title":"\ud83d\ude00 Smile"}]""")]
    public void Half_a_character_does_not_spoil_a_home(string json) => Assert.Single(ReadPage.Extract(json).Listings);

    [Fact]
    public void The_order_of_attributes_and_the_case_of_names_make_no_difference()
    {
        string[] attributes = ["class=\"featured-listing\"", "href=\"/Resident/public/rentals/7\"", "data-rent=\"1450\"", "data-bedrooms=\"2\"", "data-location=\"Salem,OR|97301\""];
        var orders = Gen.Shuffle(attributes).SelectMany(order => Gen.Elements("a", "A").Select(tag => $"<{tag} {string.Join(' ', order)}><h3 class=featured-listing__title>12 Elm St</h3></{tag}>"));

        Prop.ForAll(Arb.From(orders), html => ReadPage.Summary(ReadPage.OnlyHome(html)) == "12 Elm St, Salem OR 97301 | 1450 | 2/ |  | ").QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reading_twice_gives_the_same() => Assert.Equal(
        ReadPage.Extract(Page).Listings.Select(ReadPage.Summary),
        ReadPage.Extract(Page).Listings.Select(ReadPage.Summary));

    [Theory]
    [InlineData("<p>2 <b>bd</b></p><p>1 ba</p>", "2 bd\n1 ba")]
    [InlineData("<span>2 bd</span><span>1 ba</span>", "2 bd 1 ba")]
    [InlineData("<b>$</b><span>1,450</span><sup>/mo</sup>", "$1,450/mo")]
    [InlineData("a<script>b</script><p style='display: none'>c</p><p hidden>d</p><template>e</template>f", "af")]
    [InlineData("<table><tr><td>12 Elm St</td><td>$1,450</td></tr><tr><td>x</td></tr></table>", "12 Elm St\t$1,450\nx")]
    public void Text_is_what_a_visitor_reads(string html, string text) => Assert.Equal(text, PageDocument.Parse(html, ReadPage.Url, ReadPage.Today).VisibleText);
}
