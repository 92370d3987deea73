using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>
/// Healthy is a broker that answers the AMQP 0-9-1 protocol header with its first method frame (type 1, Connection.Start).
/// It listens only after everything else is up.
/// </summary>
internal sealed class RabbitMQProbe(RabbitMQServerResource server) : HealthProbe($"{server.Name}_check")
{
    private const byte MethodFrame = 1;

    private static readonly byte[] ProtocolHeader = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];

    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(ProtocolHeader, cancellationToken);
            var answer = new byte[1];
            return await stream.ReadAsync(answer, cancellationToken) == 1 && answer[0] == MethodFrame ? null : "no AMQP answer";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
    }
}
