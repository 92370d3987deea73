namespace PeteRental.VoiceWebhook.Calls;

/// <summary>What a call achieved. Of several, what was done last to a viewing counts most, then a call-back, then a search.</summary>
public enum CallOutcome
{
    /// <summary>Nothing that we know of.</summary>
    None,

    /// <summary>The caller heard of homes or openings.</summary>
    Searched,

    /// <summary>The caller asked to be called back.</summary>
    Callback,

    /// <summary>A viewing was called off.</summary>
    Cancelled,

    /// <summary>A viewing was moved.</summary>
    Rescheduled,

    /// <summary>A viewing was booked.</summary>
    Booked,
}

/// <summary>Outcomes by name, as they are stored, listed and published.</summary>
public static class CallOutcomes
{
    /// <summary>The name: booked, rescheduled, cancelled, callback, searched or none.</summary>
    public static string Name(this CallOutcome outcome) => outcome switch
    {
        CallOutcome.Booked => "booked",
        CallOutcome.Rescheduled => "rescheduled",
        CallOutcome.Cancelled => "cancelled",
        CallOutcome.Callback => "callback",
        CallOutcome.Searched => "searched",
        _ => "none",
    };

    /// <summary>The outcome of a name; null when there is none of that name.</summary>
    public static CallOutcome? Parse(string name) =>
        Enum.GetValues<CallOutcome>().Cast<CallOutcome?>().FirstOrDefault(outcome => outcome!.Value.Name() == name);

    /// <summary>True for what was done to a viewing.</summary>
    public static bool IsAboutViewing(this CallOutcome outcome) => outcome >= CallOutcome.Cancelled;
}
