using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeteRental.Sandbox.Tests.Sites;

/// <summary>These change what the sites list, so they share no host with those that read it.</summary>
public sealed class SiteControlTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    [Fact]
    public async Task A_site_lists_what_it_is_told_to_and_after_a_reset_what_it_did_before()
    {
        var seed = await ReadAsync("harbor-row");
        using var page = await sandbox.Http.GetAsync("/sites/harbor-row/Resident/public/rentals");

        var changed = await PutAsync("harbor-row", """[{"property_address":"1 New <Street>","city":"Port Ellery","price":1234.5,"price_max":1300,"available_date":"2027-05-06","pets":"Cats"}]""");
        using var again = await sandbox.Http.GetAsync("/sites/harbor-row/Resident/public/rentals");

        var listing = Assert.Single(changed["listings"]!.AsArray())!;
        Assert.Equal(["date", "2027-05-06"], [listing["availability"]!.GetValue<string>(), listing["available_date"]!.GetValue<string>()]);
        Assert.True(listing.AsObject().ContainsKey("unit") && listing["unit"] is null, "what is not shown is null");
        Assert.True(listing["price_max"] is null && listing["pets"] is null, "Buildium's pages show neither ranges nor pets");
        var html = await again.Content.ReadAsStringAsync();
        Assert.Contains("1 New &lt;Street&gt;", html, StringComparison.Ordinal);
        Assert.Contains("$1,234.50", html, StringComparison.Ordinal);
        Assert.Contains("Available 05/06/2027", html, StringComparison.Ordinal);
        Assert.NotEqual(page.Headers.ETag, again.Headers.ETag);
        Assert.True(again.Content.Headers.LastModified > page.Content.Headers.LastModified);

        await sandbox.Http.PostAsync("/control/reset", null);
        Assert.Equal(seed.ToJsonString(), (await ReadAsync("harbor-row")).ToJsonString());
    }

    [Fact]
    public async Task A_home_keeps_its_page_when_its_rent_changes()
    {
        var before = await ReadAsync("maple-court");
        var listings = before["listings"]!.AsArray();
        listings[0]!["price"] = 1795;
        listings.RemoveAt(1);

        var after = await PutAsync("maple-court", listings.ToJsonString());

        Assert.Equal(listings.ToJsonString(), after["listings"]!.ToJsonString());
        Assert.Contains("$1,795", await sandbox.Http.GetStringAsync(listings[0]!["url"]!.GetValue<string>()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maple-court", "listings", "no available rentals at this time")]
    [InlineData("juniper-park", "apartments", "No apartments are available")]
    [InlineData("old-mill", "rentals.html", "everything is rented at this time")]
    [InlineData("prairie-homes", "properties", "No properties found")]
    [InlineData("cedar-grove", "homes", "no homes available right now")]
    [InlineData("skyline-lofts", "api/listings.json", "\"total\":0")]
    public async Task A_site_that_lists_nothing_says_so_in_words(string name, string path, string words)
    {
        await PutAsync(name, "[]");

        Assert.Contains(words, await sandbox.Http.GetStringAsync($"/sites/{name}/{path}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "listings")]
    [InlineData("""{"listings":[null]}""", "listings[0]")]
    [InlineData("""{"listings":[{"price":5}]}""", "listings[0].property_address")]
    [InlineData("""{"listings":[{"property_address":"1 A Street"},{"property_address":"1 a street"}]}""", "listings[1].property_address")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","price":-1}]}""", "listings[0].price")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","price":900,"price_max":800}]}""", "listings[0].price_max")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","bathrooms":1.25}]}""", "listings[0].bathrooms")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","availability":"soon"}]}""", "listings[0].availability")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","availability":"now","available_date":"2027-01-01"}]}""", "listings[0].available_date")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","photos":["javascript:alert(1)"]}]}""", "listings[0].photos")]
    [InlineData("""{"listings":[{"property_address":"1 A Street","city":" "}]}""", "listings[0].city")]
    public async Task What_no_site_could_list_is_refused(string json, string field)
    {
        using var answer = await sandbox.Http.PostAsync("/control/sites/willow-bend", new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name);
        Assert.Empty((await ReadAsync("willow-bend"))["listings"]!.AsArray());
    }

    [Fact]
    public async Task One_site_fails_while_its_neighbour_does_not_and_requests_are_kept()
    {
        await sandbox.SetFaultAsync(new { target = "sites/fern-hill", status = 503, headers = new Dictionary<string, string> { ["Retry-After"] = "7" } });

        using var broken = await sandbox.Http.GetAsync("/sites/fern-hill/rentals");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Http.GetAsync("/sites/larkspur-gate/")).StatusCode);
        Assert.Equal(503, Assert.Single(await sandbox.RequestsAsync("sites/fern-hill")).GetProperty("status").GetInt32());
        await sandbox.Http.DeleteAsync("/control/faults?target=sites/fern-hill");
    }

    private async Task<JsonObject> ReadAsync(string name) => (await sandbox.Http.GetFromJsonAsync<JsonObject>($"/control/sites/{name}"))!;

    private async Task<JsonObject> PutAsync(string name, string listings)
    {
        using var answer = await sandbox.Http.PostAsync(
            $"/control/sites/{name}", new StringContent($$"""{"listings":{{listings}}}""", Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
