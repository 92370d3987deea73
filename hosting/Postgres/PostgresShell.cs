using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Postgres;

/// <summary>Prepares a data folder. Postgres refuses root, so as root everything is done as the system's user for it.</summary>
internal sealed class PostgresShell(string resource, string? user, StartContext start)
{
    /// <summary>Where data goes that must lie outside of the home of root.</summary>
    private const string SystemFolder = "/var/lib/peterental";

    private static readonly string[] FixedFacts = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"];

    /// <summary>
    /// The resource's folder, owned by the user. Where the user cannot get to it (a repository in /root), it is a link to a
    /// folder in /var/lib.
    /// </summary>
    public async Task<string> ReachableFolderAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(start.Services.Data.Path, start.Instance.Resource.Name);
        if (Directory.Exists(folder) && Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } target)
        {
            return target.FullName;
        }

        if (user is null)
        {
            return DataFolder.MakeFolder(folder);
        }

        DataFolder.MakeFolder(folder);
        await OwnAsync(folder, cancellationToken);
        if (await RunAsync(["test", "-w", folder], user, cancellationToken) == 0)
        {
            return folder;
        }

        var elsewhere = Path.Combine(SystemFolder, start.Services.Data.Fingerprint(), resource);
        DataFolder.MakeFolder(SystemFolder);
        DataFolder.MakeFolder(Path.GetDirectoryName(elsewhere)!);
        DataFolder.MakeFolder(elsewhere);
        await OwnAsync(elsewhere, cancellationToken);
        Directory.Delete(folder);
        Directory.CreateSymbolicLink(folder, elsewhere);
        return elsewhere;
    }

    /// <summary>Makes a data folder; under another name first, so that a half-made one is never taken for whole.</summary>
    public async Task InitializeAsync(string binaries, string data, string userName, string password, CancellationToken cancellationToken)
    {
        var draft = data + ".new";
        var passwordFile = data + ".password";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        try
        {
            DataFolder.WritePrivate(passwordFile, password);
            await OwnAsync(passwordFile, cancellationToken);
            List<string> command =
            [
                Path.Combine(binaries, "initdb"), "-D", draft, $"--username={userName}", $"--pwfile={passwordFile}", .. FixedFacts,
            ];
            if (start.Services.Options.IsVolatile)
            {
                command.Add("--no-sync");
            }

            if (await RunAsync(command, user, cancellationToken) != 0)
            {
                throw new DistributedApplicationException(
                    $"'{resource}' cannot make its data folder {data}; see {start.Services.Data.Logs}/{resource}-init.log.");
            }

            Directory.Move(draft, data);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private Task<int> OwnAsync(string path, CancellationToken cancellationToken) =>
        user is null ? Task.FromResult(0) : RunAsync(["chown", $"{user}:", path], asUser: null, cancellationToken);

    private async Task<int> RunAsync(List<string> command, string? asUser, CancellationToken cancellationToken)
    {
        using var log = new ResourceLog(Path.Combine(start.Services.Data.Logs, $"{resource}-init.log"), listener: null);
        var program = new Programs(null).Require(resource, command[0], "coreutils");
        var process = await start.Services.Launcher.StartAsync(
            new ProcessSpec(program, [.. command.Skip(1)], start.Services.Data.Path) { User = asUser }, start.Owner, log);
        await using var _ = cancellationToken.Register(() => process.Send(Signal.Kill));
        var code = await process.Exited;
        await process.DrainAsync(start.Services.Time);
        cancellationToken.ThrowIfCancellationRequested();
        return code;
    }
}
