namespace PeteRental.Bench.Scale;

/// <summary>A workspace to fill in, with the ids of what is in it.</summary>
/// <param name="Rank">0 is the largest.</param>
/// <param name="Id">The workspace.</param>
/// <param name="Users">Its members; the first is its owner.</param>
/// <param name="Agents">Busiest first; the last has taken nothing yet.</param>
/// <param name="Calendars">The first is the default.</param>
/// <param name="Appointments">How many it has.</param>
/// <param name="Calls">How many it has.</param>
/// <param name="CreatedAt">Before anything in it.</param>
internal sealed record FilledWorkspace(
    int Rank, Guid Id, Guid[] Users, Guid[] Agents, Guid[] Calendars, int Appointments, int Calls, DateTimeOffset CreatedAt)
{
    /// <summary>At the sign-in provider.</summary>
    public string Organization => $"org_scale_{Rank}";

    /// <summary>Of the line that its calls come in by.</summary>
    public string WebhookSecret => $"scale-line-{Id:N}";

    /// <summary>The id at Vapi of an agent's assistant.</summary>
    public static string AssistantOf(Guid agent) => $"assistant-{agent:N}";

    /// <summary>The id at Vapi of the n-th call.</summary>
    public string CallId(int call) => $"scale-{Rank}-{call}";

    /// <summary>An agent that takes calls: the first ones take most of them, the last one none.</summary>
    public Guid BusyAgent(Random random)
    {
        var dice = random.NextDouble();
        return Agents[(int)(dice * dice * Math.Max(1, Agents.Length - 1))];
    }
}

/// <summary>
/// What is filled in: one and a half years of past and a month of future, on the hour, eight hours a day. Repeatable but for the ids.
/// </summary>
internal sealed class Landscape
{
    private const int PastDays = 540;
    private const int FutureDays = 30;
    private const int HoursPerDay = 8;
    private const int FirstHourUtc = 14;
    private const int SlotsPerCalendar = (PastDays + FutureDays) * HoursPerDay;

    /// <summary>Few enough that a calendar has room for them.</summary>
    private const int MostPerCalendar = SlotsPerCalendar * 7 / 8;

    public Landscape(ScalePlan plan, DateTimeOffset now)
    {
        Now = now;
        var appointments = HeavyTail.Divide(plan.Appointments, plan.Largest, plan.Workspaces);
        var calls = HeavyTail.Divide(plan.Calls, (int)((long)plan.Largest * plan.Calls / Math.Max(1, plan.Appointments)), plan.Workspaces);
        Workspaces = [.. Enumerable.Range(0, plan.Workspaces).Select(rank => Create(rank, appointments[rank], calls[rank]))];
    }

    public DateTimeOffset Now { get; }

    /// <summary>Largest first.</summary>
    public IReadOnlyList<FilledWorkspace> Workspaces { get; }

    /// <summary>When the past begins.</summary>
    public DateTimeOffset Since => new(Now.UtcDateTime.Date.AddDays(-PastDays), TimeSpan.Zero);

    /// <summary>Calendar and start of the n-th appointment of a workspace. No two of a calendar are at the same time.</summary>
    public (Guid Calendar, DateTimeOffset Start) Place(FilledWorkspace workspace, int appointment)
    {
        var calendars = workspace.Calendars.Length;
        var (turn, calendar) = Math.DivRem(appointment, calendars);
        var turns = (workspace.Appointments + calendars - 1) / calendars;
        var slot = (int)((long)turn * SlotsPerCalendar / turns);
        return (workspace.Calendars[calendar], Since.AddDays(slot / HoursPerDay).AddHours(FirstHourUtc + (slot % HoursPerDay)));
    }

    /// <summary>When the n-th call of a workspace began; never in the future.</summary>
    public DateTimeOffset Begun(FilledWorkspace workspace, int call) => Since + ((Now - Since) * ((call + 0.5) / workspace.Calls));

    private FilledWorkspace Create(int rank, int appointments, int calls)
    {
        var created = Since.AddDays(-1).AddSeconds(rank);
        return new FilledWorkspace(
            rank,
            Guid.CreateVersion7(created),
            Ids(Math.Clamp(2 + (appointments / 80), 2, 250), created),
            Ids(Math.Clamp(2 + (appointments / 150), 2, 120), created),
            Ids(1 + (appointments / MostPerCalendar), created),
            appointments,
            calls,
            created);
    }

    private static Guid[] Ids(int count, DateTimeOffset at) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7(at))];
}
