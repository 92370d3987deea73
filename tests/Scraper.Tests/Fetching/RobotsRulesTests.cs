using FsCheck;
using FsCheck.Fluent;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

/// <summary>RFC 9309, its own examples first.</summary>
public sealed class RobotsRulesTests
{
    // 5.1
    private const string Simple = """
        User-Agent: *
        Disallow: *.gif$
        Disallow: /example/
        Allow: /publications/

        User-Agent: foobot
        Disallow:/
        Allow:/example/page.html
        Allow:/example/allowed.gif

        User-Agent: barbot
        User-Agent: bazbot
        Disallow: /example/page.html

        User-Agent: quxbot

        EOF
        """;

    [Theory]
    [InlineData("anybot", "/picture.gif", false)]
    [InlineData("anybot", "/picture.gif?v=1", true)]
    [InlineData("anybot", "/example/", false)]
    [InlineData("anybot", "/example", true)]
    [InlineData("anybot", "/publications/a.gif", true)]
    [InlineData("foobot", "/example/page.html", true)]
    [InlineData("foobot", "/example/allowed.gif", true)]
    [InlineData("foobot", "/publications/", false)]
    [InlineData("barbot", "/example/page.html", false)]
    [InlineData("barbot", "/example/other.html", true)]
    [InlineData("bazbot", "/example/page.html", false)]
    [InlineData("bazbot", "/picture.gif", true)]
    [InlineData("quxbot", "/example/", true)]
    public void The_simple_example(string product, string path, bool isAllowed) => Assert.Equal(isAllowed, RobotsRules.Parse(Simple, product).Allows(path));

    // 5.2
    [Theory]
    [InlineData("/example/page/disallowed.gif", false)]
    [InlineData("/example/page/other.gif", true)]
    [InlineData("/elsewhere", true)]
    public void The_longest_match_decides(string path, bool isAllowed) => Assert.Equal(isAllowed, RobotsRules.Parse("""
        User-Agent: foobot
        Allow: /example/page/
        Disallow: /example/page/disallowed.gif
        """, "foobot").Allows(path));

