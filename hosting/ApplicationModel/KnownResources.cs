namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program with a command line.</summary>
public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Describes a program.</summary>
    public ExecutableResource(string name, string command, string workingDirectory)
        : base(name)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentException.ThrowIfNullOrEmpty(workingDirectory);
        Command = command;
        WorkingDirectory = workingDirectory;
    }

    /// <summary>Path or name of the program.</summary>
    public string Command { get; }

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory { get; }
}

/// <summary>
/// A server. Aspire runs it from a container image; here it is a process of the binaries that the system has installed.
/// </summary>
public class ContainerResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Describes a server.</summary>
    public ContainerResource(string name, string? entrypoint = null)
        : base(name) => Entrypoint = entrypoint;

    /// <summary>Kept for Aspire's sake; a local process has none.</summary>
    public string? Entrypoint { get; set; }
}

/// <summary>A .NET project.</summary>
public class ProjectResource(string name) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
