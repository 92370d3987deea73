using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>Runs RabbitMQ from the system's files, apart from the system's own broker and from all others.</summary>
internal sealed class RabbitMQRecipe(RabbitMQServerResource server, ErlangNameService names) : IProcessRecipe
{
    private const string DebianScript = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private string _script = "";

    public TimeSpan Patience => TimeSpan.FromSeconds(20);

    public void Require(Programs programs) =>
        // Debian's rabbitmq-server on the path insists on root and changes the user; the script behind it does not.
        _script = programs.SearchesSystem && File.Exists(DebianScript)
            ? DebianScript
            : programs.Require(server.Name, "rabbitmq-server", "rabbitmq-server");

    public async Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken)
    {
        var folder = start.Folder;
        var plugins = Path.Combine(folder, "enabled_plugins");
        await File.WriteAllTextAsync(plugins, "[].\n", cancellationToken);
        DataFolder.WritePrivate(Path.Combine(folder, "rabbitmq.conf"), await SettingsAsync(cancellationToken));
        return new ProcessSpec(_script, start.Arguments, folder)
        {
            Environment = new Dictionary<string, string>
            {
                ["HOME"] = folder, // holds the Erlang cookie
                ["RABBITMQ_NODENAME"] = $"{server.Name}@localhost",
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
                ["RABBITMQ_LOG_BASE"] = folder,
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins,
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none"), // not the system's
                ["RABBITMQ_DIST_PORT"] = PortOf(names.BrokerEndpoint),
                ["ERL_EPMD_PORT"] = PortOf(names.Endpoint),
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["ERL_CRASH_DUMP_BYTES"] = "0",

                // The script then becomes the broker instead of waiting for it as a parent, so that signals arrive.
                ["RUNNING_UNDER_SYSTEMD"] = "true",

                // Idle schedulers of Erlang spin by default, at the cost of everybody else on a small machine.
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                    "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            },
            OrphanSignal = Signal.Terminate,
        };
    }

    private static string PortOf(EndpointReference endpoint) => endpoint.Port.ToString(CultureInfo.InvariantCulture);

    private async Task<string> SettingsAsync(CancellationToken cancellationToken) =>
        $"""
        listeners.tcp.default = 127.0.0.1:{PortOf(server.PrimaryEndpoint)}
        default_user = {await server.UserNameReference.GetValueAsync(cancellationToken)}
        default_pass = {await server.PasswordParameter.GetValueAsync(cancellationToken)}
        log.console = true
        log.file = false
        log.connection.level = error

        """;
}
