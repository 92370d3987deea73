using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Redis;

/// <summary>Healthy is a server that lets us in and answers PONG; while it still loads its data it answers LOADING.</summary>
internal sealed class RedisProbe(RedisResource server) : HealthProbe($"{server.Name}_check")
{
    public override async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, cancellationToken);
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            if (server.PasswordParameter is not null)
            {
                var answer = await AskAsync(
                    stream, reader, $"AUTH {await server.PasswordParameter.GetValueAsync(cancellationToken)}", cancellationToken);
                if (answer is not "+OK")
                {
                    return answer ?? "no answer";
                }
            }

            var pong = await AskAsync(stream, reader, "PING", cancellationToken);
            return pong == "+PONG" ? null : pong ?? "no answer";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
    }

    private static async Task<string?> AskAsync(NetworkStream stream, StreamReader reader, string command, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await reader.ReadLineAsync(cancellationToken);
    }
}
