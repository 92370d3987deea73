using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Lets a test take over the application that an AppHost's entry point describes: builders made in its flow of execution
/// get the test's settings, and <c>Build()</c> hands the builder over instead of building.
/// </summary>
internal sealed class EntryPointInterception(Assembly? assembly, string[] args, IReadOnlyDictionary<string, string?> settings)
{
    private static readonly AsyncLocal<EntryPointInterception?> Ambient = new();

    public static EntryPointInterception? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public Assembly? Assembly { get; } = assembly;

    public string[] Args { get; } = args;

    public IReadOnlyDictionary<string, string?> Settings { get; } = settings;

    /// <summary>The builder whose <c>Build()</c> was called.</summary>
    public DistributedApplicationBuilder? Taken { get; private set; }

    /// <summary>Keeps the builder and ends the entry point.</summary>
    public void TakeOver(DistributedApplicationBuilder builder)
    {
        Taken = builder;
        throw new EntryPointTakenOverException();
    }

    /// <summary>Runs the entry point up to its <c>Build()</c>.</summary>
    public DistributedApplicationBuilder RunEntryPoint()
    {
        var main = Assembly?.EntryPoint
            ?? throw new InvalidOperationException($"{Assembly?.GetName().Name} has no entry point.");
        try
        {
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Args]);
        }
        catch (TargetInvocationException e) when (e.InnerException is EntryPointTakenOverException)
        {
            return Taken!;
        }
        catch (TargetInvocationException e) when (e.InnerException is { } failure)
        {
            throw new InvalidOperationException($"The entry point of {Assembly.GetName().Name} failed: {failure.Message}", failure);
        }

        throw new InvalidOperationException($"The entry point of {Assembly.GetName().Name} ended without building an application.");
    }
}

/// <summary>Ends an entry point whose builder was taken over; it is no failure.</summary>
internal sealed class EntryPointTakenOverException : Exception;

/// <summary>An application in a test listens to nobody's Ctrl+C.</summary>
internal sealed class DetachedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
