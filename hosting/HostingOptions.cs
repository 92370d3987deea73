using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>How this machine runs the application; what Aspire does not know, so it comes from configuration only.</summary>
internal sealed class HostingOptions
{
    /// <summary>Folder for servers' data, logs and generated secrets.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder is deleted at the end.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Ports given in the application model are ignored, so that many applications can run at once.</summary>
    public bool RandomPorts { get; init; }

    /// <summary>Nothing is printed.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>
    /// Servers may lose what they acknowledged when the machine (not the process) fails. Tests of services use it for speed.
    /// </summary>
    public bool IsVolatile { get; init; }

    /// <summary>Names of resources whose output is shown, or <c>all</c>.</summary>
    public IReadOnlyList<string> Console { get; init; } = [];

    /// <summary>Names of resources whose output is shown as it is, once they have finished.</summary>
    public IReadOnlyList<string> Print { get; init; } = [];

    /// <summary>Folders to look for programs in, separated by colons, instead of PATH.</summary>
    public string? ProgramFolders { get; init; }

    /// <summary>How long a resource may take to become healthy for the first time.</summary>
    public TimeSpan StartTimeout { get; init; }

    /// <summary>Names of command-line switches for the settings.</summary>
    public static Dictionary<string, string> Switches => new()
    {
        ["--data"] = "Hosting:Data",
        ["--console"] = "Hosting:Console",
        ["--print"] = "Hosting:Print",
    };

    public static HostingOptions Read(IConfiguration configuration, string appHostDirectory)
    {
        var section = configuration.GetSection("Hosting");
        return new HostingOptions
        {
            DataFolder = Path.GetFullPath(section["Data"] ?? Path.Combine(RepositoryRoot(appHostDirectory), ".data")),
            IsTemporary = section.GetValue("Temporary", false),
            RandomPorts = section.GetValue("RandomPorts", false),
            IsQuiet = section.GetValue("Quiet", false),
            IsVolatile = section.GetValue("Volatile", false),
            Console = Names(section["Console"]),
            Print = Names(section["Print"]),
            ProgramFolders = section["ProgramFolders"],
            StartTimeout = TimeSpan.FromSeconds(section.GetValue("StartTimeoutSeconds", 120)),
        };
    }

    private static string[] Names(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string RepositoryRoot(string appHostDirectory)
    {
        for (var folder = new DirectoryInfo(appHostDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, ".git")) || folder.EnumerateFiles("*.sln*").Any())
            {
                return folder.FullName;
            }
        }

        return appHostDirectory;
    }
}
