using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Tests.Sites;

public sealed partial class SiteTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    public static TheoryData<string> Names =>
    [
        "maple-court", "harbor-row", "juniper-park", "skyline-lofts", "fern-hill", "willow-bend", "larkspur-gate", "old-mill", "prairie-homes", "cedar-grove",
    ];

    [Fact]
    public async Task Every_site_is_listed_with_the_address_of_its_rentals()
    {
        var sites = (await sandbox.Http.GetFromJsonAsync<JsonElement>("/control/sites")).GetProperty("sites").EnumerateArray().ToList();

        Assert.Equal(Names.Select(row => row.Data), sites.Select(site => site.GetProperty("name").GetString()!));
        Assert.Equal(["larkspur-gate"], sites.Where(site => site.GetProperty("robots_forbidden").GetBoolean()).Select(site => site.GetProperty("name").GetString()));
        foreach (var site in sites)
        {
            Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync(site.GetProperty("url").GetString())).StatusCode);
            Assert.Contains($"href=\"{new Uri(site.GetProperty("url").GetString()!).AbsolutePath}\"", await sandbox.Http.GetStringAsync(site.GetProperty("home_url").GetString()), StringComparison.Ordinal);
        }
    }

    /// <summary>All that a site says it truly lists can be read on its pages, that of a home on the home's own, and its pictures are there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_site_truly_lists_stands_on_its_pages(string name)
    {
        var truth = await TruthAsync(name);
        var pages = new StringBuilder();
        foreach (var address in await SitemapAsync(name))
        {
            pages.AppendLine(await sandbox.Http.GetStringAsync(address));
        }

        var pageOfApi = $"/sites/{name}/api/listings.json";
        while (name is "skyline-lofts" or "fern-hill" && pageOfApi is not null)
        {
            var json = await sandbox.Http.GetFromJsonAsync<JsonElement>(pageOfApi);
            pages.AppendLine(json.GetRawText());
            pageOfApi = json.GetProperty("next").GetString();
        }

        var text = Text(pages.ToString());
        foreach (var listing in truth)
        {
            var own = listing.GetProperty("url").GetString() is { } url ? Text(await sandbox.Http.GetStringAsync(url)) : text;
            Assert.All(Spoken(listing), said => Assert.Contains(said, own, StringComparison.Ordinal));
        }

        var photos = truth.Where(listing => listing.GetProperty("photos").GetArrayLength() > 0).Take(2).Select(listing => listing.GetProperty("photos")[0].GetString());
        foreach (var photo in photos)
        {
            var picture = await sandbox.Http.GetByteArrayAsync(photo);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
            Assert.Contains(new Uri(photo!).AbsolutePath, pages.ToString(), StringComparison.Ordinal);
        }
    }

    /// <summary>The reverse: a site has a card for each home and for nothing else.</summary>
    [Theory]
    [InlineData("maple-court", "listings", "class=\"listing-item result js-listing-item\"", 12)]
    [InlineData("harbor-row", "Resident/public/rentals", "class=\"featured-listing ", 9)]
    [InlineData("juniper-park", "apartments", "class=\"unit\"", 8)]
    [InlineData("juniper-park", "apartments?page=3", "class=\"unit\"", 4)]
    [InlineData("juniper-park", "apartments?page=2", "\"@type\":\"RealEstateListing\"", 8)]
    [InlineData("old-mill", "rentals.html", "<tr><td>", 7)]
    [InlineData("prairie-homes", "properties", "type-property status-publish", 6)]
    [InlineData("cedar-grove", "homes/page/10", "<div class=\"card\">", 25)]
    [InlineData("skyline-lofts", "rentals", "home-card", 0)]
    public async Task A_list_has_a_card_for_each_home(string name, string path, string mark, int count)
    {
        var html = await sandbox.Http.GetStringAsync($"/sites/{name}/{path}");

        Assert.Equal(count, html.Split(mark).Length - 1);
    }

    [Fact]
    public async Task Pages_of_a_list_lead_to_one_another()
    {
        var first = await sandbox.Http.GetStringAsync("/sites/juniper-park/apartments");
        var last = await sandbox.Http.GetStringAsync("/sites/juniper-park/apartments?page=3");

        Assert.Contains("<link rel=\"next\" href=\"/sites/juniper-park/apartments?page=2\">", first, StringComparison.Ordinal);
        Assert.Contains("rel=\"prev\" href=\"/sites/juniper-park/apartments?page=2\"", last, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", last, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.Http.GetAsync("/sites/juniper-park/apartments?page=4")).StatusCode);
        Assert.Contains("rel=\"next\" href=\"/sites/cedar-grove/homes/page/2\"", await sandbox.Http.GetStringAsync("/sites/cedar-grove/homes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_page_of_AppFolio_repeats_hides_and_adds_is_there()
    {
        var html = await sandbox.Http.GetStringAsync("/sites/maple-court/listings");
        var card = html[html.IndexOf("id=\"listing_1\"", StringComparison.Ordinal)..html.IndexOf("id=\"listing_2\"", StringComparison.Ordinal)];

        Assert.Equal(2, card.Split("js-listing-available").Length - 1);
        Assert.Contains("js-listing-blurb-rent\">$1,695<", card, StringComparison.Ordinal);
        Assert.Contains(">RENT</dt><dd class=\"detail-box__value\">$1,695</dd>", card, StringComparison.Ordinal);
        Assert.Contains(">TOTAL MONTHLY PRICE</dt><dd class=\"detail-box__value\">$1,760</dd>", card, StringComparison.Ordinal);
        Assert.Contains("data-original=\"/sites/maple-court/images/412-alder-street-3b-1.png\"", card, StringComparison.Ordinal);
        Assert.Matches("/sites/maple-court/listings/detail/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"", card);
    }

    [Theory]
    [InlineData("willow-bend/Resident/public/rentals", "There are no available rentals at this time")]
    public async Task A_site_without_rentals_says_so(string path, string words) =>
        Assert.Contains(words, await sandbox.Http.GetStringAsync($"/sites/{path}"), StringComparison.Ordinal);

    [Fact]
    public async Task Only_the_forbidden_site_is_closed_to_robots()
    {
        var robots = await sandbox.Http.GetStringAsync("/robots.txt");

        Assert.Equal(["Disallow: /sites/larkspur-gate/"], robots.Split('\n').Where(line => line.StartsWith("Disallow", StringComparison.Ordinal)));
        Assert.Contains("User-agent: *\n", robots, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maple-court/listings")]
    [InlineData("maple-court/sitemap.xml")]
    [InlineData("maple-court/images/x-1.png")]
    public async Task A_page_that_did_not_change_is_not_sent_twice(string path)
    {
        using var first = await sandbox.Http.GetAsync($"/sites/{path}");

        using var byTag = await GetAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        using var byDate = await GetAsync(path, ("If-Modified-Since", first.Content.Headers.LastModified!.Value.ToString("R", CultureInfo.InvariantCulture)));
        using var other = await GetAsync(path, ("If-None-Match", "\"other\""));

        Assert.Equal([HttpStatusCode.NotModified, HttpStatusCode.NotModified, HttpStatusCode.OK], new[] { byTag, byDate, other }.Select(answer => answer.StatusCode));
        Assert.Empty(await byTag.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, byTag.Headers.ETag);
    }

    [Theory]
    [InlineData("/sites/maple-court", HttpStatusCode.MovedPermanently)]
    [InlineData("/sites/maple-court/nothing", HttpStatusCode.NotFound)]
    [InlineData("/sites/maple-court/listings/detail/00000000-0000-8000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("/sites/maple-court/images/..%2f..%2fx.png", HttpStatusCode.NotFound)]
    [InlineData("/sites/nobody/", HttpStatusCode.NotFound)]
    [InlineData("/control/sites/nobody", HttpStatusCode.NotFound)]
    public async Task Other_addresses_are_answered_as_a_website_does(string path, HttpStatusCode status) =>
        Assert.Equal(status, (await sandbox.Http.GetAsync(path)).StatusCode);

    private async Task<IReadOnlyList<JsonElement>> TruthAsync(string name) =>
        [.. (await sandbox.Http.GetFromJsonAsync<JsonElement>($"/control/sites/{name}")).GetProperty("listings").EnumerateArray()];

    private async Task<IEnumerable<string>> SitemapAsync(string name) =>
        Location().Matches(await sandbox.Http.GetStringAsync($"/sites/{name}/sitemap.xml")).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    private Task<HttpResponseMessage> GetAsync(string path, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/sites/{path}");
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return sandbox.Http.SendAsync(request);
    }

    // Without tags, as a person reads it.
    private static string Text(string html) => Spaces().Replace(WebUtility.HtmlDecode(Tag().Replace(html, " ")), " ");

    /// <summary>The words in which each field that the truth has must be found.</summary>
    private static IEnumerable<string> Spoken(JsonElement listing)
    {
        foreach (var field in new[] { "property_address", "unit", "city", "state", "postal_code", "description" })
        {
            if (listing.GetProperty(field).GetString() is { } text)
            {
                yield return text;
            }
        }

        foreach (var part in (listing.GetProperty("pets").GetString() ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Concat(listing.GetProperty("amenities").EnumerateArray().Select(amenity => amenity.GetString()!)))
        {
            yield return part;
        }

        foreach (var field in new[] { "price", "price_max", "square_feet" })
        {
            if (listing.GetProperty(field).ValueKind == JsonValueKind.Number)
            {
                var (name, number) = (listing.GetProperty("property_address").GetString()!, listing.GetProperty(field).GetDecimal());
                yield return name.Contains("Foundry", StringComparison.Ordinal) || name.Contains("Fern Hill", StringComparison.Ordinal)
                    ? number.ToString(CultureInfo.InvariantCulture)
                    : number.ToString("#,0", CultureInfo.InvariantCulture);
            }
        }
    }

    [GeneratedRegex("<loc>([^<]+)</loc>")]
    private static partial Regex Location();

    [GeneratedRegex("<style[\\s\\S]*?</style>|<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
