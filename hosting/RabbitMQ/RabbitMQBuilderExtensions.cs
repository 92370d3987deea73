using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Aspire.Hosting.RabbitMQ;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ brokers.</summary>
public static class RabbitMQBuilderExtensions
{
    /// <summary>Adds a RabbitMQ broker.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="userName">Name of its user; guest by default.</param>
    /// <param name="password">Its password; generated and kept by default.</param>
    /// <param name="port">Its port; a free one by default.</param>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new RabbitMQServerResource(
            name, userName?.Resource, password?.Resource ?? ParameterResourceBuilderExtensions.CreatePassword(builder, name));
        var names = AddNameService(builder, name);
        return builder.AddResource(resource)
            .WithEndpoint(port, scheme: "tcp", name: RabbitMQServerResource.PrimaryEndpointName)
            .WithAnnotation(new RabbitMQRecipe(resource, names.Resource))
            .WithAnnotation<HealthCheckAnnotation>(new RabbitMQProbe(resource))
            .WaitFor(names);
    }

    /// <summary>Keeps the data over restarts, which a local process does anyway: in the application's data folder.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        DataVolume.Accept(builder, name, isReadOnly);

    /// <summary>
    /// Erlang's name service (epmd). Left alone, the broker would start one for the whole machine that outlives it.
    /// </summary>
    private static IResourceBuilder<ErlangNameService> AddNameService(IDistributedApplicationBuilder builder, string broker)
    {
        var names = new ErlangNameService($"{broker}-epmd");
        return builder.AddResource(names)
            .WithEndpoint(scheme: "tcp", name: ErlangNameService.EndpointName)
            .WithEndpoint(scheme: "tcp", name: ErlangNameService.BrokerEndpointName)
            .WithAnnotation(new ErlangNameServiceRecipe(names, broker))
            .WithAnnotation<HealthCheckAnnotation>(new ErlangNameServiceProbe(names))
            .WithAnnotation(new HiddenAnnotation());
    }
}
