namespace PeteRental.Agents.Integrations;

/// <summary>How credentials that could not be checked are tried again. Section <c>Candidates</c>.</summary>
internal sealed class CandidateOptions
{
    /// <summary>How often those that are due are looked for.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before the first new attempt; it doubles with each.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After that its owner has to give it again.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The wait after so many attempts.</summary>
    public TimeSpan WaitAfter(int attempts)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(attempts, 30));
        return wait < LongestWait ? wait : LongestWait;
    }
}
