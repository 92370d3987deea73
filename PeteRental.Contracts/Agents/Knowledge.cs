namespace PeteRental.Contracts.Agents;

/// <summary>
/// Which passages of a workspace's documents may answer a caller's question: <c>POST /internal/knowledge-base/search</c>, in the
/// workspace of the signed identity.
/// </summary>
/// <param name="Query">The caller's words.</param>
/// <param name="Limit">At most so many passages, 1 to 50.</param>
public sealed record KnowledgeQuestion(string Query, int Limit);

/// <summary>Passages, best first.</summary>
public sealed record KnowledgeReply(IReadOnlyList<KnowledgePassage> Passages);

/// <summary>A passage of a document.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Content">Its text. Not for logs.</param>
/// <param name="Similarity">0 to 1.</param>
public sealed record KnowledgePassage(Guid Id, string Content, double Similarity);
