using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;
using Aspire.Hosting.Testing;

namespace PeteRental.Hosting.Tests;

/// <summary>Projects with launch profiles, and programs that are no .NET projects.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("peterental-test-").FullName;
    private readonly CancellationToken _patience = Patience.OfSeconds(60);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_Vite_application_is_told_its_port_and_found_by_others()
    {
        await WriteAsync("package.json", """{ "name": "page", "private": true, "scripts": { "dev": "node server.cjs" } }""");
        await WriteAsync("server.cjs", """
            const at = process.argv.indexOf('--port');
            require('node:http').createServer((_, answer) => answer.end(process.argv[at + 1] + ' ' + process.env.NODE_ENV))
                .listen(process.env.PORT, '127.0.0.1');
            """);
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddViteApp("page", _folder).WithHttpHealthCheck("/");
        await using var app = await builder.BuildAsync(_patience);
        await app.StartAsync(_patience);
        await app.WaitForAllHealthyAsync(_patience);

        using var client = app.CreateHttpClient("page");
        Assert.Equal($"{client.BaseAddress!.Port} development", await client.GetStringAsync("/", _patience));
    }

    [Fact]
    public async Task A_launch_profile_gives_a_project_its_endpoints()
    {
        await WriteAsync("page.csproj", "<Project />");
        await WriteAsync("Properties/launchSettings.json", """
            { "profiles": {
                "IIS": { "commandName": "IISExpress" },
                "http": { "commandName": "Project", "applicationUrl": "http://localhost:5080" },
                "both": { "commandName": "Project", "applicationUrl": "https://localhost:5443;http://localhost:5080",
                          "commandLineArgs": "serve \"two words\"" } } }
            """);
        await using var builder = DistributedApplicationTestingBuilder.Create();

        Assert.Equal(["http 5080"], Endpoints(builder.AddProject("first", _folder)));
        Assert.Equal(["https 5443", "http 5080"], Endpoints(builder.AddProject("named", _folder, "both")));
        Assert.Equal(["serve", "two words"], LaunchProfile.Named(ProjectFile.Find("named", _folder), "both").Arguments);
        Assert.Empty(Endpoints(builder.AddProject("none", _folder, launchProfileName: null)));
        Assert.Throws<DistributedApplicationException>(() => builder.AddProject("wrong", _folder, "nothing"));
    }

    private static IEnumerable<string> Endpoints(IResourceBuilder<ProjectResource> project) =>
        project.Resource.Annotations.OfType<EndpointAnnotation>().Select(e => $"{e.Name} {e.Port}");

    private async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, _patience);
    }
}
