using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>Erlang's port mapper of one broker.</summary>
internal sealed class ErlangNameService(string name) : Resource(name), IResourceWithEndpoints
{
    public const string EndpointName = "epmd";

    public const string BrokerEndpointName = "broker";

    public EndpointReference Endpoint => new(this, EndpointName);

    /// <summary>Where the broker listens for other Erlang nodes, which the name service tells them. There are none.</summary>
    public EndpointReference BrokerEndpoint => new(this, BrokerEndpointName);
}

internal sealed class ErlangNameServiceRecipe(ErlangNameService names, string broker) : IProcessRecipe
{
    private string _program = "";

    public void Require(Programs programs) => _program = programs.Require(broker, "epmd", "rabbitmq-server");

    public Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken) =>
        Task.FromResult(new ProcessSpec(
            _program, ["-port", names.Endpoint.Port.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"], start.Services.Data.Path));
}

internal sealed class ErlangNameServiceProbe(ErlangNameService names) : HealthProbe($"{names.Name}_check")
{
    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(names.Endpoint.Host, names.Endpoint.Port, cancellationToken);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
