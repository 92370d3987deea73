using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Redis;

/// <summary>Runs Redis from the system's binary.</summary>
internal sealed class RedisRecipe(RedisResource server) : IProcessRecipe
{
    private string _program = "";

    public void Require(Programs programs) => _program = programs.Require(server.Name, "redis-server", "redis-server");

    public async Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken)
    {
        // A file, not arguments: the password would show in the list of processes. After kill -9 the log's last entry may be
        // half written; Redis cuts it off (aof-load-truncated).
        var settings = new List<string>
        {
            "bind 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port {server.PrimaryEndpoint.Port}"),
            $"dir \"{start.Folder}\"",
            "daemonize no",
            "save \"\"",
            "appendonly yes",
            "aof-load-truncated yes",
            $"appendfsync {(start.Services.Options.IsVolatile ? "no" : "everysec")}",
        };
        if (server.PasswordParameter is not null)
        {
            settings.Add($"requirepass \"{await server.PasswordParameter.GetValueAsync(cancellationToken)}\"");
        }

        var file = Path.Combine(start.Folder, "redis.conf");
        DataFolder.WritePrivate(file, string.Join('\n', settings) + '\n');
        return new ProcessSpec(_program, [file, .. start.Arguments], start.Folder) { OrphanSignal = Signal.Terminate };
    }
}
