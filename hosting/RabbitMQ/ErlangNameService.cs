using System.Buffers.Binary;
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

/// <summary>Healthy is who answers NAMES_REQ (length 1, 'n') with its own port, four bytes, first.</summary>
internal sealed class ErlangNameServiceProbe(ErlangNameService names) : HealthProbe($"{names.Name}_check")
{
    private static readonly byte[] NamesRequest = [0, 1, (byte)'n'];

    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(names.Endpoint.Host, names.Endpoint.Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(NamesRequest, cancellationToken);
            var port = new byte[sizeof(int)];
            await stream.ReadExactlyAsync(port, cancellationToken);
            return BinaryPrimitives.ReadInt32BigEndian(port) == names.Endpoint.Port ? null : "somebody else's name service";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
    }
}
