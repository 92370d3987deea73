using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Projects;

/// <summary>Runs a project's built program with the environment Aspire would give it.</summary>
internal sealed class ProjectRecipe(ProjectFile project, IDistributedApplicationBuilder builder) : IProcessRecipe
{
    // One build at a time: projects share outputs of the projects they reference.
    private static readonly SemaphoreSlim Building = new(1, 1);

    private static readonly string[] PassedOn =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL"];

    private readonly string _configuration = ProjectFile.ConfigurationOf(builder.AppHostAssembly);

    public void Require(Programs programs)
    {
        if (Dotnet(programs) is null)
        {
            throw new DistributedApplicationException("The program dotnet is not on the path; install the .NET SDK.");
        }
    }

    public async Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken)
    {
        var dotnet = Dotnet(start.Services.Programs)!;
        var program = project.Built(_configuration) ?? await BuildAsync(dotnet, start, cancellationToken);
        return new ProcessSpec(dotnet, ["exec", program, .. start.Arguments], project.Folder)
        {
            Environment = Environment(start),
            InheritsEnvironment = true,
        };
    }

    private static string? Dotnet(Programs programs) =>
        System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : programs.Find("dotnet") ?? new Programs(null).Find("dotnet");

    private Dictionary<string, string> Environment(StartContext start)
    {
        var instance = start.Instance;
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = builder.Environment.EnvironmentName,
            ["ASPNETCORE_ENVIRONMENT"] = builder.Environment.EnvironmentName,
            ["ASPNETCORE_URLS"] = string.Join(';', Endpoints(instance).Select(e => e.Replicas[instance.Number].UriString)),
            ["OTEL_SERVICE_NAME"] = instance.Resource.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance.Id}-{Guid.NewGuid():n}",
        };
        foreach (var name in PassedOn)
        {
            if (builder.Configuration[name] is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        foreach (var (name, value) in start.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static IEnumerable<EndpointAnnotation> Endpoints(ResourceInstance instance) =>
        instance.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https");

    private async Task<string> BuildAsync(string dotnet, StartContext start, CancellationToken cancellationToken)
    {
        await Building.WaitAsync(cancellationToken);
        try
        {
            using var log = new ResourceLog(Path.Combine(start.Services.Data.Logs, $"{start.Instance.Id}-build.log"), listener: null);
            var spec = new ProcessSpec(dotnet, ["build", project.Path, "-c", _configuration, "-nodeReuse:false", "-v:quiet", "-nologo"], project.Folder)
            {
                InheritsEnvironment = true,
            };
            var build = await start.Services.Launcher.StartAsync(spec, start.Owner, log);
            await using var _ = cancellationToken.Register(() => build.Send(Signal.Kill));
            var code = await build.Exited;
            await build.DrainAsync(start.Services.Time);
            cancellationToken.ThrowIfCancellationRequested();
            return project.Built(_configuration)
                ?? throw Failures.CannotStart(start.Instance.Id, $"its project does not build (exit code {code})", log);
        }
        finally
        {
            Building.Release();
        }
    }
}
