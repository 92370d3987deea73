using System.Net;
using Microsoft.Extensions.Options;

namespace PeteRental.Agents.Tests;

/// <summary>What tokens of development are worth in Production.</summary>
public sealed class ProductionTests(AgentsHost app)
{
    private const string Issuer = "https://clerk.peterental.test";

    [Fact]
    public async Task A_token_of_development_opens_nothing_even_where_its_keys_are_believed()
    {
        var person = await app.SignInAsync();
        var claims = await app.TokenAsync(person.Email);
        await using var production = app.Start(("environment", "Production"), ("Clerk:Issuer", Issuer));
        using var there = app.As(person.Identity, claims, service: production);
        using var here = app.As(person.Identity, claims);

        await here.GetAsync("/users/me").ReadAsync(HttpStatusCode.OK);
        Assert.Equal("unauthenticated", (await there.GetAsync("/users/me").ReadAsync(HttpStatusCode.Unauthorized)).Code());
    }

    [Fact]
    public async Task An_issuer_of_development_stops_the_service_from_starting()
    {
        await using var production = app.Start(("environment", "Production"));

        Assert.Throws<OptionsValidationException>(() => production.CreateClient());
    }

    [Fact]
    public async Task Without_an_issuer_it_does_not_start_either()
    {
        await using var production = app.Start(("environment", "Production"), ("Clerk:Issuer", null));

        Assert.Throws<OptionsValidationException>(() => production.CreateClient());
    }
}
