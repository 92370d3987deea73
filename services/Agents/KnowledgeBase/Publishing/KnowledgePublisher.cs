using System.Security.Cryptography;
using System.Text;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>What a pass came to.</summary>
internal abstract record Pass
{
    /// <summary>The workspace has no account at Vapi.</summary>
    public sealed record NotConnected : Pass;

    /// <summary>Vapi has everything that it takes.</summary>
    public sealed record Settled : Pass;

    /// <summary>Vapi is reading.</summary>
    public sealed record Waiting : Pass;

    /// <summary>It stopped in the middle and is tried again.</summary>
    public sealed record Failed(string Code) : Pass;
}

/// <summary>
/// Makes Vapi's side of a workspace's documents what ours is: files first, then the tool over those that Vapi has read, then the agents
/// hear of the tool. Each step looks at what is there, so a pass can end anywhere and the next one goes on.
/// </summary>
internal sealed partial class KnowledgePublisher(
    VapiAccounts accounts, SyncLeases leases, PublishingStore store, FilePublisher files, ToolPublisher tools, TimeProvider time,
    ILogger<KnowledgePublisher> logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AgentsFollow = TimeSpan.FromSeconds(2);

    /// <summary>One pass.</summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="looks">Somebody asked: look also at what was fine before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Pass> PassAsync(WorkspaceId workspace, bool looks, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(workspace, cancellationToken) is not { } account)
        {
            await store.RestAsync(workspace, cancellationToken);
            return new Pass.NotConnected();
        }

        // The workspace's own lease, not the account's: agents must not wait for uploads, and what is made here bears the workspace's name.
        await using var lease = await leases.TakeAsync(LeaseOf(workspace), cancellationToken);
        var state = await store.BeginAsync(workspace, account.Fingerprint, cancellationToken);
        looks |= state.Attempts > 0;
        var brought = await files.BringAsync(workspace, account, state.Documents, looks, cancellationToken);
        if (brought.Error is { } error)
        {
            return await FailAsync(workspace, state, error);
        }

        var documents = brought.Answer;
        var reading = documents.Where(document => document.Status == PublishedDocument.Processing).ToList();
        var done = documents.Where(document => document.Status == PublishedDocument.Synced).Select(document => document.VapiFileId!).ToList();
        if (done.Count == 0 && reading.Count > 0)
        {
            return await WaitAsync(workspace, reading);
        }

        var (tool, refused) = await tools.BringAsync(workspace, account, state.Tool, done, looks, cancellationToken);
        if (refused is not null)
        {
            return await FailAsync(workspace, state, refused);
        }

        return reading.Count > 0 ? await WaitAsync(workspace, reading) : await SettleAsync(workspace, state, tool, done.Count);
    }

    private static byte[] LeaseOf(WorkspaceId workspace) => SHA256.HashData(Encoding.UTF8.GetBytes($"knowledge-base|{workspace}"));

    private async Task<Pass> SettleAsync(WorkspaceId workspace, PublishedState state, PublishedTool? tool, int documents)
    {
        var waits = await store.ReleaseAsync(workspace, state.Retired);
        await store.SettleAsync(
            workspace, state, tool?.Sent ?? [], documents, tool?.ToolId, waits || (tool is null && state.Tool is not null) ? AgentsFollow : null);
        return new Pass.Settled();
    }

    private async Task<Pass> WaitAsync(WorkspaceId workspace, IReadOnlyList<PublishedDocument> reading)
    {
        // What takes long is asked for less often.
        var since = time.GetUtcNow() - reading.Max(document => document.UploadedAt)!.Value;
        var delay = TimeSpan.FromSeconds(Math.Clamp(since.TotalSeconds / 4, 0.5, 30));
        await store.PostponeAsync(workspace, delay, null);
        return new Pass.Waiting();
    }

    private async Task<Pass> FailAsync(WorkspaceId workspace, PublishedState state, VapiError error)
    {
        var delay = error switch
        {
            { Code: VapiError.KeyRejected } => LongestDelay,
            { RetryAfter: { } asked } when asked < LongestDelay => asked,
            _ => TimeSpan.FromSeconds(Math.Min(LongestDelay.TotalSeconds, 2 * Math.Pow(2, Math.Min(state.Attempts, 10)))),
        };
        await store.PostponeAsync(workspace, delay, error.Code);
        LogFailed(workspace, error.Code, delay.TotalSeconds);
        return new Pass.Failed(error.Code);
    }

    [LoggerMessage(LogLevel.Warning, "The documents of workspace {Workspace} did not reach Vapi ({Code}); the next try is in {Seconds:0} s")]
    private partial void LogFailed(WorkspaceId workspace, string code, double seconds);
}
