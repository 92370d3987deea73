using System.Text.Json;
using PeteRental.Scraper.Tests.Corpus;
using Spectre.Console;

namespace PeteRental.Bench.Extraction;

/// <summary>How long one page takes.</summary>
/// <param name="Name">The page.</param>
/// <param name="Characters">How long it is.</param>
/// <param name="Milliseconds">Of each reading, shortest first.</param>
internal sealed record PageSpeed(string Name, int Characters, IReadOnlyList<double> Milliseconds)
{
    public double Median => Milliseconds[Milliseconds.Count / 2];
}

/// <summary>What a run gave.</summary>
internal sealed record ExtractionReport(string Machine, string Runtime, DateTimeOffset TakenAt, CorpusScore Score, IReadOnlyList<PageSpeed> Speeds)
{
    private const double LeastF1 = 0.97;
    private const double MostMilliseconds = 50;
    private const int WorstShown = 10;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly IReadOnlyList<double> _all = [.. Speeds.SelectMany(speed => speed.Milliseconds).Order()];

    /// <summary>True when what is promised holds: macro F1 of 0.97, and no page that takes longer than 50 ms as a rule.</summary>
    public bool IsGoodEnough => Score.MacroF1 >= LeastF1 && Speeds.All(speed => speed.Median <= MostMilliseconds);

    private double PerSecond => 1_000 * _all.Count / _all.Sum();

    private double P50 => At(0.5);

    private double P99 => At(0.99);

    public void Print()
    {
        // A file or a pipe has no width of its own, and a wrapped table cannot be read.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        PrintFields();
        PrintWorst();
        AnsiConsole.WriteLine($"{Score.Pages.Count} pages judged, {Score.Pages.Sum(page => page.Expected)} homes, {Score.Pages.Sum(page => page.Matched)} of them read; macro F1 {Score.MacroF1:0.0000}.");
        AnsiConsole.WriteLine($"{PerSecond:0} pages a second on one thread; p50 {P50:0.00} ms, p99 {P99:0.00} ms a page. Slowest as a rule:");
        foreach (var speed in Speeds.OrderByDescending(speed => speed.Median).Take(3))
        {
            AnsiConsole.WriteLine($"  {speed.Median,7:0.00} ms  {speed.Name}, {speed.Characters / 1_024} KB");
        }

        AnsiConsole.WriteLine($"{Machine}, {Runtime}.");
    }

    public Task SaveAsync(string file, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        file,
        JsonSerializer.Serialize(
            new
            {
                Machine,
                Runtime,
                TakenAt,
                Score.MacroF1,
                Fields = Score.Fields.Select(field => new { field.Field, field.Count.Precision, field.Count.Recall, field.Count.F1 }),
                Pages = Score.Pages.Select(page => new { page.Name, page.F1, page.Expected, page.Read, page.Matched, page.Differences }),
                PagesPerSecond = PerSecond,
                P50,
                P99,
            },
            Json),
        cancellationToken);

    private void PrintFields()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("field", "right", "invented", "missed", "precision", "recall", "F1");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        foreach (var (field, count) in Score.Fields)
        {
            table.AddRow(field, $"{count.Right}", $"{count.Invented}", $"{count.Missed}", $"{count.Precision:0.000}", $"{count.Recall:0.000}", $"{count.F1:0.000}");
        }

        AnsiConsole.Write(table);
    }

    private void PrintWorst()
    {
        foreach (var page in Score.Pages.Where(page => page.F1 < 1).OrderBy(page => page.F1).Take(WorstShown))
        {
            AnsiConsole.WriteLine($"{page.F1:0.000} {page.Name}: {page.Matched} of {page.Expected} homes, {page.Read} read");
            foreach (var line in page.Differences.Take(WorstShown))
            {
                AnsiConsole.WriteLine($"        {line}");
            }
        }
    }

    private double At(double share) => _all[(int)Math.Min(_all.Count - 1, share * _all.Count)];
}
