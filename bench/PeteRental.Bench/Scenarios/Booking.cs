using System.Globalization;
using System.Text.Json.Nodes;
using PeteRental.Bench.Load;

namespace PeteRental.Bench.Scenarios;

/// <summary><c>set_appointment</c> by webhook: every request books a slot of its own, each client in a calendar of its own.</summary>
internal sealed class Booking(HttpLoad http, IReadOnlyList<BenchWorkspace> workspaces, DateTimeOffset firstSlot)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(15);

    private readonly int[] _nextSlot = new int[workspaces.Count];
    private int _booked;

    /// <summary>How many requests were answered with a booking.</summary>
    public int Booked => _booked;

    public async Task<bool> AskAsync(int worker, int turn, CancellationToken cancellationToken)
    {
        var index = worker % workspaces.Count;
        var reply = await http.PostAsync(NextRequest(index), ("X-Vapi-Secret", workspaces[index].Secret), cancellationToken);
        var isBooked = reply is not null && reply.AsSpan().IndexOf("booked"u8) >= 0 && reply.AsSpan().IndexOf("\"error\""u8) < 0;
        if (isBooked)
        {
            Interlocked.Increment(ref _booked);
        }

        return isBooked;
    }

    /// <summary>One booking, to see how long request and reply are.</summary>
    public async Task<(byte[] Request, byte[] Reply)> SampleAsync(CancellationToken cancellationToken)
    {
        var request = NextRequest(0);
        return (request, await http.PostAsync(request, ("X-Vapi-Secret", workspaces[0].Secret), cancellationToken)
            ?? throw new InvalidOperationException("set_appointment was refused."));
    }

    private byte[] NextRequest(int index)
    {
        var start = firstSlot + (Slot * (Interlocked.Increment(ref _nextSlot[index]) - 1));
        var id = Guid.CreateVersion7().ToString("N");
        return WebhookBody.OfToolCall(workspaces[index].AssistantId, $"call-{id}", $"tool-{id}", "set_appointment", new JsonObject
        {
            ["property_address"] = "118 Birchwood Ave, Apt 4",
            ["start_time"] = start.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["attendee_name"] = "Renée O'Connor",
        });
    }
}
