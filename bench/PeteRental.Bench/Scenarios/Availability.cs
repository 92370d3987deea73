using System.Text.Json.Nodes;
using PeteRental.Bench.Load;

namespace PeteRental.Bench.Scenarios;

/// <summary><c>get_availability</c> by webhook, of calendars with default settings.</summary>
internal sealed class Availability(HttpLoad http, IReadOnlyList<BenchWorkspace> workspaces)
{
    private readonly byte[][] _bodies =
    [
        .. workspaces.Select(workspace => WebhookBody.OfToolCall(
            workspace.AssistantId, $"bench-{Guid.CreateVersion7()}", "call_availability", "get_availability",
            new JsonObject { ["property_address"] = "118 Birchwood Ave, Apt 4", ["time_of_day"] = "afternoon" })),
    ];

    /// <summary>Size of a request, for the floor.</summary>
    public int BodyBytes => _bodies[0].Length;

    public async Task<bool> AskAsync(int worker, int turn, CancellationToken cancellationToken)
    {
        var index = (worker + turn) % workspaces.Count;
        var reply = await http.PostAsync(_bodies[index], ("X-Vapi-Secret", workspaces[index].Secret), cancellationToken);
        return reply is not null && reply.AsSpan().IndexOf("\"result\":\""u8) >= 0;
    }

    /// <summary>One reply, to see what it says and how long it is.</summary>
    public async Task<byte[]> SampleAsync(CancellationToken cancellationToken) =>
        await http.PostAsync(_bodies[0], ("X-Vapi-Secret", workspaces[0].Secret), cancellationToken)
        ?? throw new InvalidOperationException("get_availability was refused.");
}
