using System.Text.Json;
using PeteRental.Bench.Load;
using Spectre.Console;

namespace PeteRental.Bench.Diaries;

/// <summary>A connected calendar beside our own one and beside a bare call of the provider, all of the same run and as many at a time.</summary>
/// <param name="State">warm: the diary was read a moment ago. cold: it is read for this very request. refresh: with a new access token, too.</param>
/// <param name="DelayMs">What the provider takes longer than it would.</param>
/// <param name="Measured">The calendar at the provider.</param>
/// <param name="Native">The same with a calendar of our own.</param>
/// <param name="Bare">One call of the provider's calendar API, without us.</param>
/// <param name="ProviderCalls">How many such calls the request waits for.</param>
internal sealed record DiaryFigures(string State, int DelayMs, LoadResult Measured, LoadResult Native, LoadResult Bare, int ProviderCalls)
{
    /// <summary>What a connected calendar costs of our own time: all of it, less our own calendar's, less the provider's. Milliseconds.</summary>
    public double OwnShare => Measured.P50 - Native.P50 - (ProviderCalls * Bare.P50);
}

/// <summary>What a run gave.</summary>
internal sealed record DiaryReport(
    string Machine, string Runtime, DateTimeOffset TakenAt, int Overlaps, int Booked, int EventsMissing, double CaughtUpAfterSeconds,
    IReadOnlyList<DiaryFigures> Figures)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>True when nothing failed, nothing overlaps, and each booking is in its diary.</summary>
    public bool IsSound => Overlaps == 0 && EventsMissing == 0 && Figures.All(figure => figure.Measured.Errors + figure.Native.Errors + figure.Bare.Errors == 0);

    public void Print()
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("what", "state", "provider ms", "mailboxes", "req/s", "p50 ms", "p99 ms", "errors", "native p50", "× native", "bare p50", "bare p99", "× bare", "ours ms");
        foreach (var column in table.Columns.Skip(2))
        {
            column.RightAligned();
        }

        foreach (var figure in Figures)
        {
            var (measured, native, bare) = (figure.Measured, figure.Native, figure.Bare);
            table.AddRow(
                measured.Name, figure.State, $"{figure.DelayMs}", $"{measured.InFlight}", $"{measured.PerSecond:0}", $"{measured.P50:0.0}", $"{measured.P99:0.0}",
                $"{measured.Errors}", $"{native.P50:0.0}", $"{measured.P50 / native.P50:0.0}", $"{bare.P50:0.0}", $"{bare.P99:0.0}",
                $"{measured.P50 / bare.P50:0.00}", $"{figure.OwnShare:0.0}");
        }

        // A file or a pipe has no width of its own, and a wrapped table cannot be read.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 160);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"{Machine}, {Runtime}. Overlapping appointments: {Overlaps}. Of {Booked} viewings booked, {EventsMissing} are not in their diary, "
            + $"{CaughtUpAfterSeconds:0.0} s after the longest wait for the event writer.");
    }

    public Task SaveAsync(string file) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json));
}
