using System.Globalization;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Marks processes so that they can be found again when nobody is left who started them: after kill -9 of a server its
/// children may live on, and after kill -9 of the application so may anything. The mark is in their environment; Postgres
/// overwrites that, so its processes are known by their working folder.
/// </summary>
internal sealed record Owner(string Folder, string Resource)
{
    public const string FolderVariable = "PETERENTAL_OWNER_FOLDER";
    public const string ResourceVariable = "PETERENTAL_OWNER_RESOURCE";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>All processes of one resource.</summary>
    public IReadOnlyList<int> Processes() => Find(environment =>
        environment.Contains($"{FolderVariable}={Folder}") && environment.Contains($"{ResourceVariable}={Resource}"));

    /// <summary>All processes of an application that ran in the folder.</summary>
    public static IReadOnlyList<int> ProcessesOf(string folder) =>
        Find(environment => environment.Contains($"{FolderVariable}={folder}"));

    /// <summary>All processes whose working folder this is.</summary>
    public static IReadOnlyList<int> ProcessesIn(string workingFolder) =>
        [.. AllProcesses().Where(pid => IsAlive(pid) && WorkingFolder(pid) == workingFolder)];

    /// <summary>Kills processes and waits until they are gone.</summary>
    public static async Task KillAsync(IReadOnlyList<int> processes, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var pid in processes)
        {
            LaunchedProcess.Kill(pid, Signal.Kill);
        }

        while (processes.Any(IsAlive))
        {
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <summary>Whether a process runs; one that has ended but was not waited for by its parent does not.</summary>
    public static bool IsAlive(int pid)
    {
        var stat = ReadOrNull($"/proc/{pid}/stat");
        return stat is not null && stat[stat.LastIndexOf(')')..] is [')', ' ', not ('Z' or 'X'), ..];
    }

    private static IReadOnlyList<int> Find(Func<HashSet<string>, bool> matches) =>
    [
        .. AllProcesses().Where(pid =>
            pid != Environment.ProcessId
            && ReadOrNull($"/proc/{pid}/environ") is { } environment
            && matches([.. environment.Split('\0')])
            && IsAlive(pid)),
    ];

    private static IEnumerable<int> AllProcesses() =>
        Directory.Exists("/proc")
            ? Directory.EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0)
            : [];

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile, or somebody else's
        }
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile, or somebody else's
        }
    }
}
