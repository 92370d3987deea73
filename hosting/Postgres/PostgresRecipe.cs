using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Runs Postgres from the system's binaries on a data folder of the application.</summary>
internal sealed class PostgresRecipe(PostgresServerResource server) : IProcessRecipe
{
    private const string DebianBinaries = "/usr/lib/postgresql";
    private const string SystemUser = "postgres";

    private string _binaries = "";

    public TimeSpan Patience => TimeSpan.FromSeconds(20);

    public void Require(Programs programs) => _binaries = Binaries(programs).LastOrDefault()
        ?? throw Programs.Missing(server.Name, "postgres", "postgresql");

    public async Task<ProcessSpec> PrepareAsync(StartContext start, CancellationToken cancellationToken)
    {
        var user = Environment.IsPrivilegedProcess ? SystemUser : null;
        var shell = new PostgresShell(server.Name, user, start);
        var data = Path.Combine(await shell.ReachableFolderAsync(cancellationToken), "data");
        if (File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            _binaries = BinariesFor(data, start);
            await EndOrphansAsync(data, start, cancellationToken);
        }
        else
        {
            await shell.InitializeAsync(
                _binaries, data,
                (await server.UserNameReference.GetValueAsync(cancellationToken))!,
                (await server.PasswordParameter.GetValueAsync(cancellationToken))!, cancellationToken);
        }

        return new ProcessSpec(Path.Combine(_binaries, "postgres"), Arguments(data, start), data)
        {
            User = user,
            StopSignal = Signal.Interrupt, // "fast": rolls back and ends connections instead of waiting for clients to leave
            OrphanSignal = Signal.Interrupt,
        };
    }

    public async Task<bool> ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MakeDatabasesAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // gone again before its databases were made
        }
    }

    private async Task MakeDatabasesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await PostgresProbe.ConnectAsync(server, cancellationToken);
        foreach (var name in server.Databases.Values.Distinct(StringComparer.Ordinal))
        {
            await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection);
            exists.Parameters.Add(new NpgsqlParameter { Value = name });
            if (await exists.ExecuteScalarAsync(cancellationToken) is false)
            {
                // A name cannot be a parameter here; quoted as an identifier it cannot be anything else.
                var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(name);
#pragma warning disable CA2100
                await using var create = new NpgsqlCommand($"create database {quoted}", connection);
#pragma warning restore CA2100
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    /// <summary>Folders of installed servers, the newest version last.</summary>
    private static IEnumerable<string> Binaries(Programs programs)
    {
        if (programs.Find("postgres") is { } onPath)
        {
            yield return Path.GetDirectoryName(onPath)!;
        }

        if (!programs.SearchesSystem || !Directory.Exists(DebianBinaries))
        {
            yield break;
        }

        foreach (var version in Directory.EnumerateDirectories(DebianBinaries).OrderBy(VersionOf))
        {
            if (File.Exists(Path.Combine(version, "bin", "postgres")))
            {
                yield return Path.Combine(version, "bin");
            }
        }
    }

    private static int VersionOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>Data of one major version can be read by no other, so it chooses its server.</summary>
    private string BinariesFor(string data, StartContext start)
    {
        var version = File.ReadAllText(Path.Combine(data, "PG_VERSION")).Trim();
        var fitting = Path.Combine(DebianBinaries, version, "bin");
        if (File.Exists(Path.Combine(fitting, "postgres")) || !_binaries.StartsWith(DebianBinaries, StringComparison.Ordinal))
        {
            return _binaries.StartsWith(DebianBinaries, StringComparison.Ordinal) ? fitting : _binaries;
        }

        var installed = Path.GetFileName(Path.GetDirectoryName(_binaries));
        throw new DistributedApplicationException(
            $"'{start.Instance.Id}' has data of Postgres {version} in {data}, but Postgres {installed} is installed. "
            + $"Install the other (sudo apt-get install postgresql-{version}), or move the folder away to begin anew.");
    }

    /// <summary>
    /// After kill -9 of the server its backends may live on for a while and hold shared memory, and the process id in the
    /// lock file may by now be somebody else's. The folder is ours alone, so both can go.
    /// </summary>
    private static async Task EndOrphansAsync(string data, StartContext start, CancellationToken cancellationToken)
    {
        await Owner.KillAsync(Owner.ProcessesIn(data), start.Services.Time, cancellationToken);
        File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    private List<string> Arguments(string data, StartContext start)
    {
        var port = server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "-D", data, "-p", port,
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", // their paths may be no longer than 107 bytes, and nobody needs them
            "-c", "max_connections=300",
            "-c", "timezone=UTC",
            "-c", "log_timezone=UTC",
        ];
        if (start.Services.Options.IsVolatile)
        {
            // What the kernel was given survives kill -9; synchronous_commit=off would keep commits in the server's memory.
            arguments.AddRange(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        }

        return [.. arguments, .. start.Arguments];
    }
}
