using System.Text.Json.Nodes;
using PeteRental.Contracts.Events;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Rentals.Tests.Rentals;

public sealed class RentalTests(RentalsHost host)
{
    [Fact]
    public async Task A_home_is_added_read_changed_and_deleted()
    {
        var workspace = host.NewWorkspace();
        var id = await workspace.AddAsync(new { property_address = "12 Oak St", unit = "4", city = "Atlanta", state = "ga", price = 1250.5, bedrooms = 2, bathrooms = 1.5, amenities = new[] { "Balcony" } });
        var home = await workspace.FindAsync(id);
        Assert.Equal(("manual", "GA", 1250.5m, "available", 0), (
            home["source_type"]!.GetValue<string>(), home["state"]!.GetValue<string>(), home["price"]!.GetValue<decimal>(), home["availability_status"]!.GetValue<string>(),
            home["days_until_available"]!.GetValue<int>()));

        var changed = await workspace.ChangeAsync(id, new { price = 1300, available_date = "2027-03-11" });
        Assert.Equal((200, "coming_soon", 10), (changed.Status, changed.Body["availability_status"]!.GetValue<string>(), changed.Body["days_until_available"]!.GetValue<int>()));
        var history = (await workspace.GetAsync($"/rentals/{id}/history"))["history"]![0]!;
        Assert.Contains(history["changes"]!.AsArray(), change => JsonNode.DeepEquals(change, JsonNode.Parse("""{"field":"price","from":1250.5,"to":1300}""")));
        Assert.Equal(workspace.OwnerId, history["by"]!["user_id"]!.GetValue<Guid>());

        Assert.Equal(204, (await workspace.SendAsync(HttpMethod.Delete, $"/rentals/{id}")).Status);
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Get, $"/rentals/{id}")).Status);
        Assert.Equal(404, (await workspace.SendAsync(HttpMethod.Delete, $"/rentals/{id}")).Status);
        Assert.Empty(await workspace.ListAsync());
        Assert.Equal(id, await workspace.AddAsync(new { property_address = "12 Oak Street #4" }));
        Assert.Equal(["added", "changed", "deleted", "restored"], await workspace.KindsAsync(id));
    }

    [Fact]
    public async Task Changes_are_told_with_totals_that_count_on()
    {
        var workspace = host.NewWorkspace();
        var id = await workspace.AddAsync(new { property_address = "12 Oak St", price = 1250 });
        await workspace.AddAsync(new { property_address = "14 Oak St", available_date = "2027-06-01" });
        await workspace.ChangeAsync(id, new { price = 1300 });
        await workspace.ChangeAsync(id, new { price = 1300 });
        await workspace.SendAsync(HttpMethod.Delete, $"/rentals/{id}");
        await RentalsHost.UntilAsync(() => Task.FromResult(host.Events.Of<RentalsChanged>(workspace.Id).Count >= 4), "four changes were told");

        var told = host.Events.Of<RentalsChanged>(workspace.Id).OrderBy(fact => fact.Totals.Version).ToList();
        Assert.Equal([(1L, 1, 1), (2, 2, 1), (3, 2, 1), (4, 1, 0)], told.Select(fact => (fact.Totals.Version, fact.Totals.Total, fact.Totals.Available)));
        Assert.Equal(new RentalPriceChange(id, "12 Oak St", 1250, 1300), Assert.Single(told[2].PriceChanges));
        Assert.Equal([id], told[3].Removed);
    }

    [Fact]
    public async Task One_home_is_added_once_however_it_is_spelled_and_whoever_is_first()
    {
        var workspace = host.NewWorkspace();
        string[] spellings = ["12 Oak St Apt 4", "12 Oak Street, #4", "12 OAK ST. UNIT 4", "12 oak street apt. 04"];
        var answers = await Task.WhenAll(spellings.Select(address => workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = address })));
        var added = Assert.Single(answers, answer => answer.Status == 201).Body["rental_id"]!.GetValue<Guid>();
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((409, "rental_exists", added), (answer.Status, answer.Code, answer.Body["rental_id"]!.GetValue<Guid>())));
        var other = await workspace.AddAsync(new { property_address = "14 Oak St" });
        Assert.Equal("rental_exists", (await workspace.ChangeAsync(other, new { property_address = "12 Oak St", unit = "4" })).Code);
        Assert.Equal(201, (await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "12 Oak St", unit = "5" })).Status);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_answer_and_another_under_its_key_none()
    {
        var workspace = host.NewWorkspace();
        var first = await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "1 Elm St", price = 900 }, "key-1");
        var again = await workspace.SendAsync(HttpMethod.Post, "/rentals", new { price = 900, property_address = "1 Elm St" }, "key-1");
        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(first.Body["rental_id"]!.GetValue<Guid>(), again.Body["rental_id"]!.GetValue<Guid>());
        Assert.Equal((422, "idempotency_key_reused"), Of(await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "2 Elm St" }, "key-1")));
        Assert.Equal(400, (await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "2 Elm St" }, "a key")).Status);

        static (int, string) Of(Answer answer) => (answer.Status, answer.Code);
    }

    [Theory]
    [InlineData("""{"price":1}""", "property_address")]
    [InlineData("""{"property_address":""}""", "property_address")]
    [InlineData("""{"property_address":"..."}""", "property_address")]
    [InlineData("""{"property_address":"1 Oak St","price":-1}""", "price")]
    [InlineData("""{"property_address":"1 Oak St","price":"1200"}""", "price")]
    [InlineData("""{"property_address":"1 Oak St","price":1200,"price_max":1100}""", "price_max")]
    [InlineData("""{"property_address":"1 Oak St","price_max":1100}""", "price")]
    [InlineData("""{"property_address":"1 Oak St","bedrooms":51}""", "bedrooms")]
    [InlineData("""{"property_address":"1 Oak St","square_feet":0}""", "square_feet")]
    [InlineData("""{"property_address":"1 Oak St","state":"Georgia"}""", "state")]
    [InlineData("""{"property_address":"1 Oak St","postal_code":"3031"}""", "postal_code")]
    [InlineData("""{"property_address":"1 Oak St","available_date":"soon"}""", "available_date")]
    [InlineData("""{"property_address":"1 Oak St","availability":"date"}""", "available_date")]
    [InlineData("""{"property_address":"1 Oak St","availability":"maybe"}""", "availability")]
    [InlineData("""{"property_address":"1 Oak St","url":"javascript:alert(1)"}""", "url")]
    [InlineData("""{"property_address":"1 Oak St","amenities":[null]}""", "amenities")]
    [InlineData("""{"property_address":"1 Oak St","reset_fields":["price"]}""", "reset_fields")]
    public async Task What_cannot_be_is_refused_under_its_name(string body, string field)
    {
        var answer = await host.NewWorkspace().SendAsync(HttpMethod.Post, "/rentals", JsonNode.Parse(body));
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains(field, answer.Errors.Select(error => error.Key));
    }

    [Fact]
    public async Task Fields_that_nobody_knows_are_refused_and_viewers_only_look()
    {
        var workspace = host.NewWorkspace();
        Assert.Equal(400, (await workspace.SendAsync(HttpMethod.Post, "/rentals", new { property_address = "1 Oak St", rent = 5 })).Status);
        var id = await workspace.AddAsync(new { property_address = "1 Oak St" });
        Assert.Equal(403, (await workspace.SendAsync(HttpMethod.Patch, $"/rentals/{id}", new { price = 5 }, role: WorkspaceRole.Viewer)).Status);
        Assert.Equal(403, (await workspace.SendAsync(HttpMethod.Delete, $"/rentals/{id}", role: WorkspaceRole.Viewer)).Status);
        Assert.Equal(200, (await workspace.SendAsync(HttpMethod.Get, $"/rentals/{id}/history", role: WorkspaceRole.Viewer)).Status);
    }

    [Fact]
    public async Task Today_is_the_day_where_the_workspace_is()
    {
        var (here, there) = (host.NewWorkspace(), host.NewWorkspace("Pacific/Kiritimati"));
        foreach (var (workspace, status) in new[] { (here, "coming_soon"), (there, "available") })
        {
            var id = await workspace.AddAsync(new { property_address = "1 Oak St", available_date = "2027-03-02" });
            Assert.Equal(status, (await workspace.FindAsync(id))["availability_status"]!.GetValue<string>());
        }
    }
}
