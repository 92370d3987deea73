using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace PeteRental.Hosting.Tests;

/// <summary>An AppHost taken over by a test.</summary>
public sealed class TestingBuilderTests
{
    private readonly CancellationToken _patience = Patience.OfSeconds(60);

    [Fact]
    public async Task An_AppHost_runs_in_a_test_on_free_ports_and_can_be_changed_before()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            typeof(SmallHost.SmallHostAssembly), ["--Small:Port=8080"], _patience);
        Assert.True(builder.Resources.TryGetByName("echo", out _));
        builder.AddRedis("second");
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);

        using var client = app.CreateHttpClient("echo", "http");
        Assert.NotEqual(8080, client.BaseAddress!.Port);
        using var answer = await client.GetAsync("/health", _patience);
        Assert.True(answer.IsSuccessStatusCode);
        Assert.NotEqual(await app.GetConnectionStringAsync("cache", _patience), await app.GetConnectionStringAsync("second", _patience));
    }

    [Fact]
    public async Task A_failure_of_the_AppHosts_page_is_told()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync(typeof(DistributedApplication), [], _patience));
        Assert.Contains("has no entry point", failure.Message);
    }
}
