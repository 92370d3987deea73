using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

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

    /// <exception cref="InvalidDataException">It is no Word document, or unpacks to more than any document does.</exception>
    public static void Read(byte[] content, TextGatherer text)
    {
        CheckPackage(content);
        using var stream = new MemoryStream(content, writable: false);
        using var document = WordprocessingDocument.Open(stream, false, new OpenSettings { MaxCharactersInPart = MaxCharactersInPart });
        var part = document.MainDocumentPart ?? throw new InvalidDataException("It has no main part.");
        using var reader = OpenXmlReader.Create(part);
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
        private readonly StringBuilder _paragraph = new();
        private int _rows;
        private int _heading;

        public void Through(OpenXmlReader reader)
        {
            var goesOn = true;
            while (goesOn && reader.Read())
            {
                // Word keeps shapes twice, once for itself and once for programs that know less.
                while (reader.ElementType == typeof(AlternateContentFallback) && reader.IsStartElement)
                {
                    reader.Skip();
                }

                goesOn = reader.EOF || (reader.IsEndElement ? End(reader.ElementType) : Start(reader));
            }
        }

        private bool Start(OpenXmlReader reader)
        {
            var type = reader.ElementType;
            if (type == typeof(Text))
            {
                _paragraph.Append(reader.GetText());
            }
            else if (type == typeof(TabChar) || type == typeof(Break) || type == typeof(CarriageReturn))
            {
                _paragraph.Append(type == typeof(TabChar) || _rows > 0 ? ' ' : '\n');
            }
            else if (type == typeof(ParagraphStyleId))
            {
                _heading = LevelOf(reader.Attributes.FirstOrDefault(attribute => attribute.LocalName == "val").Value);
            }
            else if (type == typeof(TableRow))
            {
                _rows++;
            }

            return true;
        }

        private bool End(Type type)
        {
            if (type == typeof(TableRow))
            {
                _rows--;
                return _rows > 0 || Finish("\n");
            }

            if (type == typeof(TableCell))
            {
                _paragraph.Append(" | ");
            }
            else if (type == typeof(Paragraph))
            {
                if (_rows == 0)
                {
                    return Finish("\n\n");
                }

                _paragraph.Append(' ');
            }

            return true;
        }

        private bool Finish(string end)
        {
            var line = _paragraph.ToString().Trim(' ', '|', '\n');
            var mark = _heading > 0 && line.Length > 0 ? new string('#', _heading) + " " : "";
            _paragraph.Clear();
            _heading = 0;
            return text.Add(mark) && text.Add(line) && text.Add(end);
        }

        // Heading1, and its names in Spanish editions of Word.
        private static int LevelOf(string? style) =>
            style is not null && (style.StartsWith("Heading", StringComparison.OrdinalIgnoreCase) || style.StartsWith("Ttulo", StringComparison.OrdinalIgnoreCase))
            && char.IsAsciiDigit(style[^1]) && style[^1] is >= '1' and <= '6'
                ? style[^1] - '0'
                : string.Equals(style, "Title", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
    }
}
