using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace PeteRental.Bench.Floors;

/// <summary>
/// The floor under every booking: pgbench inserting into a copy of the appointments table, with its columns, indexes and
/// constraints, in the same server, and nothing else: no idempotency, history, event or HTTP.
/// </summary>
internal sealed partial class BareInsert(string connectionString)
{
    /// <summary>Slots to choose from: of so many, two inserts hardly ever choose the same.</summary>
    public const int Slots = 2_000_000_000;

    /// <summary>The insert; <paramref name="slot"/> is how the statement calls the slot's number.</summary>
    public static string Statement(string slot) =>
        $"""
         INSERT INTO bench_floor (id, workspace_id, calendar_id, status, start_at, end_at, blocked, property_address, property_key, attendee_name, attendee_phone, call_id, source, created_at, updated_at)
         SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000001', ('00000000-0000-0000-0000-' || lpad(({slot} % 1000)::text, 12, '0'))::uuid, 'confirmed',
                s, s + interval '15 minutes', tstzrange(s, s + interval '15 minutes'), '118 Birchwood Ave, Apt 4', '118 birchwood ave apt 4', 'Renee Oconnor', '+14055550187', 'call-' || {slot}, 'voice', now(), now()
         FROM (SELECT timestamptz '2000-01-01' + ({slot} / 1000) * interval '15 minutes' AS s) AS t
         ON CONFLICT DO NOTHING
         """;

    /// <summary>Runs pgbench and answers with its rate and median-like average latency.</summary>
    public async Task<(double PerSecond, double LatencyMs)> RunAsync(int clients, TimeSpan duration)
    {
        await PrepareAsync();
        var script = Path.Combine(Path.GetTempPath(), $"peterental-floor-{Environment.ProcessId}.sql");
        await File.WriteAllTextAsync(script, $"\\set slot random(1, {Slots})\n{Statement(":slot")};\n");
        try
        {
            var output = await PgbenchAsync(script, clients, duration);
            return (Figure(Rate(), output), Figure(Latency(), output));
        }
        finally
        {
            File.Delete(script);
        }
    }

    private async Task PrepareAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "DROP TABLE IF EXISTS bench_floor; CREATE TABLE bench_floor (LIKE appointments INCLUDING ALL)", connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> PgbenchAsync(string script, int clients, TimeSpan duration)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("pgbench")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--no-vacuum", "--protocol=prepared", "--client", clients.ToString(CultureInfo.InvariantCulture), "--jobs", clients == 1 ? "1" : "2",
                "--time", ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture), "--file", script,
                "--host", connection.Host!, "--port", connection.Port.ToString(CultureInfo.InvariantCulture), "--username", connection.Username!, connection.Database!,
            },
        };
        start.Environment["PGPASSWORD"] = connection.Password;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench is missing: it comes with the package postgresql.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"pgbench failed: {await errors}");
    }

    private static double Figure(Regex pattern, string output) =>
        double.Parse(pattern.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"latency average = ([\d.]+)")]
    private static partial Regex Latency();
}
