namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>A passage that may answer a question.</summary>
/// <param name="DocumentId">The document it is from.</param>
/// <param name="DocumentName">Its name.</param>
/// <param name="ChunkId">The passage.</param>
/// <param name="Content">Its text, with the heading it stands under.</param>
/// <param name="Similarity">0 to 1: how much of the question it covers, rare words counting more; with embeddings, or how near it is in meaning.</param>
internal sealed record SearchResult(Guid DocumentId, string DocumentName, Guid ChunkId, string Content, double Similarity)
{
    // Not for logs: a record prints its members.
    public override string ToString() => $"{ChunkId} {Similarity:0.00}";
}

/// <summary>Passages, best first.</summary>
/// <param name="Results">At most <c>limit</c>.</param>
/// <param name="Total">All that were found.</param>
internal sealed record SearchReply(IReadOnlyList<SearchResult> Results, int Total)
{
    // As above.
    public override string ToString() => $"{Results.Count} of {Total}";
}
