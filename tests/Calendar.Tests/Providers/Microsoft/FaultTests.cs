using System.Diagnostics;
using System.Text.Json.Nodes;
using NodaTime;
using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Tests.Providers.Microsoft;

public sealed class FaultTests(GraphHost host) : IClassFixture<GraphHost>
{
    private static readonly Interval March = GraphUser.Days(new LocalDate(2026, 3, 1), 31);

    public static TheoryData<string, string, int?> Faults() => new()
    {
        { """{"status":429,"headers":{"Retry-After":"60"}}""", ProviderError.Throttled, 60 },
        { """{"status":429,"headers":{"Retry-After":"Mon, 02 Mar 2026 15:00:45 GMT"}}""", ProviderError.Throttled, 45 },
        { """{"status":429}""", ProviderError.Throttled, null },
        { """{"status":503,"headers":{"Retry-After":"5"}}""", ProviderError.Throttled, 5 },
        { """{"status":503}""", ProviderError.Unavailable, null },
        { """{"status":500,"body":"Somebody's stack trace"}""", ProviderError.Unavailable, null },
        { """{"status":302,"headers":{"Location":"http://attacker.test/"}}""", ProviderError.Unavailable, null },
        { """{"drop":true}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":"<html>Sign in to the hotel's network</html>"}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":{}}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":[]}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":{"value":[null]}}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":{"value":[{"id":"x","start":{"dateTime":"never","timeZone":"UTC"}}]}}""", ProviderError.Unavailable, null },
        { """{"status":200,"body":{"value":[{"id":7}]}}""", ProviderError.Unavailable, null },
        { """{"status":401}""", ProviderError.TokenRejected, null },
        { """{"status":403,"body":{"error":{"code":"ErrorAccessDenied"}}}""", ProviderError.Forbidden, null },
        { """{"status":404,"body":{"error":{"code":"MailboxNotEnabledForRESTAPI"}}}""", ProviderError.Forbidden, null },
        { """{"status":404,"body":{"error":{"code":"ErrorItemNotFound"}}}""", ProviderError.NotFound, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_answer_is_a_value_that_says_what_to_do(string fault, string code, int? retryAfter)
    {
        var user = await host.SignInAsync();
        await user.PutAsync("There", "2026-03-02T09:00:00", "2026-03-02T10:00:00");
        var set = JsonNode.Parse(fault)!.AsObject();
        set["times"] = 1;
        await user.FaultAsync(set);
        var expected = new ProviderError(code, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        Assert.Equal(expected, (await user.TryListAsync(March)).Error);
        Assert.Single(await user.ListAsync(March));
    }

    [Fact]
    public async Task A_bad_second_page_spoils_the_whole_answer()
    {
        var small = new GraphHost(pageSize: 2);
        await using var _ = small;
        await small.InitializeAsync();
        var user = await small.SignInAsync();
        for (var day = 2; day < 7; day++)
        {
            await user.PutAsync("There", $"2026-03-0{day}T09:00:00", $"2026-03-0{day}T10:00:00");
        }

        var next = new Uri(small.Http.BaseAddress!, "/microsoft/graph/v1.0/me/nothing-here").AbsoluteUri;
        await user.FaultAsync(new JsonObject { ["times"] = 1, ["body"] = new JsonObject { ["value"] = new JsonArray(), ["@odata.nextLink"] = next } });
        var result = await user.TryListAsync(March);
        Assert.NotNull(result.Error);
        Assert.Null(result.Value);
    }

    [Fact]
    public async Task Writing_meets_the_same_faults_as_values()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        foreach (var (fault, code) in new[]
        {
            ("""{"drop":true}""", ProviderError.Unavailable), ("""{"status":200,"body":"<html></html>"}""", ProviderError.Unavailable),
            ("""{"status":429,"headers":{"Retry-After":"9"}}""", ProviderError.Throttled), ("""{"status":412}""", ProviderError.Unavailable),
            ("""{"status":401}""", ProviderError.TokenRejected), ("""{"status":422}""", ProviderError.Rejected),
        })
        {
            var set = JsonNode.Parse(fault)!.AsObject();
            set["times"] = 1;
            await user.FaultAsync(set);
            Assert.Equal(code, (await user.CreateAsync(draft)).Error?.Code);
            Assert.Empty(await user.DiaryAsync());
        }
    }

    [Fact]
    public async Task A_slow_answer_ends_with_the_callers_patience_as_a_cancellation()
    {
        var user = await host.SignInAsync();
        await user.FaultAsync(new JsonObject { ["delay_ms"] = 60_000, ["times"] = 1 });
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.ListEventsAsync(user.Token, user.Diary, March, patience.Token));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task A_slow_answer_ends_with_our_own_patience_as_a_value()
    {
        var user = await host.SignInAsync();
        await user.FaultAsync(new JsonObject { ["delay_ms"] = 60_000, ["times"] = 1 });
        var watch = Stopwatch.StartNew();
        Assert.Equal(ProviderError.Unavailable, (await user.TryListAsync(March)).Error?.Code);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Neither_tokens_nor_ids_nor_peoples_words_are_logged()
    {
        var user = await host.SignInAsync();
        var draft = GraphUser.Viewing();
        var written = (await user.CreateAsync(draft)).Answer;
        await user.FaultAsync(new JsonObject { ["status"] = 500, ["body"] = "words of a stack trace", ["times"] = 1 });
        await user.UpdateAsync(written.EventId, draft);
        await user.FaultAsync(new JsonObject { ["drop"] = true, ["times"] = 1 });
        await user.CancelAsync(written.EventId, "words for a guest");
        var logs = string.Join('\n', host.Logs.Lines);
        Assert.Contains("Microsoft Graph", logs, StringComparison.Ordinal);
        foreach (var secret in new[] { user.Token, written.EventId, user.Diary.DiaryId, user.Email, "words of a stack trace", "words for a guest", "ada@tenant.test", "Elm St" })
        {
            Assert.DoesNotContain(secret, logs, StringComparison.OrdinalIgnoreCase);
        }
    }
}
