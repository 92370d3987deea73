namespace Aspire.Hosting.Processes;

/// <summary>A process to start.</summary>
internal sealed record ProcessSpec(string Program, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Variables of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it gets the application's own variables too. Servers do not: PGDATA and the like would bend them.</summary>
    public bool InheritsEnvironment { get; init; }

    /// <summary>The user it runs as, where the application itself is root and the program refuses root.</summary>
    public string? User { get; init; }

    /// <summary>Asks it to stop.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>What the kernel sends it should the application be killed.</summary>
    public Signal OrphanSignal { get; init; } = Signal.Kill;
}

/// <summary>The signals in use, by their numbers on Linux.</summary>
internal enum Signal
{
    /// <summary>SIGINT: a fast shutdown for Postgres.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGCONT: what was stopped goes on.</summary>
    Continue = 18,

    /// <summary>SIGSTOP: the process keeps all it has and does nothing.</summary>
    Stop = 19,
}
