using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace PeteRental.Agents.Tests.KnowledgeBase;

/// <summary>Documents as managers have them, and the form that they are uploaded with.</summary>
internal static class Samples
{
    public static Task<HttpResponseMessage> UploadAsync(this HttpClient http, string name, string content) =>
        http.UploadAsync(name, Encoding.UTF8.GetBytes(content));

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient http, string name, byte[] content)
    {
        var file = new ByteArrayContent(content);
        // What a client says about the content is not believed.
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return http.PostAsync("/knowledge-base/documents", new MultipartFormDataContent { { file, "file", name } });
    }

    /// <summary>A Word document: a heading, paragraphs, a table, text that was deleted with tracked changes, and a shape kept twice.</summary>
    public static byte[] Docx(string heading, params string[] paragraphs)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var body = new Body(new Paragraph(new ParagraphProperties(new ParagraphStyleId { Val = "Heading1" }), new Run(new Text(heading))));
            body.Append(paragraphs.Select(text => new Paragraph(new Run(new Text(text)))));
            body.Append(new Paragraph(new DeletedRun(new Run(new DeletedText("withdrawn words"))) { Author = "somebody", Id = "1" }));
            body.Append(new Table(new TableRow(Cell("Garage"), Cell("85 dollars"))));
            body.Append(new Paragraph(new Run(new AlternateContent(
                new AlternateContentChoice(new Run(new Text("shape words"))) { Requires = "wps" },
                new AlternateContentFallback(new Run(new Text("shape words")))))));
            document.AddMainDocumentPart().Document = new Document(body);
        }

        return stream.ToArray();

        static TableCell Cell(string text) => new(new Paragraph(new Run(new Text(text))));
    }

    /// <summary>A package that is small and unpacks to far more than any document has.</summary>
    public static byte[] ZipBomb()
    {
        using var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            for (var i = 0; i < 4; i++)
            {
                using var entry = package.CreateEntry(i == 0 ? "word/document.xml" : $"word/part{i}.xml", CompressionLevel.SmallestSize).Open();
                for (var megabyte = 0; megabyte < 40; megabyte++)
                {
                    entry.Write(new byte[1024 * 1024]);
                }
            }
        }

        return stream.ToArray();
    }

    /// <summary>A document of one page with one line of text for each that is given.</summary>
    public static byte[] Pdf(params string[] lines) => Pdf(lines, isLocked: false);

    /// <summary>One that wants a password.</summary>
    public static byte[] LockedPdf() => Pdf(["Nobody reads this."], isLocked: true);

    private static byte[] Pdf(string[] lines, bool isLocked)
    {
        var page = string.Concat(lines.Select((line, i) => $"BT /F1 12 Tf 72 {720 - (i * 20)} Td ({line.Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal)}) Tj ET\n"));
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(text.Length);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var key = new string('A', 64);
        var locked = isLocked ? $"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key[..32]}> <{key[..32]}>]" : "";
        var start = text.Length;
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        places.ForEach(place => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n"));
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R {locked} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
