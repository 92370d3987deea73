using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.Bench.Load;
using Spectre.Console;

namespace PeteRental.Bench.Scale;

/// <summary>A read beside the bare hop with a reply of the same size, at the same number in flight, of the same run.</summary>
/// <param name="Who">largest, or others: a sample of workspaces of all sizes, in turns.</param>
/// <param name="ReplyBytes">Size of a reply.</param>
/// <param name="Measured">Through the whole system.</param>
/// <param name="Floor">The bare hop.</param>
/// <param name="Lookup">One home by its primary key, asked of the database directly.</param>
internal sealed record ReadFigures(string Who, int ReplyBytes, LoadResult Measured, LoadResult Floor, LoadResult Lookup)
{
    public const double BudgetP99 = 20;

    /// <summary>How many times the floor's median it takes.</summary>
    public double Ratio => Measured.P50 / Floor.P50;

    /// <summary>How many times the lookup's median it takes.</summary>
    public double TimesLookup => Measured.P50 / Lookup.P50;

    public bool IsWithinBudget => Measured.P99 <= BudgetP99;
}

/// <summary>What was filled in, in rows and bytes.</summary>
internal sealed record FilledTable(string Table, long Rows, long Bytes, long IndexBytes);

/// <summary>What a run gave, on what.</summary>
internal sealed record ScaleReport(string Machine, string Runtime, DateTimeOffset TakenAt, IReadOnlyList<FilledTable> Tables, IReadOnlyList<ReadFigures> Reads)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // A floor of which no request came back in time is none.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 190);
        var table = Aligned("read", "who", "in flight", "KB", "req/s", "p50 ms", "p99 ms", "max ms", "errors", "floor p50", "floor p99", "p50 / floor", "lookup p50", "p50 / lookup", "");
        foreach (var read in Reads)
        {
            var (measured, floor) = (read.Measured, read.Floor);
            table.AddRow(
                measured.Name, read.Who, $"{measured.InFlight}", $"{read.ReplyBytes / 1024.0:0.0}", $"{measured.PerSecond:0}", $"{measured.P50:0.00}",
                $"{measured.P99:0.00}", $"{measured.Max:0.0}", $"{measured.Errors}", $"{floor.P50:0.00}", $"{floor.P99:0.00}", $"{read.Ratio:0.0}", $"{read.Lookup.P50:0.00}", $"{read.TimesLookup:0.0}",
                read.IsWithinBudget ? "" : "over");
        }

        AnsiConsole.Write(table);
        var tables = Aligned("table", "rows", "MB", "of it indexes");
        foreach (var filled in Tables)
        {
            tables.AddRow(filled.Table, $"{filled.Rows:N0}", $"{filled.Bytes / 1048576.0:0}", $"{filled.IndexBytes / 1048576.0:0}");
        }

        AnsiConsole.Write(tables);
        AnsiConsole.WriteLine($"{Machine}, {Runtime}. {Reads.Count(read => !read.IsWithinBudget)} of {Reads.Count} over {ReadFigures.BudgetP99} ms at the 99th percentile.");
    }

    public Task SaveAsync(string file) => File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json));

    private static Table Aligned(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        return table;
    }
}
