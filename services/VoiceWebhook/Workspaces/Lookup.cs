namespace PeteRental.VoiceWebhook.Workspaces;

/// <summary>The answer to a question about a workspace: there is such a thing, there is none, or nobody can tell just now.</summary>
/// <param name="Value">What was found.</param>
/// <param name="IsUnavailable">The one who knows does not answer, and nothing was remembered.</param>
public readonly record struct Lookup<TValue>(TValue? Value, bool IsUnavailable)
    where TValue : class;

/// <summary>How long a remembered answer counts.</summary>
public static class Freshness
{
    /// <summary>Until then an answer is simply used.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(40);

    /// <summary>
    /// From then on it is only used when the one who knows does not answer: so what was revoked stops working within a minute, even
    /// when the event that says so is lost.
    /// </summary>
    public static readonly TimeSpan MustAsk = TimeSpan.FromSeconds(55);

    /// <summary>"There is none" is forgotten quickly: the thing may be made in the next moment.</summary>
    public static readonly TimeSpan Negative = TimeSpan.FromSeconds(5);

    /// <summary>Even an outage does not make an answer older than this good.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How long a question may take.</summary>
    public static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(4);

    /// <summary>How long a caller waits for a new answer while an old one is there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    /// <summary>After a question that went unanswered, callers get the old answer at once for so long.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
}
