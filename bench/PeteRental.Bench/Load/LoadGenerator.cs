using System.Diagnostics;

namespace PeteRental.Bench.Load;

/// <summary>One request of a scenario. Answers whether the reply was what it should be, judged by its body.</summary>
/// <param name="worker">Which of the clients in flight asks, from 0.</param>
/// <param name="turn">How many requests this client has made before.</param>
/// <param name="cancellationToken">Ends the run.</param>
internal delegate Task<bool> RequestAsync(int worker, int turn, CancellationToken cancellationToken);

/// <summary>What a run of a scenario gave.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="InFlight">How many clients asked at a time, each waiting for its answer before it asks again.</param>
/// <param name="PerSecond">Requests answered in a second.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P95">95th percentile, milliseconds.</param>
/// <param name="P99">99th percentile, milliseconds.</param>
/// <param name="Max">The slowest, milliseconds.</param>
/// <param name="Requests">How many were measured.</param>
/// <param name="Errors">How many of them were not answered as they should.</param>
internal sealed record LoadResult(string Name, int InFlight, double PerSecond, double P50, double P95, double P99, double Max, int Requests, int Errors);

/// <summary>Closed-loop load: a fixed number of clients, each with one request in flight.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(
        string name, int inFlight, TimeSpan warmUp, TimeSpan duration, RequestAsync request, CancellationToken cancellationToken)
    {
        var measureFrom = Stopwatch.GetTimestamp() + ToTicks(warmUp);
        var measureUntil = measureFrom + ToTicks(duration);
        var workers = await Task.WhenAll(Enumerable.Range(0, inFlight)
            .Select(worker => Task.Run(() => DriveAsync(worker, measureFrom, measureUntil, request, cancellationToken), cancellationToken)));
        var latencies = workers.SelectMany(worker => worker.Latencies).Order().ToArray();
        return new LoadResult(
            name,
            inFlight,
            latencies.Length / duration.TotalSeconds,
            Percentile(latencies, 0.50),
            Percentile(latencies, 0.95),
            Percentile(latencies, 0.99),
            Percentile(latencies, 1),
            latencies.Length,
            workers.Sum(worker => worker.Errors));
    }

    private static async Task<(List<double> Latencies, int Errors)> DriveAsync(
        int worker, long from, long until, RequestAsync request, CancellationToken cancellationToken)
    {
        var latencies = new List<double>(100_000);
        var errors = 0;
        for (var turn = 0; ; turn++)
        {
            var started = Stopwatch.GetTimestamp();
            if (started >= until)
            {
                return (latencies, errors);
            }

            var isRight = await request(worker, turn, cancellationToken);
            if (started >= from)
            {
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                errors += isRight ? 0 : 1;
            }
        }
    }

    private static double Percentile(double[] sorted, double quantile) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];

    private static long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * Stopwatch.Frequency);
}
