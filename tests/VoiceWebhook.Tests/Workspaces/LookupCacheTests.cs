using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook.Tests.Workspaces;

/// <summary>The cache alone, with a source that the test plays. With the real Agents service: WebhookTests.</summary>
public class LookupCacheTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly LookupCache<string> _cache;
    private string? _truth = "first";
    private bool _isAway;
    private int _asked;

    public LookupCacheTests() => _cache = new LookupCache<string>(100, null, _clock);

    private async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _asked);
        return _isAway ? throw new HttpRequestException("away") : _truth;
    }

    private async Task<Lookup<string>> GetAsync(string key = "key") => await _cache.GetAsync(key, AskAsync, CancellationToken.None);

    [Fact]
    public async Task A_fresh_answer_is_remembered_and_many_who_ask_at_once_are_one_question()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync()));

        Assert.All(answers, answer => Assert.Equal("first", answer.Value));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task What_is_gone_is_gone_within_a_minute_without_any_event()
    {
        await GetAsync();
        _truth = null;
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Null((await GetAsync()).Value);
    }

    [Fact]
    public async Task An_ageing_answer_still_serves_while_it_is_renewed()
    {
        await GetAsync();
        _truth = "second";
        _clock.Advance(Freshness.Fresh + TimeSpan.FromSeconds(1));

        Assert.Equal("first", (await GetAsync()).Value);
        await EventuallyAsync(async () => (await GetAsync()).Value == "second");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task While_the_source_is_away_old_answers_serve_and_it_is_not_asked_each_time()
    {
        await GetAsync();
        _isAway = true;
        _clock.Advance(TimeSpan.FromMinutes(30));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("first", (await GetAsync()).Value);
        }

        Assert.Equal(2, _asked);
        _clock.Advance(Freshness.Longest);
        Assert.True((await GetAsync()).IsUnavailable);
    }

    [Fact]
    public async Task Nothing_known_and_nobody_to_ask_is_no_answer_rather_than_a_no()
    {
        _isAway = true;

        Assert.Equal(new Lookup<string>(null, true), await GetAsync());
        _isAway = false;
        Assert.Equal("first", (await GetAsync()).Value);
    }

    [Fact]
    public async Task A_no_is_forgotten_after_seconds()
    {
        _truth = null;
        Assert.Null((await GetAsync()).Value);
        Assert.Null((await GetAsync()).Value);
        Assert.Equal(1, _asked);

        _truth = "made";
        _clock.Advance(Freshness.Negative);
        Assert.Equal("made", (await GetAsync()).Value);
    }

    [Fact]
    public async Task Doubt_asks_again_and_forgetting_does_not_fall_back()
    {
        await GetAsync();
        _truth = "second";
        _cache.Doubt(_ => true);
        Assert.Equal("second", (await GetAsync()).Value);

        _isAway = true;
        _cache.Doubt(_ => true);
        Assert.Equal("second", (await GetAsync()).Value);
        _cache.Forget(_ => true);
        Assert.True((await GetAsync()).IsUnavailable);
    }

    [Fact]
    public async Task An_answer_from_before_a_change_is_not_kept_as_fresh()
    {
        var isAsked = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        var slow = _cache.GetAsync("key", Old, CancellationToken.None);
        await isAsked.Task;
        _cache.Doubt(_ => true);
        mayAnswer.SetResult();
        Assert.Equal("old", (await slow).Value);

        _truth = "new";
        Assert.Equal("new", (await GetAsync()).Value);

        async Task<string?> Old(CancellationToken cancellationToken)
        {
            isAsked.SetResult();
            await mayAnswer.Task;
            return "old";
        }
    }

    [Fact]
    public async Task Random_keys_do_not_push_out_good_answers()
    {
        await GetAsync();
        _truth = null;
        for (var i = 0; i < 1_000; i++)
        {
            await GetAsync($"guess {i}");
        }

        Assert.True(_cache.Remembers("key"));
        Assert.False(_cache.Remembers("guess 1"));
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
