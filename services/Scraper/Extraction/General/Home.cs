namespace PeteRental.Scraper.Extraction.General;

/// <summary>The parts of a page that are about one home, before its fields are read.</summary>
/// <param name="Blocks">In order.</param>
/// <param name="Signals">What they say together.</param>
internal sealed record Home(IReadOnlyList<Block> Blocks, Signals Signals)
{
    /// <summary>What stands above it for several homes: the heading of its group, its building's address. The nearest last.</summary>
    public List<PageLine> Context { get; } = [];

    /// <summary>Pictures that stand above it with its building's address.</summary>
    public List<Block> Pictures { get; } = [];

    /// <summary>Parts beside it that are about another place, and are no homes either.</summary>
    public IReadOnlyList<Block> Foreign { get; init; } = [];

    /// <summary>Its lines, in order.</summary>
    public IEnumerable<PageLine> Lines => Blocks.SelectMany(block => block.Lines());
}
