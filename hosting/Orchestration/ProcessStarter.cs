using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the process of a resource with the environment and arguments that the model gives it.</summary>
internal sealed class ProcessStarter(
    ResourceInstance instance, IProcessRecipe recipe, ApplicationServices services,
    DistributedApplicationExecutionContext execution, ResourceLog log)
{
    private readonly Owner _owner = new(services.Data.Path, instance.Id);

    public ResourceLog Log => log;

    public async Task<LaunchedProcess> StartAsync(CancellationToken cancellationToken)
    {
        var start = new StartContext(
            instance, services, _owner, await EnvironmentAsync(cancellationToken), await ArgumentsAsync(cancellationToken));
        return await services.Launcher.StartAsync(await recipe.PrepareAsync(start, cancellationToken), _owner, log);
    }

    /// <summary>Ends what an earlier process of the resource left running.</summary>
    public Task ClearLeftoversAsync(CancellationToken cancellationToken) =>
        Owner.KillAsync(_owner.Processes(), services.Time, cancellationToken);

    private async Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, instance.Resource, [], cancellationToken);
        foreach (var annotation in instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        foreach (var endpoint in instance.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.PortVariable is not null))
        {
            context.EnvironmentVariables[endpoint.PortVariable!] =
                endpoint.Replicas[instance.Number].Port.ToString(CultureInfo.InvariantCulture);
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            environment[name] = await ResolveAsync(value, cancellationToken);
        }

        return environment;
    }

    private async Task<List<string>> ArgumentsAsync(CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], cancellationToken);
        foreach (var annotation in instance.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var arguments = new List<string>(context.Args.Count);
        foreach (var value in context.Args)
        {
            arguments.Add(await ResolveAsync(value, cancellationToken));
        }

        return arguments;
    }

    private static async ValueTask<string> ResolveAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken) ?? "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
