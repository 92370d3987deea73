namespace Aspire.Hosting.Processes;

/// <summary>Finds the programs that resources are made of.</summary>
internal sealed class Programs(string? folders)
{
    // sbin is not on the path of ordinary users, but redis and util-linux may be there.
    private readonly string[] _folders = folders is not null
        ? folders.Split(':', StringSplitOptions.RemoveEmptyEntries)
        : [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/sbin"];

    /// <summary>False when the folders were given by configuration: then nothing is looked for anywhere else.</summary>
    public bool SearchesSystem { get; } = folders is null;

    public string? Find(string program) =>
        Path.IsPathRooted(program)
            ? File.Exists(program) ? program : null
            : _folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    public string Require(string resource, string program, string package) =>
        Find(program) ?? throw Missing(resource, program, package);

    public static DistributedApplicationException Missing(string resource, string program, string package) =>
        new($"'{resource}' needs the program {program}, which is not installed. Install it with: sudo apt-get install {package}");
}
