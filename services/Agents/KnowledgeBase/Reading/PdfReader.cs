using System.Diagnostics;
using System.Text;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>
/// The text of a PDF, by poppler's <c>pdftotext</c> in a process of its own: a format that has broken every reader of it is kept out of
/// our memory. The document goes in and the text comes out by pipes, so nothing of it touches the disk; time and memory are limited.
/// </summary>
internal sealed partial class PdfReader(TimeProvider time, ILogger<PdfReader> logger)
{
    // The gateway waits 15 s for an answer.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Limits = ["--as=1073741824", "--cpu=10", "--core=0", "--fsize=0"];
    private static readonly string[] Arguments = ["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"];

    // Looked for once: neither comes nor goes while a service runs.
    private readonly string? _limiter = Find("prlimit");
    private readonly string? _program = Find("pdftotext");

    /// <summary>Null when it was read.</summary>
    public async Task<ReadingResult?> ReadAsync(byte[] content, TextGatherer text, CancellationToken cancellationToken)
    {
        if (_limiter is null || _program is null)
        {
            LogMissing();
            return new ReadingResult.NoReader();
        }

        using var process = new Process { StartInfo = Describe(_limiter, _program) };
        process.Start();
        using var patience = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await Task.WhenAll(FeedAsync(process, content, either.Token), GatherAsync(process, text, either.Token));
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogSlow();
            return new ReadingResult.Unreadable();
        }
        finally
        {
            // It may have ended by itself between the question and the answer; then there is nothing to kill, and nothing is thrown.
            process.Kill(entireProcessTree: true);
        }

        // Once there is enough text it was stopped in the middle.
        if (text.IsCut || process.ExitCode == 0)
        {
            return null;
        }

        LogRefused(process.ExitCode);
        return new ReadingResult.Unreadable();
    }

    private static ProcessStartInfo Describe(string limiter, string program)
    {
        var start = new ProcessStartInfo(limiter, [.. Limits, program, .. Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = "/",
        };
        // It is not trusted with our environment, which holds keys.
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }

    private static async Task FeedAsync(Process process, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(content, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped reading; its exit code says why.
            process.StandardInput.BaseStream.Close();
        }
    }

    private static async Task GatherAsync(Process process, TextGatherer text, CancellationToken cancellationToken)
    {
        // What it complains about may quote the document: taken off the pipe and thrown away.
        var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (!text.Add(buffer.AsSpan(0, read)))
            {
                process.Kill(entireProcessTree: true);
                break;
            }
        }

        await complaints;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    [LoggerMessage(LogLevel.Error, "PDF documents cannot be read here: pdftotext (poppler-utils) and prlimit (util-linux) are needed")]
    private partial void LogMissing();

    [LoggerMessage(LogLevel.Warning, "A PDF document took too long to read")]
    private partial void LogSlow();

    [LoggerMessage(LogLevel.Warning, "A PDF document cannot be read (pdftotext ended with {ExitCode})")]
    private partial void LogRefused(int exitCode);
}
