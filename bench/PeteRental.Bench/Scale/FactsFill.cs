namespace PeteRental.Bench.Scale;

/// <summary>
/// Fills what Agents counts from: a row for each appointment and each call. As many as the other services have, spread over time like
/// theirs, but without their ids: nobody joins across databases.
/// </summary>
internal static class FactsFill
{
    public static async Task RunAsync(BulkCopy copy, Landscape landscape, CancellationToken cancellationToken)
    {
        var random = new Random(3);
        await copy.CopyAsync(
            "appointment_facts (workspace_id, appointment_id, agent_id, status, start_at, booked_at, cancelled_at, revision, told_at)",
            landscape.Workspaces.Sum(workspace => workspace.Appointments),
            landscape.Workspaces
                .SelectMany(workspace => Enumerable.Range(0, workspace.Appointments).Select(appointment => (workspace, appointment)))
                .OrderBy(entry => (double)entry.appointment / entry.workspace.Appointments)
                .Select(entry => Appointment(landscape, entry.workspace, entry.appointment, random)),
            cancellationToken);
        await copy.CopyAsync(
            "call_facts (workspace_id, call_id, agent_id, started_at, ended_at, seconds, outcome, booked_at)",
            landscape.Workspaces.Sum(workspace => workspace.Calls),
            landscape.Workspaces
                .SelectMany(workspace => Enumerable.Range(0, workspace.Calls).Select(call => (workspace, call)))
                .OrderBy(entry => (double)entry.call / entry.workspace.Calls)
                .Select(entry => Call(landscape, entry.workspace, entry.call, random)),
            cancellationToken);
        await copy.SettleAsync("facts", cancellationToken);
    }

    private static object?[] Appointment(Landscape landscape, FilledWorkspace workspace, int number, Random random)
    {
        var (_, start) = landscape.Place(workspace, number);
        var dice = random.NextDouble();
        var status = dice < 0.2 ? "cancelled" : start >= landscape.Now ? "confirmed" : dice switch { < 0.3 => "no_show", < 0.6 => "completed", _ => "confirmed" };
        var bookedAt = start.AddDays(-1 - (random.NextDouble() * 6)) is var at && at < landscape.Now ? at : landscape.Now;
        return
        [
            workspace.Id, Guid.CreateVersion7(bookedAt), workspace.BusyAgent(random), status, start, bookedAt, status == "cancelled" ? bookedAt.AddMinutes(30) : null,
            status == "confirmed" ? 0 : 1, bookedAt,
        ];
    }

    private static object?[] Call(Landscape landscape, FilledWorkspace workspace, int number, Random random)
    {
        var begun = landscape.Begun(workspace, number);
        var seconds = 20 + random.Next(400);
        var isBooked = random.NextDouble() < 0.4;
        return
        [
            workspace.Id, workspace.CallId(number), workspace.BusyAgent(random), begun, begun.AddSeconds(seconds), (decimal)seconds,
            isBooked ? "booked" : "none", isBooked ? begun : null,
        ];
    }
}
