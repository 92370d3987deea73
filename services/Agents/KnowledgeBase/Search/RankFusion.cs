namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>A passage that was found, and how well.</summary>
/// <param name="ChunkId">The passage.</param>
/// <param name="Similarity">0 to 1.</param>
internal readonly record struct Ranked(Guid ChunkId, double Similarity);

/// <summary>
/// Makes one list of two that measure differently, by the places in them (reciprocal rank fusion, Cormack et al. 2009): what is near the
/// top of both comes first, and no measure has to be translated into the other. A passage's similarity is the better of the two. Pure.
/// </summary>
internal static class RankFusion
{
    // The published constant: it keeps the first place of one list from outweighing good places in both.
    private const double Damping = 60;

    public static IReadOnlyList<Ranked> Fuse(IReadOnlyList<Ranked> one, IReadOnlyList<Ranked> other)
    {
        var scores = new Dictionary<Guid, (double Score, double Similarity)>();
        foreach (var list in new[] { one, other })
        {
            for (var place = 0; place < list.Count; place++)
            {
                var (score, similarity) = scores.GetValueOrDefault(list[place].ChunkId);
                scores[list[place].ChunkId] = (score + (1 / (Damping + place + 1)), Math.Max(similarity, list[place].Similarity));
            }
        }

        return
        [
            .. scores.OrderByDescending(entry => entry.Value.Score).ThenByDescending(entry => entry.Value.Similarity).ThenBy(entry => entry.Key)
                .Select(entry => new Ranked(entry.Key, entry.Value.Similarity)),
        ];
    }
}
