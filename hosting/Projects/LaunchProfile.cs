using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Projects;

/// <summary>
/// How a project says that it wants to be started.
/// <code>
/// { "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5080",
///     "commandLineArgs": "serve", "environmentVariables": { "GREETING": "hello" } } } }
/// </code>
/// </summary>
internal sealed partial record LaunchProfile
{
    private const string RunsProject = "Project";

    private static readonly JsonSerializerOptions Tolerant = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    [JsonPropertyName("commandName")]
    public string? CommandName { get; init; }

    [JsonPropertyName("applicationUrl")]
    public string? ApplicationUrl { get; init; }

    [JsonPropertyName("commandLineArgs")]
    public string? CommandLineArgs { get; init; }

    [JsonPropertyName("environmentVariables")]
    public Dictionary<string, string> EnvironmentVariables { get; init; } = [];

    public IEnumerable<Uri> Addresses =>
        (ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(a => new Uri(a));

    public string[] Arguments =>
        [.. Words().Matches(CommandLineArgs ?? "").Select(m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Value)];

    /// <summary>The first profile that runs the project; null when there is none.</summary>
    public static LaunchProfile? First(ProjectFile project) => All(project).Values.FirstOrDefault(p => p.CommandName == RunsProject);

    /// <exception cref="DistributedApplicationException">There is no profile of that name.</exception>
    public static LaunchProfile Named(ProjectFile project, string name) => All(project).GetValueOrDefault(name)
        ?? throw new DistributedApplicationException($"The project {project.Path} has no launch profile '{name}'.");

    private static Dictionary<string, LaunchProfile> All(ProjectFile project)
    {
        var file = Path.Combine(project.Folder, "Properties", "launchSettings.json");
        return File.Exists(file) ? JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(file), Tolerant)?.Profiles ?? [] : [];
    }

    [GeneratedRegex("""
        "(?<quoted>[^"]*)"|\S+
        """)]
    private static partial Regex Words();

    private sealed record LaunchSettings(Dictionary<string, LaunchProfile>? Profiles);
}
