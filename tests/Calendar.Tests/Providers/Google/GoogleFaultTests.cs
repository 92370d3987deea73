using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using PeteRental.Calendar.Providers;
using PeteRental.ServiceDefaults.Telemetry;

namespace PeteRental.Calendar.Tests.Providers.Google;

/// <summary>Google on its bad days.</summary>
public sealed class GoogleFaultTests(GoogleHost host) : IClassFixture<GoogleHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Faults => new()
    {
        { """{"status":500}""", ProviderError.Unavailable },
        { """{"status":503,"headers":{"Retry-After":"20"}}""", ProviderError.Unavailable },
        { """{"status":429,"headers":{"Retry-After":"20"}}""", ProviderError.Throttled },
        { """{"status":403,"body":{"error":{"code":403,"errors":[{"domain":"usageLimits","reason":"userRateLimitExceeded"}]}}}""", ProviderError.Throttled },
        { """{"status":403,"body":{"error":{"code":403,"errors":[{"domain":"global","reason":"insufficientPermissions"}]}}}""", ProviderError.Forbidden },
        { """{"status":401}""", ProviderError.TokenRejected },
        { """{"drop":true}""", ProviderError.Unavailable },
        { """{"body":"<html>Sign in to the network</html>"}""", ProviderError.Unavailable },
        { """{"body":"{\"items\":[{\"id\":"}""", ProviderError.Unavailable },
        { """{"body":null,"status":200}""", ProviderError.Unavailable },
        { """{"body":[]}""", ProviderError.Unavailable },
        { """{"status":302,"headers":{"Location":"http://127.0.0.1:9/"}}""", ProviderError.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_is_asked_a_bad_answer_is_a_value(string fault, string code)
    {
        var ann = await host.ConnectAsync();
        var id = (await ann.CreateAsync(GoogleDiary.Viewing(14))).Answer.EventId;
        var channel = new ChannelOrder(Guid.CreateVersion7(), new Uri("http://127.0.0.1:9/hook"), "secret");
        await ann.BreakAsync(JsonNode.Parse(fault)!.AsObject());
        List<ProviderError?> errors =
        [
            (await ann.Client.ListDiariesAsync(ann.Token, Cancellation)).Error,
            (await ann.ListAsync(GoogleDiary.Day)).Error,
            (await ann.At(ann.Address with { Access = DiaryAccess.FreeBusy }).ListAsync(GoogleDiary.Day)).Error,
            (await ann.ChangesAsync(GoogleDiary.Day, null)).Error,
            (await ann.CreateAsync(GoogleDiary.Viewing(15))).Error,
            (await ann.UpdateAsync(id, GoogleDiary.Viewing(15))).Error,
            (await ann.Client.OpenChannelAsync(ann.Token, ann.Address, channel, Cancellation)).Error,
        ];
        await ann.MendAsync();
        Assert.All(errors, error => Assert.Equal(code, error?.Code));
        if (fault.Contains("Retry-After", StringComparison.Ordinal))
        {
            Assert.All(errors, error => Assert.Equal(TimeSpan.FromSeconds(20), error!.RetryAfter));
        }

        Assert.Null((await ann.ListAsync(GoogleDiary.Day)).Error);
    }

    [Fact]
    public async Task A_list_that_breaks_off_on_a_later_page_is_no_list()
    {
        var ann = await host.ConnectAsync();
        for (var index = 0; index < 2 * GoogleHost.PageSize; index++)
        {
            await ann.PutAsync(index);
        }

        await ann.BreakAsync(new JsonObject { ["delay_ms"] = 1, ["times"] = 1 });
        await ann.BreakAsync(new JsonObject { ["status"] = 500, ["times"] = 1 });
        Assert.Equal(ProviderError.Unavailable, (await ann.ListAsync(GoogleDiary.Day)).Error?.Code);
        Assert.Equal(2 * GoogleHost.PageSize, (await ann.EventsOfAsync(GoogleDiary.Day)).Count);
    }

    [Fact]
    public async Task A_list_without_an_end_is_given_up()
    {
        var ann = await host.ConnectAsync();
        await ann.BreakAsync(new JsonObject { ["body"] = new JsonObject { ["items"] = new JsonArray(), ["nextPageToken"] = "again" } });
        Assert.Equal(ProviderError.Unavailable, (await ann.ListAsync(GoogleDiary.Day)).Error?.Code);
        Assert.Equal(ProviderError.Unavailable, (await ann.Client.ListDiariesAsync(ann.Token, Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task One_event_that_cannot_be_read_makes_the_list_unknown()
    {
        var ann = await host.ConnectAsync();
        await ann.BreakAsync(new JsonObject { ["body"] = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["id"] = "x" }) } });
        Assert.Equal(ProviderError.Unavailable, (await ann.ListAsync(GoogleDiary.Day)).Error?.Code);
    }

    [Fact]
    public async Task An_answer_larger_than_any_page_is_not_swallowed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var google = builder.Build();
        google.Urls.Add("http://127.0.0.1:0");
        google.MapGet("/{**path}", (string path) => Results.Text($$"""{"timeZone":"UTC","summary":"{{new string('x', (path.Contains("small") ? 1 : 17) * 1024 * 1024)}}"}""", "application/json"));
        await google.StartAsync(Cancellation);
        await using var services = host.Services(new Uri(google.Urls.First()));
        var client = services.GetRequiredService<IDiaryClient>();
        var diary = new DiaryAddress("large", DateTimeZone.Utc, DiaryAccess.Write);
        Assert.Equal(ProviderError.Unavailable, (await client.ListEventsAsync("token", diary, GoogleDiary.Day, Cancellation)).Error?.Code);
        Assert.Empty((await client.ListEventsAsync("token", diary with { DiaryId = "small" }, GoogleDiary.Day, Cancellation)).Answer);
    }

    [Fact]
    public async Task The_callers_patience_ends_a_call_and_throws()
    {
        var ann = await host.ConnectAsync();
        await ann.BreakAsync(new JsonObject { ["delay_ms"] = 60_000, ["times"] = 1 });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ann.Client.ListEventsAsync(ann.Token, ann.Address, GoogleDiary.Day, patience.Token));
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        await using var services = host.Services(new Uri("http://127.0.0.1:9/calendar/v3"));
        var client = services.GetRequiredService<IDiaryClient>();
        Assert.Equal(ProviderError.Unavailable, (await client.ListDiariesAsync("token", Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_forbidden_and_a_revoked_one_rejected()
    {
        var ann = await host.ConnectAsync(scopes: "openid https://www.googleapis.com/auth/calendar.events.readonly");
        Assert.Null((await ann.ListAsync(GoogleDiary.Day)).Error);
        Assert.Equal(ProviderError.Forbidden, (await ann.CreateAsync(GoogleDiary.Viewing(14))).Error?.Code);
        Assert.Equal(ProviderError.Forbidden, (await ann.Client.ListDiariesAsync(ann.Token, Cancellation)).Error?.Code);
        await host.ControlAsync(HttpMethod.Post, $"/control/google/accounts/{ann.Email}/revoke");
        Assert.Equal(ProviderError.TokenRejected, (await ann.ListAsync(GoogleDiary.Day)).Error?.Code);
    }

    [Fact]
    public async Task Neither_logs_nor_traces_name_anybody_or_hold_a_token()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is PeteTelemetry.Name or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue($"{span.DisplayName} {string.Join(' ', span.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        var ann = await host.ConnectAsync();
        var viewing = GoogleDiary.Viewing(14);
        var id = (await ann.CreateAsync(viewing)).Answer.EventId;
        await ann.UpdateAsync(id, viewing);
        await ann.BreakAsync(new JsonObject { ["body"] = $"<html>{ann.Email}</html>", ["times"] = 1 });
        await ann.ListAsync(GoogleDiary.Day);
        await ann.CancelAsync(id);
        await ann.CancelAsync(id);

        // The platform's own spans would carry the address; what the test itself asks of the sandbox does.
        Assert.Contains(spans, span => span.StartsWith("google events.insert", StringComparison.Ordinal));
        Assert.DoesNotContain(spans, span => span.Contains("/calendar/v3", StringComparison.Ordinal));
        var told = string.Join('\n', spans.Where(span => span.StartsWith("google ", StringComparison.Ordinal)).Concat(host.Logs.Lines));
        Assert.Contains("Google answered events.delete with 410 deleted", told, StringComparison.Ordinal);
        foreach (var secret in new[] { ann.Email, ann.Email.Split('@')[0], ann.Token, id, viewing.AttendeeEmail!, viewing.AttendeeName })
        {
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
        }
    }
}
