using System.Reflection;

namespace Aspire.Hosting.Projects;

/// <summary>A project file and what it was built to.</summary>
internal sealed record ProjectFile(string Path)
{
    private const string BuiltMark = ".runtimeconfig.json";

    private static readonly string TargetFramework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public static ProjectFile Find(string resource, string path)
    {
        var file = Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.csproj").FirstOrDefault() : path;
        return file is not null && File.Exists(file)
            ? new ProjectFile(file)
            : throw new DistributedApplicationException($"'{resource}' has no project at {path}.");
    }

    /// <summary>The built program, or null when it was not built with the configuration.</summary>
    public string? Built(string configuration)
    {
        var output = System.IO.Path.Combine(Folder, "bin", configuration, TargetFramework);
        return Directory.Exists(output)
            ? Directory.EnumerateFiles(output, $"*{BuiltMark}").Select(mark => mark[..^BuiltMark.Length] + ".dll").Where(File.Exists)
                .OrderByDescending(IsOwn).ThenBy(program => program, StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    // A program that uses another one has both in its folder. Its own is called as the project, perhaps with the product's name before it.
    private bool IsOwn(string program)
    {
        var (name, project) = (System.IO.Path.GetFileNameWithoutExtension(program), System.IO.Path.GetFileNameWithoutExtension(Path));
        return name == project || name.EndsWith($".{project}", StringComparison.Ordinal);
    }

    /// <summary>The configuration that the AppHost itself was built with.</summary>
    public static string ConfigurationOf(Assembly? appHost) =>
        appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration is { Length: > 0 } configuration ? configuration : "Debug";
}
