using System.Text.Json;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook.Knowledge;

/// <summary>What a workspace's documents say about what a caller just said. The line is silent meanwhile, so late is as good as nothing.</summary>
internal sealed partial class KnowledgeAnswers(AgentsClient agents, TimeProvider time, ILogger<KnowledgeAnswers> logger)
{
    // Vapi gets its answer within 300 ms; the rest is for the way there and back.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // What a model reads before it speaks costs the caller time, too.
    private const int Passages = 5;

    /// <summary>Passages, best first; none when nothing fits, nobody asked, or Agents is away or too slow.</summary>
    public async Task<IReadOnlyList<KnowledgePassage>> FindAsync(WorkspaceId workspace, string? question)
    {
        if (question is null)
        {
            return [];
        }

        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var reply = await agents.SearchAsync(workspace, new KnowledgeQuestion(question, Passages), patience.Token);
            return reply?.Passages ?? [];
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or OperationCanceledException)
        {
            LogNothing(failure.GetType().Name);
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "A knowledge base request was answered with nothing: Agents did not answer in time ({Reason})")]
    private partial void LogNothing(string reason);
}
