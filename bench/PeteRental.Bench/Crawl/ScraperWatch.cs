using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace PeteRental.Bench.Crawl;

/// <summary>What the Scraper took at one moment.</summary>
/// <param name="Done">Readings that had ended by then.</param>
/// <param name="Seconds">Since the round began.</param>
/// <param name="ResidentMegabytes">Memory of its process.</param>
/// <param name="HeapMegabytes">Its managed heap.</param>
/// <param name="BrowserMegabytes">Memory of the browser and its driver.</param>
/// <param name="OpenPages">Pages open in it.</param>
internal sealed record ScraperSample(int Done, double Seconds, double ResidentMegabytes, double HeapMegabytes, double BrowserMegabytes, int OpenPages);

/// <summary>Looks at the Scraper's process, also at the one that takes its place.</summary>
internal sealed class ScraperWatch(DistributedApplication app) : IDisposable
{
    private ProcessCounters? _counters;
    private int _process;

    /// <summary>Looks; null while there is none.</summary>
    public ScraperSample? Look(int done, double seconds)
    {
        if (app.GetProcessIds("scraper") is not [var process] || ProcessTree.Of(process) is not { } tree)
        {
            return null;
        }

        if (process != _process)
        {
            _counters?.Dispose();
            _counters = new ProcessCounters(process);
            _process = process;
        }

        return new ScraperSample(done, seconds, tree.ResidentMegabytes, _counters!.HeapMegabytes, tree.ChildMegabytes, _counters.OpenPages);
    }

    public void Dispose() => _counters?.Dispose();
}
