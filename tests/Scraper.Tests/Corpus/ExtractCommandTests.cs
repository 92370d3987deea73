using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PeteRental.Pete.Extract;
using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary><c>pete extract</c> as somebody calls it.</summary>
public sealed class ExtractCommandTests : IDisposable
{
    private const string Home = """
        <html><head><script type="application/ld+json">{"@context":"https://schema.org","@type":"Apartment","url":"/homes/1",
        "address":{"@type":"PostalAddress","streetAddress":"12 Café Ct","addressLocality":"Butte","addressRegion":"MT","postalCode":"59701"},
        "numberOfBedrooms":2,"numberOfBathroomsTotal":1,"offers":{"@type":"Offer","price":850,"priceCurrency":"USD","availabilityStarts":"2027-01-05"}}
        </script></head><body><h1>12 Café Ct</h1></body></html>
        """;

    public static TheoryData<string> MadeByScripts => [.. ReadCorpus.Pages.Where(page => page.Truth.Render).Select(page => page.Name)];

    private readonly string _folder = Directory.CreateTempSubdirectory("pete-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_page_becomes_json_in_the_names_of_the_api()
    {
        var (exit, output, error) = await ExtractAsync(Save(Home), "--url", "https://homes.test/rentals", "--today", "2026-11-20", "--json");
        Assert.Equal((0, ""), (exit, error));
        var home = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("listings").EnumerateArray());
        Assert.Equal("12 Café Ct", home.GetProperty("property_address").GetString());
        Assert.Equal(850, home.GetProperty("price").GetDecimal());
        Assert.Equal("2027-01-05", home.GetProperty("available_date").GetString());
        Assert.Equal("coming_soon", home.GetProperty("availability_status").GetString());
        Assert.Equal("https://homes.test/homes/1", home.GetProperty("url").GetString());
        Assert.Equal(JsonValueKind.Null, home.GetProperty("unit").ValueKind);
        Assert.False(home.TryGetProperty("evidence", out _));
    }

    [Fact]
    public async Task What_is_asked_is_explained()
    {
        var (_, output, _) = await ExtractAsync(Save(Home), "--url", "https://homes.test/rentals", "--json", "--explain");
        var price = JsonDocument.Parse(output).RootElement.GetProperty("listings")[0].GetProperty("evidence").GetProperty("price");
        Assert.Equal("json_ld", price.GetProperty("method").GetString());
        Assert.InRange(price.GetProperty("confidence").GetDouble(), 0.01, 1);
    }

    [Theory]
    [MemberData(nameof(MadeByScripts))]
    public async Task A_page_made_by_scripts_is_read_after_they_ran(string name)
    {
        var page = ReadCorpus.Pages.Single(page => page.Name == name);
        var (exit, output, error) = await ExtractAsync(
            Save(page.Html), "--url", page.Truth.Url.AbsoluteUri, "--today", page.Truth.Today.ToString("O", CultureInfo.InvariantCulture), "--render", "--json");
        Assert.Equal((0, ""), (exit, error));
        var homes = JsonDocument.Parse(output).RootElement.GetProperty("listings").Deserialize<ListingView[]>(CorpusPage.Json);
        var score = CorpusScore.Of(page, homes!);
        Assert.True(score.F1 >= CorpusTests.EachAtLeast, $"{name}: F1 {score.F1:0.000}\n{string.Join('\n', score.Differences)}");
    }

    [Fact]
    public async Task A_person_gets_a_table()
    {
        var (exit, output, _) = await ExtractAsync(Save(Home), "--url", "https://homes.test/rentals", "--today", "2026-11-20");
        Assert.Equal(0, exit);
        Assert.Contains("$850", output, StringComparison.Ordinal);
        Assert.Contains("1 home", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_homes_is_read_all_the_same()
    {
        var (exit, output, _) = await ExtractAsync(Save("<h1>About us</h1>"), "--url", "https://homes.test/about", "--json");
        Assert.Equal(0, exit);
        Assert.Equal(0, JsonDocument.Parse(output).RootElement.GetProperty("listings").GetArrayLength());
    }

    [Theory]
    [InlineData("--url", "homes.test/rentals", "--url must be an absolute http or https address")]
    [InlineData("--url", "file:///etc/passwd", "--url must be an absolute http or https address")]
    [InlineData("--today", "2026-02-30", "--today must be a day such as 2026-11-20")]
    [InlineData("--today", "11/20/2026", "--today must be a day such as 2026-11-20")]
    public async Task A_wrong_option_is_named(string option, string value, string complaint)
    {
        var (exit, output, error) = await ExtractAsync([Save(Home), .. option == "--url" ? [] : (string[])["--url", "https://homes.test/"], option, value, "--json"]);
        Assert.Equal(1, exit);
        Assert.Contains(complaint, error, StringComparison.Ordinal);
        Assert.DoesNotContain("listings", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        foreach (var missing in (string[])[Path.Combine(_folder, "missing.html"), _folder])
        {
            var (exit, output, error) = await ExtractAsync(missing, "--url", "https://homes.test/", "--json");
            Assert.Equal((1, ""), (exit, output));
            Assert.StartsWith($"{missing} cannot be read", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf-8", "")]
    [InlineData("utf-16", "")]
    [InlineData("windows-1252", "")]
    [InlineData("iso-8859-2", "<meta charset=\"iso-8859-2\">")]
    public void A_page_is_decoded_as_it_says_or_shows(string encoding, string head)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var page = $"<html>{head}Café</html>";
        var saved = Encoding.GetEncoding(encoding);
        Assert.Equal(page, SavedPage.Decode([.. saved.GetPreamble(), .. saved.GetBytes(page)]));
    }

    private string Save(string html)
    {
        var file = Path.Combine(_folder, "page.html");
        File.WriteAllText(file, html);
        return file;
    }

    private static async Task<(int Exit, string Output, string Error)> ExtractAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await ExtractCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
