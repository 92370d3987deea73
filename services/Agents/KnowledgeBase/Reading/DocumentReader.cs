namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>What reading a document came to.</summary>
internal abstract record ReadingResult
{
    /// <param name="Text">Never empty. Not for logs.</param>
    /// <param name="IsCut">There is more of it than is kept.</param>
    public sealed record Done(string Text, bool IsCut) : ReadingResult
    {
        public override string ToString() => $"{Text.Length} characters";
    }

    /// <summary>It has no text: nothing in it, or pictures of text.</summary>
    public sealed record Empty : ReadingResult;

    /// <summary>Broken, locked by a password, or made to do harm.</summary>
    public sealed record Unreadable : ReadingResult;

    /// <summary>The program that reads this kind is not installed.</summary>
    public sealed record NoReader : ReadingResult;
}

/// <summary>Reads the text out of documents. They come from outside: each reader has limits on what it takes and how long.</summary>
internal sealed partial class DocumentReader(PdfReader pdf, ILogger<DocumentReader> logger) : IDisposable
{
    // Two at once, whoever uploads: a document may take a core and some hundred megabytes while it is read.
    private readonly SemaphoreSlim _desks = new(2);

    public async Task<ReadingResult> ReadAsync(DocumentKind kind, byte[] content, CancellationToken cancellationToken)
    {
        if (content.Length == 0)
        {
            return new ReadingResult.Empty();
        }

        await _desks.WaitAsync(cancellationToken);
        try
        {
            var text = new TextGatherer();
            var failure = kind == DocumentKind.Pdf ? await pdf.ReadAsync(content, text, cancellationToken) : ReadHere(kind, content, text);
            return failure ?? (text.Text is var found && found.Any(char.IsLetterOrDigit)
                // One spelling of each accented letter, so that it is found whichever way it is asked for.
                ? new ReadingResult.Done(found.Normalize(), text.IsCut)
                : new ReadingResult.Empty());
        }
        finally
        {
            _desks.Release();
        }
    }

    public void Dispose() => _desks.Dispose();

    private ReadingResult.Unreadable? ReadHere(DocumentKind kind, byte[] content, TextGatherer text)
    {
        try
        {
            Read(kind, content, text);
            return null;
        }
        catch (Exception exception)
        {
            // Libraries throw all kinds of things at a hostile file. Their words may quote it, so only the kind of exception is told.
            LogUnreadable(kind.Extension, exception.GetType().Name);
            return new ReadingResult.Unreadable();
        }
    }

    private static void Read(DocumentKind kind, byte[] content, TextGatherer text)
    {
        if (kind == DocumentKind.Docx)
        {
            DocxReader.Read(content, text);
        }
        else if (kind == DocumentKind.Csv)
        {
            CsvTextReader.Read(TextDecoder.Decode(content), text);
        }
        else if (kind == DocumentKind.Json)
        {
            JsonTextReader.Read(TextDecoder.Decode(content), text);
        }
        else
        {
            text.Add(TextDecoder.Decode(content));
        }
    }

    [LoggerMessage(LogLevel.Warning, "A {Extension} document cannot be read ({Problem})")]
    private partial void LogUnreadable(string extension, string problem);
}
