using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>Bytes of a text file as text. Nothing is refused: what cannot be read is shown as such.</summary>
internal static class TextDecoder
{
    private const char Unreadable = '\uFFFD';

    // Excel still saves CSV so on Windows.
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>UTF-8, with or without its mark; UTF-16 by its mark; else, when it is clearly no UTF-8, Windows-1252.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8.GetString(content[3..]);
        }

        if (IsUtf16(content))
        {
            return (content[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(content[2..]);
        }

        var text = Encoding.UTF8.GetString(content);
        return IsNotUtf8(text) ? Windows.GetString(content) : text;
    }

    public static bool IsUtf16(ReadOnlySpan<byte> content) => content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    // A few broken bytes in much UTF-8 are broken bytes; a file where more is broken than not is in another encoding.
    private static bool IsNotUtf8(string text)
    {
        var broken = text.Count(character => character == Unreadable);
        return broken > 0 && broken > text.Count(character => character is > '\u007F' and not Unreadable);
    }
}
