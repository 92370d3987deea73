using System.Globalization;
using PeteRental.Scraper.Crawling;
using Spectre.Console;

namespace PeteRental.Pete.Scrape;

/// <summary>Shows how far a reading is: a bar on a terminal, a line for each new phase elsewhere. Never on the standard output, which is for the homes.</summary>
internal static class ReadingProgressBar
{
    /// <param name="error">Where lines go when there is no terminal.</param>
    /// <param name="read">The reading.</param>
    public static async Task<SiteReading> ShowAsync(TextWriter error, Func<IProgress<ReadingProgress>, Task<SiteReading>> read)
    {
        if (Console.IsErrorRedirected)
        {
            return await read(new Lines(error));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return await terminal.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(context => read(new Bar(context.AddTask(Words(ReadingProgress.None)))));
    }

    private static string Words(ReadingProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Phase switch
        {
            ReadingPhase.Finding => "looking for the homes",
            ReadingPhase.ReadingList => "reading the list",
            ReadingPhase.ReadingDetails => "reading each home",
            ReadingPhase.Finishing => "putting it together",
        }}, page {progress.PagesSeen} of {progress.PagesTotal}, {progress.ListingsFound} homes");

    private sealed class Bar(ProgressTask task) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value)
        {
            task.MaxValue = Math.Max(1, value.PagesTotal);
            task.Value = value.PagesSeen;
            task.Description = Words(value);
        }
    }

    private sealed class Lines(TextWriter error) : IProgress<ReadingProgress>
    {
        private ReadingPhase? _last;

        public void Report(ReadingProgress value)
        {
            if (_last != value.Phase)
            {
                _last = value.Phase;
                error.WriteLine(Words(value));
            }
        }
    }
}
