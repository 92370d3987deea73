using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>
/// The text of a Word document, read as a stream: paragraphs are lines with a blank one between them, headings are marked as in
/// Markdown, a table's row is a line. Deleted text of tracked changes is not read.
/// </summary>
internal static class DocxReader
{
    private const int MaxEntries = 2_000;
    private const long MaxUnpackedBytes = 100 * 1024 * 1024;
    private const long MaxCharactersInPart = 20_000_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        MaxCharactersInDocument = MaxCharactersInPart,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <exception cref="InvalidDataException">It is no Word document, or unpacks to more than any document does.</exception>
    public static void Read(byte[] content, TextGatherer text)
    {
        CheckPackage(content);
        using var stream = new MemoryStream(content, writable: false);
        using var document = WordprocessingDocument.Open(stream, false);
        var part = document.MainDocumentPart ?? throw new InvalidDataException("It has no main part.");
        using var reader = XmlReader.Create(part.GetStream(FileMode.Open, FileAccess.Read), Settings);
        new Walk(text).Through(reader);
    }

    // The platform unpacks no more of an entry than its header announces, so what the headers announce is what counts.
    private static void CheckPackage(byte[] content)
    {
        using var package = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
        if (package.Entries.Count > MaxEntries || package.Entries.Sum(entry => entry.Length) > MaxUnpackedBytes)
        {
            throw new InvalidDataException("It unpacks to too much.");
        }
    }

    private sealed class Walk(TextGatherer text)
    {
        private const int LongestParagraph = 100_000;

        private readonly StringBuilder _paragraph = new();
        private bool _isText;
        private int _rows;
        private int _heading;

        public void Through(XmlReader reader)
        {
            var goesOn = reader.Read();
            while (goesOn)
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Fallback" or "delText" or "instrText" })
                {
                    // Word keeps shapes twice, once for itself and once for programs that know less; and it keeps what was deleted.
                    reader.Skip();
                    continue;
                }

                goesOn = Take(reader) && reader.Read();
            }
        }

        private bool Take(XmlReader reader) => reader.NodeType switch
        {
            XmlNodeType.Element => Start(reader),
            XmlNodeType.EndElement => End(reader.LocalName),
            XmlNodeType.Text or XmlNodeType.SignificantWhitespace when _isText => Append(reader.Value),
            _ => true,
        };

        private bool Start(XmlReader reader)
        {
            switch (reader.LocalName)
            {
                case "t":
                    _isText = !reader.IsEmptyElement;
                    break;
                case "tab":
                    return Append(" ");
                case "br" or "cr":
                    return Append(_rows > 0 ? " " : "\n");
                case "pStyle":
                    _heading = LevelOf(Enumerable.Range(0, reader.AttributeCount).Select(reader.GetAttribute).FirstOrDefault());
                    break;
                case "tr" when !reader.IsEmptyElement:
                    _rows++;
                    break;
            }

            return true;
        }

        private bool End(string name)
        {
            switch (name)
            {
                case "t":
                    _isText = false;
                    return true;
                case "tr":
                    _rows--;
                    return _rows > 0 || Finish("\n");
                case "tc":
                    return Append("| ");
                case "p":
                    return _rows > 0 ? Append(" ") : Finish("\n\n");
                default:
                    return true;
            }
        }

        // A paragraph without an end is no reason to gather all of a document in it.
        private bool Append(string words)
        {
            _paragraph.Append(words);
            return _paragraph.Length < LongestParagraph || Finish("\n");
        }

        private bool Finish(string end)
        {
            var line = _paragraph.ToString().Trim(' ', '|', '\n');
            var mark = _heading > 0 && line.Length > 0 ? new string('#', _heading) + " " : "";
            _paragraph.Clear();
            _heading = 0;
            return text.Add(mark) && text.Add(line) && text.Add(end);
        }

        // Heading1, and its name in Spanish editions of Word.
        private static int LevelOf(string? style) =>
            style is not null && (style.StartsWith("Heading", StringComparison.OrdinalIgnoreCase) || style.StartsWith("Ttulo", StringComparison.OrdinalIgnoreCase))
            && style[^1] is >= '1' and <= '6'
                ? style[^1] - '0'
                : string.Equals(style, "Title", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
    }
}
