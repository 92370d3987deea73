using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace PeteRental.Hosting.Tests;

/// <summary>How resources wait for each other, run once, and what models are refused.</summary>
public sealed class ModelTests
{
    private readonly CancellationToken _patience = Patience.OfSeconds(30);

    [Fact]
    public async Task A_resource_waits_for_a_task_to_complete()
    {
        var file = Path.GetTempFileName();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var migrate = builder.AddExecutable("migrate", "/bin/sh", "/", "-c", $"echo migrated > {file}");
        builder.AddExecutable("report", "/bin/sh", "/", "-c", $"grep -q migrated {file}").WaitForCompletion(migrate);
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);

        var end = await app.ResourceNotifications.WaitForResourceAsync("report", KnownResourceStates.TerminalStates, _patience);
        Assert.Equal(KnownResourceStates.Finished, end);
        File.Delete(file);
    }

    [Fact]
    public async Task A_task_that_fails_is_tried_again_and_keeps_from_starting_who_waits_for_it()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var migrate = builder.AddExecutable("migrate", "/bin/sh", "/", "-c", "exit 7");
        builder.AddExecutable("report", "/bin/true", "/").WaitForCompletion(migrate);
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);

        var failed = await app.ResourceNotifications.WaitForResourceAsync("migrate", e => e.Snapshot.State?.Text == KnownResourceStates.Exited, _patience);
        var waiting = await app.ResourceNotifications.WaitForResourceAsync("report", KnownResourceStates.TerminalStates, _patience);
        Assert.Equal((7, KnownResourceStates.FailedToStart), (failed.Snapshot.ExitCode, waiting));
    }

    [Fact]
    public async Task A_resource_with_explicit_start_starts_on_request()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("cache").WithExplicitStart();
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);
        await app.ResourceNotifications.WaitForResourceAsync("cache", KnownResourceStates.NotStarted, _patience);
        Assert.Empty(app.GetProcessIds("cache"));

        await app.ResourceCommands.ExecuteCommandAsync("cache", KnownResourceCommands.StartCommand, _patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("cache", _patience);
        Assert.Single(app.GetProcessIds("cache"));
    }

    [Fact]
    public async Task An_application_is_gone_with_its_folder_when_disposed()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("cache");
        builder.AddExecutable("family", "/bin/sh", "/", "-c", "sleep 1000 & sleep 1000").WithHttpEndpoint();
        var folder = builder.Configuration["Hosting:Data"]!;
        var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);
        Assert.NotEmpty(Aspire.Hosting.Processes.Owner.ProcessesOf(folder));

        await app.DisposeAsync();

        Assert.Empty(Aspire.Hosting.Processes.Owner.ProcessesOf(folder));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var first = builder.AddExecutable("first", "/bin/true", "/");
        var second = builder.AddExecutable("second", "/bin/true", "/").WaitFor(first);
        first.WaitFor(second);
        await AssertRefusedAsync(builder, "Resources wait for each other in a circle: first → second → first.");
    }

    [Fact]
    public async Task A_parameter_without_a_value_is_refused_with_the_name_to_set()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddParameter("smtp-host");
        await AssertRefusedAsync(
            builder,
            "The parameter 'smtp-host' has no value. Set it as Parameters__smtp_host in the environment or as Parameters:smtp-host in the AppHost's configuration.");
    }

    [Fact]
    public async Task Outside_Development_even_a_secret_must_be_given()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--environment=Production");
        builder.AddParameter("master-key", secret: true);
        var refusal = await Assert.ThrowsAsync<MissingParameterValueException>(() => StartAsync(builder));
        Assert.Contains("Parameters__master_key", refusal.Message);
    }

    [Fact]
    public async Task Data_of_another_Postgres_is_refused_and_left_alone()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddPostgres("postgres");
        var version = Path.Combine(builder.Configuration["Hosting:Data"]!, "postgres", "data", "PG_VERSION");
        Directory.CreateDirectory(Path.GetDirectoryName(version)!);
        await File.WriteAllTextAsync(version, "9\n", _patience);
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.WaitForAllHealthyAsync(_patience));
        Assert.Contains("has data of Postgres 9 in", refusal.Message);
        Assert.Contains("apt-get install postgresql-9", refusal.Message);
        Assert.True(File.Exists(version));
    }

    [Fact]
    public async Task A_fixed_port_cannot_be_shared_by_replicas()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        EnvironmentTests.AddEcho(builder, "echo").WithReplicas(2).WithHttpEndpoint(port: 8080, name: "web");
        await AssertRefusedAsync(builder, "'echo' has 2 replicas and the fixed port 8080; there is no proxy here that could share it.");
    }

    [Fact]
    public async Task Two_ports_of_one_endpoint_are_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("page", "/bin/true", "/").WithHttpEndpoint(port: 8080, targetPort: 80);
        await AssertRefusedAsync(
            builder, "The endpoint 'http' of 'page' has the port 8080 and the target port 80; there is no proxy here between the two.");
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("tail-")]
    public void A_name_that_Aspire_would_not_take_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => DistributedApplicationTestingBuilder.Create().AddRedis(name));

    [Fact]
    public void Two_resources_of_one_name_are_refused()
    {
        var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddRedis("cache");
        Assert.Throws<DistributedApplicationException>(() => builder.AddRabbitMQ("CACHE"));
    }

    private async Task AssertRefusedAsync(IDistributedApplicationTestingBuilder builder, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAnyAsync<DistributedApplicationException>(() => StartAsync(builder))).Message);

    private async Task StartAsync(IDistributedApplicationTestingBuilder builder)
    {
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
    }
}
