using System.Text.Json;
using PeteRental.Bench.Load;
using Spectre.Console;

namespace PeteRental.Bench.Reporting;

/// <summary>A scenario beside its floor, both of the same run.</summary>
/// <param name="Measured">Through the whole system.</param>
/// <param name="Floor">Name of the floor.</param>
/// <param name="FloorPerSecond">Rate of the floor at the same number in flight.</param>
/// <param name="FloorP50">Median (for pgbench: mean) latency of the floor, milliseconds.</param>
/// <param name="WayPerSecond">Rate of the bare way: the same processes one after the other, and nothing done in them.</param>
internal sealed record Comparison(LoadResult Measured, string Floor, double FloorPerSecond, double FloorP50, double WayPerSecond)
{
    /// <summary>How much of the floor's rate is reached.</summary>
    public double Ratio => Measured.PerSecond / FloorPerSecond;

    /// <summary>How much of the floor's rate the bare way reaches: no system of these processes can reach more.</summary>
    public double WayRatio => WayPerSecond / FloorPerSecond;
}

/// <summary>What a run of the benchmark gave, on what.</summary>
internal sealed record Report(string Machine, string Runtime, DateTimeOffset TakenAt, int Overlaps, IReadOnlyList<Comparison> Comparisons)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("what", "in flight", "req/s", "p50 ms", "p95 ms", "p99 ms", "errors", "floor", "floor req/s", "ratio", "bare way req/s", "its ratio");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        foreach (var comparison in Comparisons)
        {
            var measured = comparison.Measured;
            table.AddRow(
                measured.Name,
                $"{measured.InFlight}",
                $"{measured.PerSecond:0}",
                $"{measured.P50:0.00}",
                $"{measured.P95:0.00}",
                $"{measured.P99:0.00}",
                $"{measured.Errors}",
                comparison.Floor,
                $"{comparison.FloorPerSecond:0}",
                $"{comparison.Ratio:P0}",
                $"{comparison.WayPerSecond:0}",
                $"{comparison.WayRatio:P0}");
        }

        // A file or a pipe has no width of its own, and a wrapped table cannot be read.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 150);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{Machine}, {Runtime}. Overlapping appointments after the run: {Overlaps}.");
    }

    public Task SaveAsync(string file) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json));
}
