using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Describes an application that a test runs.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Finishes the description.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Makes applications for tests: on free ports whatever the model says, in a temporary folder that is deleted with the
/// application, silent, in Development unless the arguments or DOTNET_ENVIRONMENT say otherwise.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Begins an empty application.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var before = EntryPointInterception.Current;
        EntryPointInterception.Current = new EntryPointInterception(assembly: null, args, Settings());
        try
        {
            return new TestingBuilder(new DistributedApplicationBuilder(args));
        }
        finally
        {
            EntryPointInterception.Current = before;
        }
    }

    /// <summary>Takes the application that an AppHost describes; what it does after <c>Build()</c> is not done.</summary>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => TakeAsync(typeof(TEntryPoint), [], cancellationToken);

    /// <summary>Takes the application that an AppHost describes when run with arguments.</summary>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => TakeAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Takes the application that an AppHost describes.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        TakeAsync(entryPoint, [], cancellationToken);

    /// <summary>Takes the application that an AppHost describes when run with arguments.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        TakeAsync(entryPoint, args, cancellationToken);

    private static async Task<IDistributedApplicationTestingBuilder> TakeAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        var interception = new EntryPointInterception(entryPoint.Assembly, args, Settings());

        // In a flow of its own, so that the interception ends with it.
        var builder = await Task.Run(
            () =>
            {
                EntryPointInterception.Current = interception;
                return interception.RunEntryPoint();
            },
            cancellationToken);
        return new TestingBuilder(builder);
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["Hosting:Data"] = Path.Combine(Path.GetTempPath(), $"peterental-{Guid.NewGuid():n}"),
        ["Hosting:Temporary"] = "true",
        ["Hosting:RandomPorts"] = "true",
        ["Hosting:Quiet"] = "true",
    };
}

internal sealed class TestingBuilder(DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
{
    private DistributedApplication? _application;

    public DistributedApplicationBuilder Inner { get; } = inner;

    public ConfigurationManager Configuration => Inner.Configuration;

    public string AppHostDirectory => Inner.AppHostDirectory;

    public Assembly? AppHostAssembly => Inner.AppHostAssembly;

    public IHostEnvironment Environment => Inner.Environment;

    public IServiceCollection Services => Inner.Services;

    public DistributedApplicationExecutionContext ExecutionContext => Inner.ExecutionContext;

    public IResourceCollection Resources => Inner.Resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => Inner.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => Inner.CreateResourceBuilder(resource);

    public DistributedApplication Build() => _application = Inner.BuildApplication();

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(Build());

    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => _application?.Dispose();
}
