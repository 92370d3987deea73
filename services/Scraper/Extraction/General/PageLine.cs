using AngleSharp.Dom;

namespace PeteRental.Scraper.Extraction.General;

/// <summary>One line as a visitor reads it: the words of a block, or of one side of a line break, or of a table's cell.</summary>
internal sealed class PageLine(string text, IElement element, int heading, IReadOnlyList<IElement> anchors)
{
    /// <summary>Above it, words are read as prose: they tell of a home, but what they mention need not be its facts.</summary>
    private const int LongestFact = 140;

    private string _text = text;
    private LabelKind? _names;

    /// <summary>The words, on one line.</summary>
    public string Text
    {
        get => _text;
        set => (_text, _names) = (value, null);
    }

    /// <summary>What the words label when they are nothing but a label. Looked up once: each reader asks for it.</summary>
    public LabelKind Names => _names ??= Labels.Of(_text);

    /// <summary>Around the words, as near as possible.</summary>
    public IElement Element { get; } = element;

    /// <summary>1 to 6 in a heading, else 0.</summary>
    public int Heading { get; } = heading;

    /// <summary>Links among the words.</summary>
    public IReadOnlyList<IElement> Anchors { get; } = anchors;

    /// <summary>What the words are: a column's heading, the term of a definition, the line before.</summary>
    public string? Label { get; set; }

    /// <summary>What the label stands for.</summary>
    public LabelKind LabelKind { get; set; }

    /// <summary>Whether the line is but the label of another, and so says nothing itself.</summary>
    public bool IsSpent { get; set; }

    /// <summary>What the line says about a home.</summary>
    public Signals Signals { get; set; } = Signals.None;

    /// <summary>Whether this is running text.</summary>
    public bool IsProse => Text.Length > LongestFact && Heading == 0;

    /// <summary>The words with what they are.</summary>
    public string Labelled => Label is null ? Text : $"{Label}: {Text}";
}
