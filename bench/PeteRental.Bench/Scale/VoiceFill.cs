namespace PeteRental.Bench.Scale;

/// <summary>
/// Fills the database of VoiceWebhook: calls and the tools that ran in them. As retention leaves them: only the last ninety days still
/// have what was said.
/// </summary>
internal static class VoiceFill
{
    private const int ContentDays = 89;
    private static readonly string[] Outcomes = ["searched", "none", "callback", "rescheduled"];
    private static readonly string[] Transcripts = [.. Enumerable.Range(0, 64).Select(Transcript)];

    public static async Task RunAsync(BulkCopy copy, Landscape landscape, CancellationToken cancellationToken)
    {
        var random = new Random(2);
        await copy.CopyAsync(
            """
            calls (id, workspace_id, call_id, agent_id, assistant_id, type, caller, dialled, status, begun_at, started_at, ended_at, ended_reason,
                duration_seconds, cost, summary, transcript, recording_url, outcome, outcome_at, has_report, is_start_announced, is_end_announced, content_removed_at)
            """,
            landscape.Workspaces.Sum(workspace => workspace.Calls),
            landscape.Workspaces
                .SelectMany(workspace => Enumerable.Range(0, workspace.Calls).Select(call => (workspace, call)))
                .OrderBy(entry => (double)entry.call / entry.workspace.Calls)
                .Select(entry => Call(landscape, entry.workspace, entry.call, random)),
            cancellationToken);
        await copy.RunAsync(
            "tool_calls",
            """
            INSERT INTO tool_calls (workspace_id, call_id, tool_call_id, name, arguments, reply, is_error, received_at, duration_ms)
            SELECT workspace_id, call_id, 'tool-' || tool, CASE tool WHEN 1 THEN 'get_availability' ELSE 'set_appointment' END,
                CASE WHEN content_removed_at IS NULL THEN '{"property_address":"118 Birchwood Ave, Apt 4","time_of_day":"afternoon"}'::json END,
                CASE WHEN content_removed_at IS NULL THEN 'I have Tuesday at two in the afternoon, or Wednesday at ten.' END,
                false, begun_at + tool * interval '20 seconds', 12
            FROM calls, generate_series(1, 2) AS tool
            """,
            cancellationToken);
        await copy.SettleAsync("voice", cancellationToken);
    }

    private static object?[] Call(Landscape landscape, FilledWorkspace workspace, int number, Random random)
    {
        var begun = landscape.Begun(workspace, number);
        var seconds = 20 + random.Next(400);
        var hasContent = landscape.Now - begun < TimeSpan.FromDays(ContentDays);
        var agent = workspace.BusyAgent(random);
        return
        [
            Guid.CreateVersion7(begun), workspace.Id, workspace.CallId(number), agent, FilledWorkspace.AssistantOf(agent), "inboundPhoneCall",
            $"+1555{random.Next(10_000_000):0000000}", "+15550100000", "ended", begun, begun.AddSeconds(2), begun.AddSeconds(2 + seconds),
            "customer-ended-call", (decimal)seconds, seconds / 600m, hasContent ? "The caller asked for a viewing and was offered two times." : null,
            hasContent ? Transcripts[random.Next(Transcripts.Length)] : null, hasContent ? $"https://recordings.test/{workspace.CallId(number)}.wav" : null,
            random.NextDouble() < 0.4 ? "booked" : Outcomes[random.Next(Outcomes.Length)], begun, true, true, true,
            hasContent ? null : begun.AddDays(90),
        ];
    }

    // Some five thousand characters, which compress about as well as speech does.
    private static string Transcript(int seed)
    {
        string[] words = ["viewing", "apartment", "Tuesday", "afternoon", "parking", "bedroom", "thank", "would", "address", "please", "available", "between", "morning", "landlord", "deposit", "kitchen", "confirm", "number", "street", "window"];
        var random = new Random(seed);
        return string.Join('\n', Enumerable.Range(0, 50).Select(line =>
            $"{(line % 2 == 0 ? "AI" : "User")}: {string.Join(' ', Enumerable.Range(0, 11).Select(_ => $"{words[random.Next(words.Length)]}{random.Next(100)}"))}"));
    }
}
