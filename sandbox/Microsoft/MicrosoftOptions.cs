namespace PeteRental.Sandbox.Microsoft;

/// <summary>What Graph answers when a <c>transactionId</c> comes again: undocumented, and seen in each of these ways.</summary>
public enum DuplicateTransaction
{
    /// <summary>409 <c>ErrorDuplicateTransactionId</c>.</summary>
    Conflict = 409,

    /// <summary>400 <c>ErrorDuplicateTransactionId</c>.</summary>
    BadRequest = 400,

    /// <summary>201 with the event that is there already.</summary>
    Replay = 201,
}

/// <summary>The <c>Sandbox:Microsoft</c> section of the configuration.</summary>
public sealed class MicrosoftOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Sandbox:Microsoft";

    /// <summary>The secret of every registered application.</summary>
    public string ClientSecret { get; set; } = "sandbox-microsoft-secret";

    /// <summary><c>409</c>, <c>400</c> or <c>replay</c>.</summary>
    public string DuplicateTransaction { get; set; } = "409";

    /// <summary>How many requests of one application may be at one mailbox at once; the next is told 429. 0 means any number.</summary>
    public int MostAtOnce { get; set; } = 4;

    internal DuplicateTransaction? WhenDuplicate => DuplicateTransaction switch
    {
        "409" => Microsoft.DuplicateTransaction.Conflict,
        "400" => Microsoft.DuplicateTransaction.BadRequest,
        "replay" => Microsoft.DuplicateTransaction.Replay,
        _ => null,
    };
}
