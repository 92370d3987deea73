using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using PeteRental.Contracts.Agents;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook.Authentication;

/// <summary>
/// Remembers which signing keys fitted, and reports them now and then: whoever rotates keys wants to see which one Vapi still uses. Use of
/// a token is seen by the Agents service itself, which is asked about it; keys are handed out beforehand.
/// </summary>
public sealed partial class SigningKeyUse(
    AgentsClient agents, IOptions<VoiceOptions> options, TimeProvider time, ILogger<SigningKeyUse> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, byte> _used = new();

    /// <summary>A key was used now.</summary>
    public void Mark(WebhookKeysReply keys, int index)
    {
        if (keys.SecretIds is { } ids && index < ids.Count)
        {
            _used.TryAdd(ids[index], 0);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReportKeyUsesEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReportAsync(stoppingToken);
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var used = _used.Keys.ToList();
        if (used.Count == 0)
        {
            return;
        }

        try
        {
            await agents.ReportKeyUsesAsync(new WebhookKeyUsesRequest(used), cancellationToken);
            // One that was used meanwhile is reported when it is used again.
            used.ForEach(key => _used.TryRemove(key, out _));
        }
        catch (HttpRequestException exception)
        {
            LogLater(exception.HttpRequestError);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Uses of signing keys could not be reported ({Problem}); the next round will")]
    private partial void LogLater(HttpRequestError problem);
}
