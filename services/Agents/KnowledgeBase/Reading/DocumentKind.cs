namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>A kind of document that we read and Vapi takes.</summary>
/// <param name="Extension">With its dot, lower case.</param>
/// <param name="ContentType">As Vapi is told.</param>
internal sealed record DocumentKind(string Extension, string ContentType)
{
    public static readonly DocumentKind Pdf = new(".pdf", "application/pdf");
    public static readonly DocumentKind Docx = new(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    public static readonly DocumentKind Text = new(".txt", "text/plain");
    public static readonly DocumentKind Markdown = new(".md", "text/markdown");
    public static readonly DocumentKind Csv = new(".csv", "text/csv");
    public static readonly DocumentKind Json = new(".json", "application/json");

    // A PDF may begin with a few bytes of something else (ISO 32000-1, appendix H).
    private const int PdfHeaderWithin = 1024;

    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    private static readonly DocumentKind[] All = [Pdf, Docx, Text, Markdown, Csv, Json];

    /// <summary>The kind that a file's name promises; null when it is none of ours.</summary>
    public static DocumentKind? Of(string name) =>
        All.FirstOrDefault(kind => string.Equals(kind.Extension, Path.GetExtension(name), StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the content is what the name promises. Nobody's word for the content type is taken.</summary>
    public bool Fits(ReadOnlySpan<byte> content) =>
        this == Pdf ? IsPdf(content)
        : this == Docx ? IsZip(content) || IsSealedOffice(content)
        : !IsPdf(content) && !IsZip(content) && !IsSealedOffice(content) && IsText(content);

    /// <summary>Whether it is Office's container for documents with a password (and for those before 2007).</summary>
    public static bool IsSealedOffice(ReadOnlySpan<byte> content) => content.StartsWith(CompoundFile);

    private static bool IsPdf(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8) >= 0;

    private static bool IsZip(ReadOnlySpan<byte> content) => content.StartsWith("PK\u0003\u0004"u8);

    // No text has a zero byte, but for UTF-16, which says so first.
    private static bool IsText(ReadOnlySpan<byte> content) => TextDecoder.IsUtf16(content) || !content.Contains((byte)0);
}
