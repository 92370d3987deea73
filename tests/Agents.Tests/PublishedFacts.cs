using Dapper;
using PeteRental.Contracts.Events;

namespace PeteRental.Agents.Tests;

/// <summary>What Calendar and VoiceWebhook tell of one agent, by the real broker.</summary>
internal sealed class PublishedFacts(AgentsHost app, Guid workspace, Guid agent)
{
    private readonly List<(Guid Id, Func<Guid, Task> PublishAsync)> _published = [];

    /// <summary>How many different messages were published.</summary>
    public int Published => _published.Count;

    /// <summary>A call from its start to its report, with viewings booked in it.</summary>
    public async Task CallAsync(string id, DateTimeOffset at, decimal? seconds, Guid[]? booked = null, DateTimeOffset? start = null)
    {
        await PublishAsync(new CallStarted(workspace, at, id, agent, null));
        foreach (var appointment in booked ?? [])
        {
            await PublishAsync(new AppointmentBooked(workspace, at, Facts(appointment, "confirmed", start ?? at.AddDays(2), 0, id)));
        }

        await PublishAsync(new CallEnded(workspace, at.AddSeconds((double)(seconds ?? 0)), id, agent, null, booked is { Length: > 0 } ? "booked" : "none", seconds, 0.1m));
    }

    public Task BookAsync(Guid appointment, DateTimeOffset at, DateTimeOffset start) =>
        PublishAsync(new AppointmentBooked(workspace, at, Facts(appointment, "confirmed", start, 0)));

    public Task MoveAsync(Guid appointment, DateTimeOffset at, DateTimeOffset start, int revision) =>
        PublishAsync(new AppointmentRescheduled(workspace, at, Facts(appointment, "confirmed", start, revision), at, at.AddMinutes(30), "caller"));

    public Task CancelAsync(Guid appointment, DateTimeOffset at, DateTimeOffset start, int revision) =>
        PublishAsync(new AppointmentCancelled(workspace, at, Facts(appointment, "cancelled", start, revision), null, "caller"));

    public Task CloseAsync(Guid appointment, string status, DateTimeOffset at, DateTimeOffset start, int revision) =>
        PublishAsync(new AppointmentClosed(workspace, at, Facts(appointment, status, start, revision), "manager"));

    /// <summary>Publishes everything once more, the last first, as a broker that has lost a confirmation may.</summary>
    public async Task AgainAsync()
    {
        foreach (var (id, publishAsync) in Enumerable.Reverse(_published))
        {
            await publishAsync(id);
        }
    }

    /// <summary>How many of the messages have had their effect.</summary>
    public async Task<int> CountMessagesAsync()
    {
        await using var database = await app.Database.OpenConnectionAsync();
        return await database.QuerySingleAsync<int>(
            "SELECT count(*)::int FROM inbox WHERE message_id = ANY(@ids)", new { ids = _published.Select(message => message.Id).ToArray() });
    }

    private Task PublishAsync<T>(T fact)
        where T : class, IWorkspaceEvent
    {
        Task SendAsync(Guid id) => app.Events.PublishAsync(fact, id);
        var message = Guid.CreateVersion7();
        _published.Add((message, SendAsync));
        return SendAsync(message);
    }

    private AppointmentFacts Facts(Guid appointment, string status, DateTimeOffset start, int revision, string? call = null) => new(
        appointment, Guid.NewGuid(), agent, null, status, start.ToOffset(TimeSpan.FromHours(-5)), start.AddMinutes(30), "America/Chicago", "9 Elm St", "Ann Lee",
        null, null, null, call, call is null ? "api" : "voice", revision)
    {
        Revision = revision,
    };
}
