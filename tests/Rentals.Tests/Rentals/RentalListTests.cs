namespace PeteRental.Rentals.Tests.Rentals;

public sealed class RentalListTests(RentalsHost host)
{
    [Theory]
    [InlineData("?max_price=1000", "1 Oak St", "3 Elm Ave")]
    [InlineData("?min_price=1001", "2 Oak St")]
    [InlineData("?min_bedrooms=2", "2 Oak St", "3 Elm Ave")]
    [InlineData("?min_bathrooms=2", "3 Elm Ave")]
    [InlineData("?city=ATLANTA", "1 Oak St", "2 Oak St")]
    [InlineData("?website=https://www.Elm.test/homes?x=1", "3 Elm Ave")]
    [InlineData("?available_by=2027-04-01", "1 Oak St", "2 Oak St")]
    [InlineData("?availability_status=available", "1 Oak St")]
    [InlineData("?availability_status=coming_soon,waitlist", "2 Oak St", "3 Elm Ave", "4 Birchwood Blvd")]
    [InlineData("?source_type=scraped")]
    [InlineData("?q=oak", "1 Oak St", "2 Oak St")]
    [InlineData("?q=2 oak", "2 Oak St")]
    [InlineData("?q=4 Birch", "4 Birchwood Blvd")]
    [InlineData("?q=BIRCHWOOD boulevard", "4 Birchwood Blvd")]
    [InlineData("?q=boule", "4 Birchwood Blvd")]
    [InlineData("?q=garage", "3 Elm Ave")]
    [InlineData("?q=cat", "1 Oak St")]
    [InlineData("?q=oak&max_price=1000", "1 Oak St")]
    [InlineData("?q=nothing like this")]
    [InlineData("?q='); DROP TABLE rentals; --")]
    public async Task A_filter_shows_what_fits(string query, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await (await FilledAsync()).ListAsync(Uri.EscapeDataString(query).Replace("%3F", "?", StringComparison.Ordinal)
            .Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal))).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("", "4 Birchwood Blvd", "3 Elm Ave", "2 Oak St", "1 Oak St")]
    [InlineData("price", "1 Oak St", "3 Elm Ave", "2 Oak St", "4 Birchwood Blvd")]
    [InlineData("-price", "2 Oak St", "3 Elm Ave", "1 Oak St", "4 Birchwood Blvd")]
    [InlineData("bedrooms", "1 Oak St", "2 Oak St", "3 Elm Ave", "4 Birchwood Blvd")]
    [InlineData("available_date", "1 Oak St", "2 Oak St", "3 Elm Ave", "4 Birchwood Blvd")]
    [InlineData("updated", "4 Birchwood Blvd", "3 Elm Ave", "2 Oak St", "1 Oak St")]
    public async Task Each_order_is_walked_by_pages_of_one(string sort, params string[] expected)
    {
        var workspace = await FilledAsync();
        var walked = new List<string>();
        string? cursor = null;
        do
        {
            var page = await workspace.GetAsync($"/rentals?limit=1&sort={sort}{(cursor is null ? "" : $"&cursor={cursor}")}");
            walked.AddRange(page["rentals"]!.AsArray().Select(rental => rental!["property_address"]!.GetValue<string>()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }
        while (cursor is not null && walked.Count <= expected.Length);

        Assert.Equal(expected, walked);
    }

    [Theory]
    [InlineData("max_price=cheap", "max_price")]
    [InlineData("min_bedrooms=-1", "min_bedrooms")]
    [InlineData("available_by=tomorrow", "available_by")]
    [InlineData("sort=size", "sort")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("availability_status=free", "availability_status")]
    [InlineData("source_type=other", "source_type")]
    [InlineData("include_gone=maybe", "include_gone")]
    public async Task A_query_that_means_nothing_is_told(string query, string field)
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Get, $"/rentals?{query}");
        Assert.Equal((400, field), (answer.Status, Assert.Single(answer.Errors).Key));
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_order()
    {
        var workspace = await FilledAsync();
        var cursor = (await workspace.GetAsync("/rentals?limit=1&sort=price"))["next_cursor"]!.GetValue<string>();
        Assert.Equal(400, (await workspace.SendAsync(HttpMethod.Get, $"/rentals?sort=-price&cursor={cursor}")).Status);
    }

    [Fact]
    public async Task Words_that_most_homes_have_are_found_in_order_too()
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        await workspace.ReadAsync(source, [.. Enumerable.Range(1, 600).Select(number => Listings.Of($"{number} Oak St", price: 2000 - number))]);
        Assert.Equal(["600 Oak St", "599 Oak St"], await workspace.ListAsync("?q=oak&sort=price&limit=2"));
        Assert.Equal(["1 Oak St"], await workspace.ListAsync("?q=oak&min_price=1999"));
    }

    [Fact]
    public async Task The_older_products_reads_count_and_show()
    {
        var workspace = await FilledAsync();
        await workspace.AddSourceAsync("empty.test", RentalsHost.Monday);
        var stats = (await workspace.GetAsync("/database/status"))["database_stats"]!;
        Assert.Equal((4, 2, 1), (stats["total_rentals"]!.GetValue<int>(), stats["websites_tracked"]!.GetValue<int>(), stats["websites"]!["elm.test"]!["rental_count"]!.GetValue<int>()));
        var site = await workspace.GetAsync("/database/rentals/https%3A%2F%2Fwww.elm.test%2Fhomes");
        Assert.Equal(("success", "elm.test", 1), (site["status"]!.GetValue<string>(), site["website"]!.GetValue<string>(), site["rental_count"]!.GetValue<int>()));
        Assert.Equal("$1,000/month", site["rentals"]![0]!["data"]!["price"]!.GetValue<string>());
        Assert.Equal(0, (await workspace.GetAsync("/database/rentals/unknown.test"))["rental_count"]!.GetValue<int>());
        var available = await workspace.GetAsync("/database/available");
        Assert.Equal(("2027-03-01", 3), (available["current_date"]!.GetValue<string>(), available["total_available"]!.GetValue<int>()));
        Assert.Equal(["available", "coming_soon", "coming_soon"], available["rentals"]!.AsArray().Select(rental => rental!["availability_status"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("sort=price", "1 Oak St", "2 Oak St", "3 Oak St", "4 Oak St")]
    [InlineData("sort=-price", "4 Oak St", "3 Oak St", "2 Oak St", "1 Oak St")]
    [InlineData("sort=price&q=oak", "1 Oak St", "2 Oak St", "3 Oak St", "4 Oak St")]
    [InlineData("sort=price&availability_status=gone", "2 Oak St", "4 Oak St")]
    [InlineData("sort=price&availability_status=available", "1 Oak St", "3 Oak St")]
    [InlineData("sort=price&availability_status=available,gone&min_price=200", "2 Oak St", "3 Oak St", "4 Oak St")]
    [InlineData("sort=price&website=birchwood.test", "1 Oak St", "2 Oak St", "3 Oak St", "4 Oak St")]
    public async Task Homes_that_are_gone_stand_among_the_others_where_they_are_asked_for(string query, params string[] expected)
    {
        var workspace = host.NewWorkspace();
        var source = await workspace.AddSourceAsync("birchwood.test");
        await workspace.ReadAsync(source, [.. Enumerable.Range(1, 4).Select(number => Listings.Of($"{number} Oak St", price: 100 * number))]);
        await workspace.ReadAsync(source, Listings.Of("1 Oak St", price: 100), Listings.Of("3 Oak St", price: 300));

        Assert.Equal(expected, await workspace.ListAsync($"?include_gone=true&{query}"));
        var first = await workspace.GetAsync($"/rentals?include_gone=true&{query}&limit=1");
        Assert.Equal(expected.Skip(1), await workspace.ListAsync($"?include_gone=true&{query}&cursor={first["next_cursor"]!.GetValue<string>()}"));
    }

    private async Task<Workspace> FilledAsync()
    {
        var workspace = host.NewWorkspace();
        foreach (var home in new object[]
        {
            new { property_address = "1 Oak St", city = "Atlanta", price = 900, bedrooms = 1, bathrooms = 1, pets = "Cats welcome" },
            new { property_address = "2 Oak St", city = "Atlanta", price = 1500, bedrooms = 2, bathrooms = 1.5, available_date = "2027-04-01" },
            new { property_address = "3 Elm Ave", city = "Decatur", price = 1000, bedrooms = 3, bathrooms = 2, available_date = "2027-05-01", url = "https://www.elm.test/3", description = "Two cars fit into the garage." },
            new { property_address = "4 Birchwood Blvd", availability = "waitlist" },
        })
        {
            await workspace.AddAsync(home);
        }

        return workspace;
    }
}
