using System.Diagnostics;

namespace PeteRental.Sandbox.Tests;

/// <summary>
/// The vendors' own clients for Node.js drive the sandbox, each in a process of its own; see <c>Conformance/</c>. They are
/// installed from the lock file by the first run, with npm.
/// </summary>
public sealed class VendorClientTests(SandboxHost sandbox) : IClassFixture<SandboxHost>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async ValueTask InitializeAsync()
    {
        // npm writes this file last.
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        var wanted = new FileInfo(Path.Combine(Folder, "package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc)
        {
            var (code, output) = await RunAsync("npm", "ci");
            Assert.True(code == 0, output);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public Task Vapis_own_client_is_content() =>
        PassAsync("vapi.mjs", "assistants", "tools", "files", "phone numbers and calls", "keys");

    [Fact]
    public Task Twilios_own_client_is_content() =>
        PassAsync("twilio.mjs", "account", "numbers", "message and callbacks", "lists, keys and errors");

    [Fact]
    public Task Microsofts_own_clients_are_content() => PassAsync(
        "microsoft.mjs", "sign-in", "refused tokens", "refresh", "me and calendars", "events", "views, series and schedules",
        "delta and subscriptions", "throttled and revoked");

    [Fact]
    public Task Googles_own_clients_are_content() =>
        PassAsync("google.mjs", "tokens", "calendars and free/busy", "events", "channels", "revocation");

    [Fact]
    public Task OpenAIs_own_client_is_content_with_OpenRouter() =>
        PassAsync("openai.mjs", "models", "chat by a schema", "stream", "embeddings", "errors");

    private static string Folder { get; } = Path.Combine(FindProject(), "Conformance");

    /// <summary>The script ends well, and it went through all of its steps.</summary>
    private async Task PassAsync(string script, params string[] steps)
    {
        var (code, output) = await RunAsync("node", script, sandbox.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));

        Assert.True(code == 0, output);
        Assert.Equal(steps.Select(step => $$"""{"step":"{{step}}"}"""), output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string FindProject()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sandbox.Tests.csproj")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }
}
