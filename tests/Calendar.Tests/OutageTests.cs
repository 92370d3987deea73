using System.Diagnostics;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using PeteRental.Contracts.Calendar;

namespace PeteRental.Calendar.Tests;

/// <summary>A replica whose database, one of its own, goes away and comes back.</summary>
public sealed class OutageTests(CalendarHost host)
{
    [Fact]
    public async Task Without_its_database_the_service_says_so_quickly_and_recovers_by_itself()
    {
        await using var servers = await TestServers.StartAsync(builder => builder.AddPostgres("postgres").AddDatabase("calendardb"));
        await using var service = host.Start(host.Clock, ("ConnectionStrings:calendardb", servers.ConnectionString("calendardb")));
        var workspace = host.NewWorkspace().On(service);
        Assert.Equal(VoiceOutcome.Booked, (await workspace.CallAndBookAsync("tomorrow at 2 pm")).Outcome);

        await servers.App.KillAsync("postgres");
        var waiting = Stopwatch.StartNew();
        using var client = host.AsVoice(service, workspace.Id);
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.PostAsJsonAsync("/internal/voice/availability", new { calendar = new { } })));

        Assert.InRange(waiting.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Contains(tries, response => (int)response.StatusCode == 503);
        Assert.All(tries, response => Assert.Contains((int)response.StatusCode, new[] { 200, 503 }));
        await CalendarHost.UntilAsync(async () =>
        {
            using var answer = await client.PostAsJsonAsync("/internal/voice/availability", new { calendar = new { } });
            return answer.IsSuccessStatusCode;
        }, "the service answers again");
        Assert.Equal(VoiceOutcome.Found, (await workspace.FindAsync()).Outcome);
    }
}
