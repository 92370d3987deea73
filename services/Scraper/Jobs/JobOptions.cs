namespace PeteRental.Scraper.Jobs;

/// <summary>How jobs are worked, section <c>Scraper:Jobs</c>.</summary>
internal sealed class JobOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Scraper:Jobs";

    /// <summary>Jobs of this process at once. 0 leaves them to other replicas.</summary>
    public int MostAtOnce { get; set; } = 4;

    /// <summary>How long a process that died keeps its jobs from the others.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often leases are renewed, cancellations heard of, and new jobs looked for. Much shorter than a lease.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two tellings of how far a job is.</summary>
    public TimeSpan TellEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often a job is begun before it is given up.</summary>
    public int MostAttempts { get; set; } = 3;

    /// <summary>Before a job that ended in a fault of ours is begun again.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(5);
}
