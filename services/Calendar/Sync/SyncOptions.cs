namespace PeteRental.Calendar.Sync;

/// <summary>How diaries are followed, section <c>Calendars:Sync</c>.</summary>
internal sealed class SyncOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Calendars:Sync";

    /// <summary>What is known of a diary is used for so long without asking again.</summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long somebody who asks for openings waits for a diary.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A diary that could not be read for so long says nothing about what is free.</summary>
    public TimeSpan UselessAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Diaries are read so often when nobody asks and no notification comes, give or take a tenth.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often a replica looks for work that it was not woken for.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>First pause after a read that failed; each further one is twice as long.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause, unless the provider asks for more.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A read takes no longer than this, however many pages the diary has; afterwards another replica may read it.</summary>
    public TimeSpan LongestRead { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Diaries that one replica reads at the same time on its own account.</summary>
    public int MostAtOnce { get; set; } = 8;

    /// <summary>Channels are renewed so long ahead of their end.</summary>
    public TimeSpan RenewAhead { get; set; } = TimeSpan.FromHours(24);
}
