using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PeteRental.EndToEnd;

/// <summary>What a newcomer is told after the start, taken at its word.</summary>
public sealed class DemoTests(Deployment deployment)
{
    [Fact]
    public async Task The_printed_curl_books_a_viewing_and_after_another_seeding_so_does_the_next()
    {
        await SeededAsync();
        var first = await PrintedCurlAsync();
        Assert.Contains("booked", await RunAsync(first), StringComparison.OrdinalIgnoreCase);

        await deployment.App.StartResourceAsync("demo");
        await SeededAsync();
        var second = await PrintedCurlAsync();
        Assert.NotEqual(first, second);
        Assert.Contains("booked", await RunAsync(second), StringComparison.OrdinalIgnoreCase);

        using var me = new HttpClient { BaseAddress = deployment.Gateway.BaseAddress };
        me.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await deployment.SignInAsync("demo@peterental.test"));
        Assert.Equal(1, (await me.GetFromJsonAsync<JsonObject>("/agents"))!["total"]!.GetValue<int>());
        Assert.Equal(1, (await me.GetFromJsonAsync<JsonObject>("/workspace/webhook-secrets"))!["total"]!.GetValue<int>());
        Assert.Equal("America/Chicago", (await me.GetFromJsonAsync<JsonObject>("/calendar/settings"))!["timezone"]!.GetValue<string>());
    }

    private async Task SeededAsync() => Assert.Equal(
        KnownResourceStates.Finished,
        await deployment.App.ResourceNotifications.WaitForResourceAsync("demo", KnownResourceStates.TerminalStates));

    private async Task<string> PrintedCurlAsync()
    {
        var folder = deployment.App.Services.GetRequiredService<IConfiguration>()["Hosting:Data"]!;
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "logs", "demo.log"));
        return lines.Last(line => line.StartsWith("curl ", StringComparison.Ordinal));
    }

    /// <summary>The line as a shell understands it.</summary>
    private static async Task<string> RunAsync(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardOutput = true })!;
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return answer;
    }
}
