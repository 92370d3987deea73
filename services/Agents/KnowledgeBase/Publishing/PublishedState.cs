namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>A workspace's documents and tool as they stand here, when a pass begins.</summary>
/// <param name="Wanted">The changes that this pass knows of.</param>
/// <param name="Attempts">Passes that failed since the last that did not.</param>
/// <param name="Announced">What was announced last; null: nothing ever.</param>
/// <param name="Documents">Oldest first.</param>
/// <param name="Tool">The query tool; null when there is none, in whatever account.</param>
/// <param name="Retired">At Vapi, but not wanted any more.</param>
internal sealed record PublishedState(
    long Wanted, int Attempts, byte[]? Announced, IReadOnlyList<PublishedDocument> Documents, PublishedTool? Tool, IReadOnlyList<RetiredThing> Retired);

/// <summary>A document's state at Vapi.</summary>
internal sealed record PublishedDocument(
    Guid Id, string Name, string ContentType, string Status, string? ErrorCode, byte[]? VapiAccount, string? VapiFileId, DateTimeOffset? UploadedAt)
{
    public const string Processing = "processing";
    public const string Synced = "synced";
    public const string Failed = "failed";

    /// <summary>Its file in this account; null when there is none.</summary>
    public string? FileIn(byte[] account) => IsIn(account) ? VapiFileId : null;

    /// <summary>Whether this account has read it, or has refused it.</summary>
    public bool IsSettledIn(byte[] account) => IsIn(account) && Status is Synced or Failed;

    public bool IsIn(byte[] account) => VapiAccount is { } own && own.AsSpan().SequenceEqual(account);

    // Names are the manager's; not for logs.
    public override string ToString() => $"{Id} {Status}";
}

/// <summary>The query tool as it was sent.</summary>
internal sealed record PublishedTool(byte[] Account, string ToolId, string Name, byte[] Sent);

/// <summary>Something at Vapi that has to go.</summary>
internal sealed record RetiredThing(Guid Id, string Resource, string VapiId);
