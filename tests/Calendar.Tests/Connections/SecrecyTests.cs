using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using PeteRental.Calendar.Connections;

namespace PeteRental.Calendar.Tests.Connections;

/// <summary>Follows the secrets of a connection wherever something is written down.</summary>
public sealed class SecrecyTests(CalendarHost host)
{
    [Theory]
    [InlineData("microsoft")]
    [InlineData("google")]
    public async Task No_token_code_state_or_address_is_in_a_log_a_trace_or_an_answer(string provider)
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            // Our own side; the stand-ins of the providers run in the same process and are theirs.
            ShouldListenTo = source => source.Name is not "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        var workspace = host.NewWorkspace();
        var email = $"planted-{Guid.NewGuid():N}@diary.test";
        var journey = new ConsentJourney(host, workspace.Id, workspace.OwnerId);
        var callback = await journey.ConsentAsync(await journey.StartAsync(provider), email);
        var query = QueryHelpers.ParseQuery(callback.Query);
        seen.Enqueue((await journey.ReturnAsync(callback)).AbsoluteUri);
        seen.Enqueue((await journey.ReturnAsync(callback)).AbsoluteUri);
        var before = await TokensAsync(workspace);
        await host.QueryAsync<int>("UPDATE connections SET access_expires_at = '2020-01-01' WHERE workspace_id = @Id", new { workspace.Id });
        var lists = (await workspace.GetAsync("/calendar/calendars?refresh=true")).ToJsonString() + await workspace.GetAsync("/calendar/auth/status");
        var after = await TokensAsync(workspace);
        seen.Enqueue((await workspace.SendAsync(HttpMethod.Delete, "/calendar/auth/disconnect")).Body.ToJsonString());

        string[] secrets = [query["code"].ToString(), query["state"].ToString(), before.AccessToken, before.RefreshToken, after.AccessToken, after.RefreshToken];
        Assert.All(secrets, secret => Assert.True(secret.Length > 20));
        Assert.NotEqual(before.AccessToken, after.AccessToken);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, lists, StringComparison.Ordinal);
            Assert.DoesNotContain(seen.Concat(host.Logs.Lines), line => line.Contains(secret, StringComparison.Ordinal));
        }

        // Members are told the address; nobody else is.
        Assert.Contains(email, lists, StringComparison.Ordinal);
        Assert.DoesNotContain(seen.Concat(host.Logs.Lines), line => line.Contains(email, StringComparison.Ordinal));
        Assert.Equal(0, await host.QueryAsync<long>(
            "SELECT count(*) FROM departures WHERE encode(sealed_tokens, 'escape') LIKE '%' || @AccessToken || '%'", after));
    }

    private async Task<ConnectionTokens> TokensAsync(Workspace workspace)
    {
        var id = await host.QueryAsync<Guid>("SELECT id FROM connections WHERE workspace_id = @Id", new { workspace.Id });
        return (await host.Service.Services.GetRequiredService<TokenStore>().FindAsync(id, CancellationToken.None))!.Tokens!;
    }
}
