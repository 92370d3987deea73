using System.Text;

namespace PeteRental.Scraper.Fetching;

/// <summary>
/// A path of a rule: <c>*</c> stands for any characters, <c>$</c> at the end for the end. Paths are compared in one spelling, so that
/// <c>%7E</c> and <c>~</c>, or <c>ツ</c> and <c>%e3%83%84</c>, are the same (RFC 9309, 2.2.2 and 2.2.3).
/// </summary>
internal sealed class RobotsPattern
{
    private readonly string[] _parts;
    private readonly bool _isAnchored;

    private RobotsPattern(string[] parts, bool isAnchored)
    {
        _parts = parts;
        _isAnchored = isAnchored;
        Length = parts.Sum(part => part.Length) + parts.Length - 1 + (isAnchored ? 1 : 0);
    }

    /// <summary>How specific it is, in octets.</summary>
    public int Length { get; }

    /// <summary>Reads a pattern.</summary>
    public static RobotsPattern Parse(string text)
    {
        var isAnchored = text.EndsWith('$');
        var inQuery = false;
        var parts = (isAnchored ? text[..^1] : text).Split('*');
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = Canonical(parts[index], ref inQuery);
        }

        return new RobotsPattern(parts, isAnchored);
    }

    /// <summary>The one spelling of a path with its query.</summary>
    public static string Canonical(string pathAndQuery)
    {
        var inQuery = false;
        return Canonical(pathAndQuery, ref inQuery);
    }

    /// <summary>Whether a path in its one spelling begins with this pattern. The leftmost place for each part is as good as any: time is linear.</summary>
    public bool Matches(string path)
    {
        if (!path.StartsWith(_parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var position = _parts[0].Length;
        for (var index = 1; index < _parts.Length; index++)
        {
            if (_isAnchored && index == _parts.Length - 1)
            {
                return path.Length - _parts[index].Length >= position && path.EndsWith(_parts[index], StringComparison.Ordinal);
            }

            var found = path.IndexOf(_parts[index], position, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            position = found + _parts[index].Length;
        }

        return !_isAnchored || position == path.Length;
    }

    // Octets outside ASCII are encoded, encoded ASCII is decoded, but for what would mean something else then:
    // a slash or question mark in the path, and the percent sign.
    private static string Canonical(string text, ref bool inQuery)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (text[index] == '%' && TryReadOctet(text, index, out var octet))
            {
                AppendOctet(result, octet, inQuery);
                index += 3;
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length);
            index += length;
            inQuery |= rune.Value == '?';
            if (rune.IsAscii)
            {
                result.Append((char)rune.Value);
                continue;
            }

            foreach (var part in utf8[..rune.EncodeToUtf8(utf8)])
            {
                AppendEncoded(result, part);
            }
        }

        return result.ToString();
    }

    private static bool TryReadOctet(string text, int index, out byte octet) =>
        byte.TryParse(text.AsSpan(index + 1, Math.Min(2, text.Length - index - 1)), System.Globalization.NumberStyles.AllowHexSpecifier, null, out octet) && index + 2 < text.Length;

    private static void AppendOctet(StringBuilder result, byte octet, bool inQuery)
    {
        var isKept = octet is <= 0x20 or >= 0x7F or (byte)'%' || (!inQuery && octet is (byte)'/' or (byte)'?');
        if (isKept)
        {
            AppendEncoded(result, octet);
        }
        else
        {
            result.Append((char)octet);
        }
    }

    private static void AppendEncoded(StringBuilder result, byte octet) => result.Append('%').Append(octet.ToString("X2", null));
}
