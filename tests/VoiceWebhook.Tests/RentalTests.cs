using System.Text.Json.Nodes;

namespace PeteRental.VoiceWebhook.Tests;

/// <summary>Callers who look for a home, with the real Rentals service.</summary>
[Collection(SharedHost.Name)]
public sealed class RentalTests(VoiceHost host)
{
    [Fact]
    public async Task Homes_are_found_described_and_booked_by_loose_words()
    {
        var workspace = await CreateWorkspaceAsync();

        var found = await workspace.CallAsync("search_rentals", new JsonObject { ["max_price"] = "$1,800", ["min_bedrooms"] = "two" });
        Assert.StartsWith("I have two homes like that.", found.Result, StringComparison.Ordinal);
        Assert.Contains("118 Birchwood Ave, unit 2B, two bedrooms", found.Result, StringComparison.Ordinal);
        Assert.DoesNotContain("9 Oak", found.Result, StringComparison.Ordinal);

        var told = await workspace.CallAsync("get_rental_details", new JsonObject { ["address"] = "the house on Main Street" });
        Assert.StartsWith("14 Main St in Tulsa, three bedrooms", told.Result, StringComparison.Ordinal);

        var start = (await workspace.OpeningsAsync())[0];
        var arguments = Workspace.BookingArguments(start);
        arguments["property_address"] = "the house on Main Street";
        var booked = await workspace.CallAsync("set_appointment", arguments);
        Assert.Contains("your viewing of 14 Main St on", booked.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_may_mean_several_homes_are_asked_about_and_nothing_is_booked()
    {
        var workspace = await CreateWorkspaceAsync();
        var arguments = Workspace.BookingArguments((await workspace.OpeningsAsync())[0]);
        arguments["property_address"] = "the one on Birchwood";

        var asked = await workspace.CallAsync("set_appointment", arguments);
        Assert.Contains("118 Birchwood Ave, unit 2A", asked.Result, StringComparison.Ordinal);
        Assert.Contains("118 Birchwood Ave, unit 2B", asked.Result, StringComparison.Ordinal);
        Assert.EndsWith("Which one do you mean?", asked.Result, StringComparison.Ordinal);

        var booked = await workspace.CallAsync("set_appointment", Named(arguments, "118 Birchwood, number 2B"));
        Assert.Contains("your viewing of 118 Birchwood Ave, Unit 2B on", booked.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_home_that_is_not_among_ours_is_booked_by_the_words_given()
    {
        var workspace = await CreateWorkspaceAsync();

        var booked = await workspace.CallAsync(
            "set_appointment", Named(Workspace.BookingArguments((await workspace.OpeningsAsync())[0]), "4500 Sunset Boulevard, Apartment 9"));

        Assert.Contains("your viewing of 4500 Sunset Boulevard, Apartment 9 on", booked.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_rentals_homes_cannot_be_looked_up_and_viewings_are_booked_all_the_same()
    {
        var workspace = await CreateWorkspaceAsync();
        var start = (await workspace.OpeningsAsync())[0];

        await host.WithoutAsync("rentals", async () =>
        {
            Assert.StartsWith("I'm sorry, I can't look up homes right now.", (await workspace.CallAsync("search_rentals", [])).Error, StringComparison.Ordinal);
            var booked = await workspace.CallAsync("set_appointment", Named(Workspace.BookingArguments(start), "the house on Main Street"));
            Assert.Contains("your viewing of the house on Main Street on", booked.Result, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Homes_of_another_workspace_are_never_heard_of()
    {
        await CreateWorkspaceAsync();
        var other = await host.CreateWorkspaceAsync();

        Assert.StartsWith("I'm sorry, I have no homes listed", (await other.CallAsync("search_rentals", [])).Result, StringComparison.Ordinal);
        Assert.StartsWith("I'm sorry, I don't find that home", (await other.CallAsync("get_rental_details", new JsonObject { ["address"] = "14 Main St" })).Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_website_that_nobody_has_read_yet_is_said_to_be_looked_through()
    {
        var workspace = await CreateWorkspaceAsync();
        var id = (await host.SendAsync(
            host.Rentals, workspace.Member, HttpMethod.Post, "/rentals/sources", new JsonObject { ["website_url"] = "https://homes.test/", ["is_active"] = false }))["source_id"]!;

        using var response = await workspace.PostAsync(Workspace.Json("""{"website":"homes.test"}"""));
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.StartsWith("I'm looking through that website right now", reply["result"]!.GetValue<string>(), StringComparison.Ordinal);
        var scrapes = await host.SendAsync(host.Rentals, workspace.Member, HttpMethod.Get, $"/rentals/sources/{id}/scrapes");
        Assert.Equal("voice", Assert.Single(scrapes["scrapes"]!.AsArray())!["requested_by"]!.GetValue<string>());
    }

    private static JsonObject Named(JsonObject arguments, string home)
    {
        arguments["property_address"] = home;
        return arguments;
    }

    private async Task<Workspace> CreateWorkspaceAsync()
    {
        var workspace = await host.CreateWorkspaceAsync();
        foreach (var home in new[]
        {
            """{"property_address":"118 Birchwood Ave","unit":"2A","city":"Tulsa","state":"OK","price":1900,"bedrooms":2,"bathrooms":1,"availability":"now"}""",
            """{"property_address":"118 Birchwood Ave","unit":"2B","city":"Tulsa","state":"OK","price":1695,"bedrooms":2,"bathrooms":1.5,"availability":"now"}""",
            """{"property_address":"14 Main St","city":"Tulsa","state":"OK","price":1750,"bedrooms":3,"bathrooms":2,"property_type":"house"}""",
            """{"property_address":"9 Oak St","city":"Tulsa","state":"OK","price":950,"bedrooms":0,"bathrooms":1}""",
        })
        {
            await host.SendAsync(host.Rentals, workspace.Member, HttpMethod.Post, "/rentals", JsonNode.Parse(home)!.AsObject());
        }

        return workspace;
    }
}
