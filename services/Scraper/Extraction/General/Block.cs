using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>A part of the page that is seen as one: a line, an image, or parts within. Wrappers of a single part are left out.</summary>
internal sealed class Block
{
    /// <summary>The element's name; that of a line is the name of the element it stands in.</summary>
    public required string Tag { get; init; }

    /// <summary>The element, or the one around a line.</summary>
    public required IElement Element { get; init; }

    /// <summary>The words of a leaf.</summary>
    public PageLine? Line { get; init; }

    /// <summary>Whether this is an image.</summary>
    public bool IsImage { get; init; }

    /// <summary>In order; empty in a leaf.</summary>
    public IReadOnlyList<Block> Children { get; init; } = [];

    /// <summary>A link around the whole part.</summary>
    public IElement? Anchor { get; set; }

    /// <summary>What all lines within say.</summary>
    public Signals Signals { get; set; } = Signals.None;

    /// <summary>The lines within, in order.</summary>
    public IEnumerable<PageLine> Lines() => Line is not null ? [Line] : Children.SelectMany(child => child.Lines());
}
