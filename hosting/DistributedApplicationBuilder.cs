using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting;

/// <summary>Describes a distributed application that runs as local processes.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>The key under which Aspire's SDK and our AppHost project note the project's folder in the assembly.</summary>
    private const string ProjectPathKey = "AppHostProjectPath";

    private readonly HostApplicationBuilder _host;
    private readonly EntryPointInterception? _interception;

    /// <summary>Begins a description.</summary>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Begins a description.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _interception = EntryPointInterception.Current;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : _interception?.Assembly ?? Assembly.GetEntryAssembly();
        AppHostDirectory = options.ProjectDirectory ?? ProjectDirectory(AppHostAssembly);
        string[] args = [.. options.Args ?? [], .. _interception?.Args ?? []];
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ContentRootPath = AppHostDirectory,
            ApplicationName = AppHostAssembly?.GetName().Name,
            Configuration = FirstSettings(),
        });
        _host.Configuration.AddCommandLine(args, HostingOptions.Switches);
        _host.Configuration.AddInMemoryCollection(_interception?.Settings);
        _host.Logging.ClearProviders();
        ExecutionContext = new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run);
        AddServices();
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal SecretStore Secrets { get; } = new();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (Resources.TryGetByName(resource.Name, out var earlier))
        {
            throw new DistributedApplicationException(
                $"There are two resources named '{resource.Name}': {earlier.GetType().Name} and {resource.GetType().Name}.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        _interception?.TakeOver(this);
        return BuildApplication();
    }

    internal DistributedApplication BuildApplication() => new(_host.Build());

    private static string ProjectDirectory(Assembly? assembly) =>
        assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => string.Equals(a.Key, ProjectPathKey, StringComparison.OrdinalIgnoreCase))?.Value is { } path && Directory.Exists(path)
            ? path
            : Directory.GetCurrentDirectory();

    /// <summary>Settings that everything else overrides.</summary>
    private ConfigurationManager FirstSettings()
    {
        var first = new ConfigurationManager();
        first.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["hostBuilder:reloadConfigOnChange"] = "false",
            ["environment"] = _interception is null ? null : Environments.Development,
        });
        return first;
    }

    private void AddServices()
    {
        var services = _host.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddOptions<ResourceNotificationServiceOptions>();
        services.AddSingleton(Secrets);
        services.AddSingleton(ExecutionContext);
        services.AddSingleton(_ => HostingOptions.Read(Configuration, AppHostDirectory));
        services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        services.AddSingleton(s => new ResourceNotificationService(s.GetRequiredService<IOptions<ResourceNotificationServiceOptions>>()));
        services.AddSingleton<ConsoleReport>();
        services.AddSingleton<Orchestrator>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<Orchestrator>());
        services.AddSingleton(s => new ResourceCommandService(s.GetRequiredService<Orchestrator>()));

        // Each resource is given its time to stop; together they may need longer than a web host's default.
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(90));
        if (_interception is not null)
        {
            services.AddSingleton<IHostLifetime, DetachedLifetime>();
        }
    }
}
