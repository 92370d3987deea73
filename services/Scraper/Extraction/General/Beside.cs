namespace PeteRental.Scraper.Extraction.General;

/// <summary>
/// Parts a page into what it is about and what it shows beside that: all that follows a heading such as "Similar homes", up to the next heading
/// of its rank. A wrapper around the heading alone does not end it.
/// </summary>
internal sealed class Beside
{
    private const int LongestHeading = 60;

    private readonly List<Block> _parts = [];
    private readonly List<Block> _part = [];
    private int _level;
    private bool _isOpen;
    private bool _hasFacts;

    private Beside()
    {
    }

    /// <summary>The page without what is beside, and the parts beside with their headings.</summary>
    public static (Block Main, IReadOnlyList<Block> Parts) Part(Block root)
    {
        var beside = new Beside();
        var main = beside.Without(root);
        beside.Close();
        return (main ?? new Block { Tag = root.Tag, Element = root.Element }, beside._parts);
    }

    private Block? Without(Block block)
    {
        if (block.Children.Count == 0)
        {
            return Take(block) ? null : block;
        }
        if (_isOpen && (IsCard(block) || !HasRankedHeading(block)))
        {
            Add(block);
            return null;
        }
        var opened = _isOpen;
        var kept = new List<Block>(block.Children.Count);
        foreach (var child in block.Children)
        {
            if (Without(child) is { } rest)
            {
                kept.Add(rest);
            }
        }
        // What a section's own heading opened ends with the section, unless nothing but the heading was in it.
        if (_isOpen && !opened && _hasFacts)
        {
            Close();
        }
        return kept.Count == block.Children.Count && kept.SequenceEqual(block.Children) ? block
            : kept.Count == 0 ? null
            : new Block { Tag = block.Tag, Element = block.Element, Children = kept, Anchor = block.Anchor };
    }

    // Whether a leaf is beside; headings open and close.
    private bool Take(Block leaf)
    {
        if (leaf.Line is { Heading: > 0 } heading)
        {
            if (heading.Text.Length <= LongestHeading && heading.Signals.Mask == 0 && PageWords.AreSimilar(heading.Text))
            {
                Close();
                (_isOpen, _level) = (true, heading.Heading);
            }
            else if (_isOpen && IsRanked(heading))
            {
                Close();
            }
        }
        if (_isOpen)
        {
            Add(leaf);
        }
        return _isOpen;
    }

    private void Add(Block block)
    {
        _part.Add(block);
        _hasFacts |= block.Lines().Any(line => line.Signals.Kinds > 0);
    }

    private bool HasRankedHeading(Block block) => block.Lines().Any(IsRanked);

    // The title of a card may be a heading, too: it has a link or is a street.
    private bool IsRanked(PageLine line) => line.Heading > 0 && line.Heading <= _level && line.Signals.Street is null && line.Anchors.Count == 0;

    private static bool IsCard(Block block) => block.Lines().Any(line => line.Signals.Street is not null || line.Signals.Rent is not null);

    private void Close()
    {
        if (_part.Count > 0)
        {
            _parts.Add(new Block { Tag = "beside", Element = _part[0].Element, Children = [.. _part] });
        }
        _part.Clear();
        (_isOpen, _hasFacts) = (false, false);
    }
}
