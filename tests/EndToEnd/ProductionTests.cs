using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace PeteRental.EndToEnd;

/// <summary>What the system is made of where it is for real. It is described only, not started: its sign-in is out in the world.</summary>
public sealed class ProductionTests
{
    [Fact]
    public async Task In_production_nobody_stands_in_for_anybody()
    {
        await using var described = await DescribeAsync("Clerk:Issuer=https://clerk.peterental.test");
        var names = described.Resources.Select(resource => resource.Name).ToList();

        Assert.Contains("gateway", names);
        Assert.DoesNotContain("sandbox", names);
        Assert.DoesNotContain("demo", names);
        Assert.Equal("https://clerk.peterental.test", await IssuerAsync(described));
    }

    [Fact]
    public async Task In_production_an_issuer_must_be_named()
    {
        await using var described = await DescribeAsync();

        await Assert.ThrowsAsync<MissingParameterValueException>(() => IssuerAsync(described));
    }

    private static async Task<string?> IssuerAsync(IDistributedApplicationTestingBuilder described) =>
        await described.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "clerk-issuer").GetValueAsync(CancellationToken.None);

    private static Task<IDistributedApplicationTestingBuilder> DescribeAsync(params string[] settings) => DistributedApplicationTestingBuilder.CreateAsync(
        Assembly.Load("PeteRental.AppHost").EntryPoint!.DeclaringType!,
        ["--environment=Production", .. settings.Select(setting => "--" + setting)]);
}
