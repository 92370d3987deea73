namespace PeteRental.Agents.KnowledgeBase.Documents;

/// <summary>A document of the knowledge base.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">By its content, whatever the upload said.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Status">At Vapi: stored (not there), processing (being uploaded or read), synced or failed. Here it can be searched at once.</param>
/// <param name="ErrorCode">Why it failed, such as vapi_rejected; null otherwise.</param>
/// <param name="Chunks">Passages that can be found.</param>
/// <param name="TextCut">Its text is longer than 2 MB; only the first 2 MB are searched here. Vapi gets all of it.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="SyncedAt">When Vapi had read it.</param>
internal sealed record DocumentReply(
    Guid DocumentId, string Name, string ContentType, int Bytes, string Status, string? ErrorCode, int Chunks, bool TextCut,
    DateTimeOffset CreatedAt, DateTimeOffset? SyncedAt);

/// <summary>A page of documents, oldest first.</summary>
/// <param name="Documents">The page.</param>
/// <param name="Total">Of the whole workspace.</param>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record DocumentListReply(IReadOnlyList<DocumentReply> Documents, int Total, string? NextCursor);

/// <summary>A document that was read and is to be kept.</summary>
internal sealed record NewDocument(string Name, string ContentType, byte[] Content, byte[] Sha256, string Text, bool IsCut)
{
    // Not for logs: a record prints its members.
    public override string ToString() => $"{Content.Length} bytes";
}

/// <summary>How adding a document ended.</summary>
internal abstract record DocumentWrite
{
    /// <summary>It is there, or was already.</summary>
    public sealed record Done(DocumentReply Document, bool IsNew) : DocumentWrite;

    /// <summary>The workspace has as many documents, or as much text, as it may have.</summary>
    public sealed record Full : DocumentWrite;
}