    // 2.2.2, with the rule as it is written and the address as it is asked for
    [Theory]
    [InlineData("/foo/bar?baz=quz", "/foo/bar?baz=quz", true)]
    [InlineData("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", true)]
    [InlineData("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", true)]
    [InlineData("/foo/bar/ツ", "/foo/bar/%E3%83%84", true)]
    [InlineData("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84", true)]
    [InlineData("/foo/bar/%62%61%7A", "/foo/bar/baz", true)]
    [InlineData("/~joe", "/%7Ejoe/index.html", true)]
    [InlineData("/%7ejoe", "/~joe", true)]
    [InlineData("/a%2Fb", "/a/b", false)]
    [InlineData("/a/b", "/a%2fb", false)]
    [InlineData("/a%3Cd.html", "/a%3cd.html", true)]
    [InlineData("/100%25", "/100%25", true)]
    [InlineData("/*/print", "/homes?page=/a/print", true)]
    // 2.2.3
    [InlineData("/this/*/exactly", "/this/path/exactly", true)]
    [InlineData("/this/*/exactly", "/this/exactly", false)]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true)]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-b.html", false)]
    [InlineData("/path/foo-%24", "/path/foo-$", true)]
    [InlineData("/path/foo-%24", "/path/foo-$/more", true)]
    [InlineData("/path/foo$", "/path/foo", true)]
    [InlineData("/path/foo$", "/path/foobar", false)]
    [InlineData("/path$/foo", "/path$/foo", true)]
    [InlineData("/fish*.php", "/fishheads/catfish.php?parameters", true)]
    [InlineData("/*.php$", "/folder/filename.php", true)]
    [InlineData("/*.php$", "/filename.php?parameters", false)]
    [InlineData("/*.php$", "/a.php.php", true)]
    [InlineData("/fish", "/Fish.asp", false)]
    [InlineData("/a*b*c$", "/axxbxxbc", true)]
    [InlineData("*", "/anything", true)]
    [InlineData("/**a", "/xa", true)]
    [InlineData("$", "/", false)]
    [InlineData("fish", "/fish", false)]
    public void A_rule_matches(string rule, string path, bool isMatch) =>
        Assert.Equal(!isMatch, RobotsRules.Parse($"User-agent: *\nDisallow: {rule}", "PeteRentalBot").Allows(path));

    [Theory]
    [InlineData("User-agent: PETERENTALBOT\nDisallow: /", false)]
    [InlineData("User-agent: PeteRentalBot/1.0\nDisallow: /", false)]
    [InlineData("User-agent: PeteRentalBotX\nDisallow: /", true)]
    [InlineData("User-agent: Pete\nDisallow: /", true)]
    [InlineData("user-agent:peterentalbot # us\ndisallow:/ # all", false)]
    [InlineData("\uFEFFUser-agent: *\nDisallow: /", false)]
    [InlineData("User-agent: *\r\nDisallow: /\r\n", false)]
    [InlineData("User-agent: *\rDisallow: /\r", false)]
    [InlineData("User-agent: *\nDisallow:\n", true)]
    [InlineData("Disallow: /\nUser-agent: *\nAllow: /a", true)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: PeteRentalBot\nDisallow:", true)]
    [InlineData("User-agent: PeteRentalBot\nAllow: /x\nUser-agent: *\nDisallow: /\nUser-agent: PeteRentalBot\nDisallow: /h", false)]
    [InlineData("User-agent: a\nSitemap: https://a.test/s.xml\nUser-agent: PeteRentalBot\nDisallow: /", false)]
    [InlineData("User-agent: *\nCrawl-delay: 3\nUser-agent: other\nDisallow: /", false)]
    [InlineData("User-agent: *\nDisallow: /h\nAllow: /h", true)]
    [InlineData("<html><body>Not found: /</body></html>", true)]
    [InlineData("", true)]
    public void A_file_is_read_for_us(string text, bool isAllowed) => Assert.Equal(isAllowed, RobotsRules.Parse(text, "PeteRentalBot").Allows("/homes"));

    [Fact]
    public void The_file_itself_may_always_be_read() => Assert.True(RobotsRules.Nothing.Allows("/robots.txt"));

    [Theory]
    [InlineData("User-agent: *\nCrawl-delay: 2.5\nDisallow: /a", 2.5)]
    [InlineData("User-agent: *\nCrawl-delay: 7\n\nUser-agent: PeteRentalBot\nAllow: /\nCrawl-delay: 4", 4.0)]
    [InlineData("User-agent: other\nCrawl-delay: 7", null)]
    [InlineData("User-agent: *\nCrawl-delay: soon", null)]
    [InlineData("User-agent: *\nCrawl-delay: -1", null)]
    [InlineData("User-agent: *\nCrawl-delay: 99999999999999999999999", null)]
    public void A_delay_is_read(string text, double? seconds) => Assert.Equal(seconds, RobotsRules.Parse(text, "PeteRentalBot").CrawlDelay?.TotalSeconds);

    [Fact]
    public void Sitemaps_are_everybodys() => Assert.Equal(
        ["https://a.test/one.xml", "/two.xml"],
        RobotsRules.Parse("Sitemap: https://a.test/one.xml\nUser-agent: other\nDisallow: /\nSITEMAP: /two.xml", "PeteRentalBot").Sitemaps);

    [Fact]
    public void Many_stars_take_no_longer_than_the_path_is_long()
    {
        var rules = RobotsRules.Parse("User-agent: *\nDisallow: /" + string.Concat(Enumerable.Repeat("*a", 2000)) + "b$", "PeteRentalBot");
        Assert.True(rules.Allows("/" + new string('a', 20_000)));
    }

    [Fact]
    public void A_rule_for_a_path_closes_that_path() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        // As it stands in an address: what is special in a file is encoded there.
        var path = "/" + Uri.EscapeDataString(text.Get.Normalize());
        return !RobotsRules.Parse($"User-agent: *\nDisallow: {path}", "PeteRentalBot").Allows(path + "/more");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_spelling_is_the_spelling_of_itself() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        RobotsPattern.Canonical(RobotsPattern.Canonical(text.Get)) == RobotsPattern.Canonical(text.Get)).QuickCheckThrowOnFailure();
}
