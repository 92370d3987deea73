using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>
/// Gathers a document's text, up to a limit, in the shape that everything after it relies on: lines end in <c>\n</c>, there are at most
/// two in a row, no control characters, no halves of surrogate pairs.
/// </summary>
internal sealed class TextGatherer(int limit = TextGatherer.MaxCharacters)
{
    /// <summary>Some four hundred pages. What is beyond is not searched, and the document says so.</summary>
    public const int MaxCharacters = 2 * 1024 * 1024;

    private readonly StringBuilder _text = new();
    private int _lineEnds = 2;
    private bool _afterReturn;

    /// <summary>Whether there was more than fits.</summary>
    public bool IsCut { get; private set; }

    public string Text => _text.ToString().Trim();

    /// <summary>Adds text; false when there is no room for more.</summary>
    public bool Add(ReadOnlySpan<char> text)
    {
        // Runes, so that what is no text reads as U+FFFD and nothing is cut in the middle.
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Add(rune))
            {
                return false;
            }
        }

        return !IsCut;
    }

    /// <summary>Adds a line and its end.</summary>
    public bool AddLine(ReadOnlySpan<char> text = default) => Add(text) && Add("\n");

    private bool Add(Rune rune)
    {
        var isFeed = rune.Value == '\n' && _afterReturn;
        _afterReturn = rune.Value == '\r';
        if (isFeed)
        {
            return true;
        }

        var plain = Plain(rune);
        _lineEnds = plain.Value == '\n' ? _lineEnds + 1 : _lineEnds == 2 && plain.Value == ' ' ? 2 : 0;
        if (_lineEnds > 2 || plain.Value == 0)
        {
            _lineEnds = Math.Min(_lineEnds, 2);
            return true;
        }

        if (_text.Length + plain.Utf16SequenceLength > limit)
        {
            IsCut = true;
            return false;
        }

        Span<char> characters = stackalloc char[2];
        _text.Append(characters[..plain.EncodeToUtf16(characters)]);
        return true;
    }

    // Line and page ends in all their spellings become one; what cannot be seen becomes a space or nothing.
    private static Rune Plain(Rune rune) => rune.Value switch
    {
        '\r' or '\n' or '\f' or '\v' or 0x85 or 0x2028 or 0x2029 => new Rune('\n'),
        '\t' or 0xA0 or 0x202F or 0x2007 => new Rune(' '),
        0xFEFF or 0xAD or 0x200B => default,
        _ when Rune.IsControl(rune) => default,
        _ => rune,
    };
}
