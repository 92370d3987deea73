using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace PeteRental.Bench.Crawl;

/// <summary>What another process tells of itself each second: its managed heap, and the pages that are open in its browser.</summary>
internal sealed class ProcessCounters : IDisposable
{
    /// <summary>Values of instruments, as the runtime numbers what it tells of them.</summary>
    private const long TimeSeriesValues = 0x2;

    private static readonly EventPipeProvider[] Providers =
    [
        new("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" }),
        new("System.Diagnostics.Metrics", EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string>
        {
            ["SessionId"] = "bench",
            ["Metrics"] = @"PeteRental\peterental.scrape.open_pages",
            ["RefreshInterval"] = "1",
            ["MaxTimeSeries"] = "10",
            ["MaxHistograms"] = "1",
        }),
    ];

    private readonly EventPipeSession _session;
    private double _megabytes;
    private int _pages;

    public ProcessCounters(int process)
    {
        _session = new DiagnosticsClient(process).StartEventPipeSession(Providers, requestRundown: false);
        _ = Task.Run(Listen);
    }

    /// <summary>The managed heap, megabytes.</summary>
    public double HeapMegabytes => Volatile.Read(ref _megabytes);

    /// <summary>Pages open in the browser.</summary>
    public int OpenPages => Volatile.Read(ref _pages);

    public void Dispose() => _session.Dispose();

    private void Listen()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Dynamic.All += data =>
        {
            if (data.EventName == "UpDownCounterRateValuePublished")
            {
                Volatile.Write(ref _pages, int.Parse((string)data.PayloadByName("value"), System.Globalization.CultureInfo.InvariantCulture));
            }
            else if (data.EventName == "EventCounters" && data.PayloadValue(0) is IDictionary<string, object> outer && outer["Payload"] is IDictionary<string, object> counter && counter["Name"] is "gc-heap-size")
            {
                Volatile.Write(ref _megabytes, Convert.ToDouble(counter["Mean"], System.Globalization.CultureInfo.InvariantCulture));
            }
        };
        source.Process();
    }
}
