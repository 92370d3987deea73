using System.Text;
using System.Text.RegularExpressions;

namespace PeteRental.Scraper.Fetching;

/// <summary>Which documents are read, and how their bytes become text. Pure.</summary>
internal static partial class PageText
{
    private const int Prescanned = 2048;

    private static readonly HashSet<string> MediaTypes = new(StringComparer.Ordinal)
    {
        "text/html", "application/xhtml+xml",
        "application/json", "text/json", "application/ld+json", "application/feed+json", "application/geo+json", "application/hal+json", "application/vnd.api+json",
        "application/xml", "text/xml", "application/rss+xml", "application/atom+xml",
        "text/plain",
    };

    private static readonly HashSet<string> PackedTypes = new(StringComparer.Ordinal) { "application/gzip", "application/x-gzip" };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether documents of this media type are read.</summary>
    public static bool IsRead(string mediaType) => MediaTypes.Contains(mediaType) || PackedTypes.Contains(mediaType);

    /// <summary>Whether it is a packed file of something that is read.</summary>
    public static bool IsPacked(string mediaType) => PackedTypes.Contains(mediaType);

    /// <summary>What a document is whose sender does not say; null when it is none that is read.</summary>
    public static string? Sniff(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        start = start.TrimStart(" \t\r\n"u8);
        return start switch
        {
            [] => "text/plain",
            [(byte)'<', (byte)'?', ..] => "application/xml",
            [(byte)'<', ..] => "text/html",
            [(byte)'{' or (byte)'[', ..] => "application/json",
            _ => null,
        };
    }

    /// <summary>Whether the bytes cannot be text, whatever their sender calls them. UTF-16 has zeros, but says so first.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> bytes) =>
        FromMark(bytes).Encoding is null && bytes[..Math.Min(bytes.Length, Prescanned)].Contains((byte)0);

    /// <summary>Decodes a document: by its byte order mark, else as its sender says, else as it says itself, else as UTF-8 where it is that.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var (marked, length) = FromMark(bytes);
        if (marked is not null)
        {
            return marked.GetString(bytes[length..]);
        }

        if ((Find(charset) ?? FromMarkup(bytes)) is { } encoding)
        {
            return encoding.GetString(bytes);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Windows1252.GetString(bytes);
        }
    }

    private static Encoding Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static (Encoding? Encoding, int Length) FromMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        _ => (null, 0),
    };

    // <meta charset="…">, <meta http-equiv="Content-Type" content="text/html; charset=…"> and <?xml encoding="…"?>. Whoever could
    // be read as ASCII so far is no UTF-16, whatever it says.
    private static Encoding? FromMarkup(ReadOnlySpan<byte> bytes)
    {
        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, Prescanned)]);
        var match = Declaration().Match(start);
        return match.Success ? Find(match.Groups["name"].Value) is { } encoding && encoding is not UnicodeEncoding ? encoding : Encoding.UTF8 : null;
    }

    private static Encoding? Find(string? charset)
    {
        var name = charset?.Trim(' ', '"', '\'').ToLowerInvariant();
        switch (name)
        {
            case null or "":
                return null;
            // As browsers take them (WHATWG Encoding): who writes these names means what Windows made of them.
            case "iso-8859-1" or "iso8859-1" or "latin1" or "l1" or "ascii" or "us-ascii" or "ansi_x3.4-1968" or "cp1252" or "windows-1252":
                return Windows1252;
            case "utf8" or "utf-8" or "unicode-1-1-utf-8":
                return Encoding.UTF8;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // A name that nobody knows says nothing.
            return null;
        }
    }

    [GeneratedRegex("""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?\s*(?<name>[A-Za-z0-9_:.-]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();
}
