using System.Net;
using System.Text.RegularExpressions;

namespace PeteRental.Sandbox.Tests.Search;

public sealed partial class SearchTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    [Theory]
    [InlineData("Juniper Park Apartments")]
    [InlineData("juniper park mesa verde springs colorado rentals")]
    public async Task A_company_is_found_by_its_name_with_its_home_page_first(string query)
    {
        var html = await sandbox.Http.GetStringAsync($"/duckduckgo/html/?q={Uri.EscapeDataString(query)}");

        var origin = sandbox.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal([$"{origin}/sites/juniper-park/", $"{origin}/sites/juniper-park/apartments"], Results(html));
        Assert.Contains("result--ad", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(html, "class=\"result__snippet\""));
    }

    [Fact]
    public async Task The_form_finds_the_same()
    {
        using var answer = await sandbox.Http.PostAsync("/duckduckgo/html/", new FormUrlEncodedContent([new("q", "Old Mill Realty"), new("kl", "us-en")]));

        Assert.Contains("/sites/old-mill/", Results(await answer.Content.ReadAsStringAsync())[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zzz <b>nobody</b>")]
    [InlineData("apartments for rent")]
    [InlineData("maple leaf ontario toronto")]
    public async Task What_is_not_known_is_not_found(string query)
    {
        var html = await sandbox.Http.GetStringAsync($"/duckduckgo/html?q={Uri.EscapeDataString(query)}");

        Assert.Empty(Results(html));
        Assert.Contains("result--no-result", html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(query), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_question_there_is_only_the_form() =>
        Assert.DoesNotContain("class=\"result ", await sandbox.Http.GetStringAsync("/duckduckgo/html/"), StringComparison.Ordinal);

    [Fact]
    public async Task Its_faults_are_its_own()
    {
        await sandbox.SetFaultAsync(new { target = "duckduckgo", status = 202, body = "anomaly", times = 1 });

        Assert.Equal(HttpStatusCode.Accepted, (await sandbox.Http.GetAsync("/duckduckgo/html/?q=maple+court")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync("/duckduckgo/html/?q=maple+court")).StatusCode);
    }

    private static List<string> Results(string html) =>
        [.. Link().Matches(html).Select(match => Uri.UnescapeDataString(match.Groups[1].Value))];

    [GeneratedRegex("class=\"result__a\" href=\"//duckduckgo\\.com/l/\\?uddg=([^&\"]+)&amp;rut=[0-9a-f]{64}\"")]
    private static partial Regex Link();
}
