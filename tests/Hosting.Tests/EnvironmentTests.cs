using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace PeteRental.Hosting.Tests;

/// <summary>What processes are told when they start.</summary>
public sealed class EnvironmentTests
{
    private readonly CancellationToken _patience = Patience.OfSeconds(60);

    [Fact]
    public async Task A_project_receives_what_Aspire_would_give_it()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--Parameters:region=north");
        var region = builder.AddParameter("region");
        var key = builder.AddParameter("signing-key", secret: true);
        var cache = builder.AddRedis("cache");
        var other = AddEcho(builder, "other").WithReplicas(2);
        var echo = AddEcho(builder, "echo");
        echo.WithArgs("first", "second")
            .WithReference(cache).WaitFor(cache)
            .WithReference(cache, connectionName: "sessions")
            .WithReference(other)
            .WithReference("outside", new Uri("https://rentals.test"))
            .WithEnvironment("PLAIN", "text")
            .WithEnvironment("REGION", region)
            .WithEnvironment("KEY", key)
            .WithEnvironment("OWN", echo.GetEndpoint("http"))
            .WithEnvironment("ISSUER", $"{echo.GetEndpoint("http")}/clerk?at={region}")
            .WithEnvironment("LATE", () => "made at start")
            .WithEnvironment("PORT_ONLY", echo.GetEndpoint("http").Property(EndpointProperty.Port));
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);

        using var client = app.CreateHttpClient("echo");
        var seen = (await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", _patience))!;

        var origin = client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var redis = await app.GetConnectionStringAsync("cache", _patience);
        Assert.Equal(redis, seen["ConnectionStrings__cache"]);
        Assert.Equal(redis, seen["ConnectionStrings__sessions"]);
        Assert.Matches(@"^127\.0\.0\.1:\d+,password=\w{22}$", redis);
        Assert.Equal(origin, seen["ASPNETCORE_URLS"]);
        Assert.Equal(app.GetEndpoint("other", "http").GetLeftPart(UriPartial.Authority), seen["services__other__http__0"]);
        Assert.NotEqual(seen["services__other__http__0"], seen["services__other__http__1"]);
        Assert.Equal("https://rentals.test/", seen["services__outside__default__0"]);
        Assert.Equal(("text", "north", "made at start"), (seen["PLAIN"], seen["REGION"], seen["LATE"]));
        Assert.Equal((origin, $"{origin}/clerk?at=north"), (seen["OWN"], seen["ISSUER"]));
        Assert.Equal(client.BaseAddress.Port, int.Parse(seen["PORT_ONLY"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(32, Convert.FromBase64String(seen["KEY"]).Length);
        Assert.Equal(("echo", "Development", "Development"), (seen["OTEL_SERVICE_NAME"], seen["DOTNET_ENVIRONMENT"], seen["ASPNETCORE_ENVIRONMENT"]));
        Assert.StartsWith("service.instance.id=echo-", seen["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal(["first", "second"], (await client.GetFromJsonAsync<string[]>("/arguments", _patience))!);
        Assert.EndsWith("Apps/Echo", await client.GetStringAsync("/folder", _patience));
        Assert.Equal(2, app.GetProcessIds("other").Count);
    }

    [Fact]
    public async Task A_telemetry_endpoint_is_passed_on_to_projects()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318");
        AddEcho(builder, "echo");
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);

        using var client = app.CreateHttpClient("echo");
        var seen = (await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", _patience))!;
        Assert.Equal("http://127.0.0.1:4318", seen["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }

    internal static IResourceBuilder<ProjectResource> AddEcho(IDistributedApplicationBuilder builder, string name) =>
        builder.AddProject(name, Path.Combine(SourceFolder(), "Apps", "Echo")).WithHttpEndpoint().WithHttpHealthCheck("/health");

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
