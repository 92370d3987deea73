using System.Net;
using System.Net.Sockets;
using PeteRental.Scraper.Tests.Fetching;

[assembly: AssemblyFixture(typeof(PeteRental.Scraper.Tests.Browser.BrowserSite))]

namespace PeteRental.Scraper.Tests.Browser;

/// <summary>One browser for all tests of it, a site that it may read, and listeners beside it that it may not reach.</summary>
public sealed class BrowserSite : IAsyncLifetime
{
    private readonly UdpClient _datagrams = new(new IPEndPoint(IPAddress.Loopback, 0));

    public TestSite Site { get; private set; } = null!;

    /// <summary>On this machine, on another port: what a page must not see.</summary>
    public TestSite Secret { get; private set; } = null!;

    /// <summary>The same for datagrams.</summary>
    public int DatagramPort => ((IPEndPoint)_datagrams.Client.LocalEndPoint!).Port;

    /// <summary>Whether any datagram came.</summary>
    public bool HasDatagrams => _datagrams.Available > 0;

    internal Fetching.Reader Reader { get; private set; } = null!;

    /// <summary>Settings with short limits: pages of tests come from next door.</summary>
    public static Dictionary<string, string?> Settings(TestSite site)
    {
        var settings = Fetching.Reader.Allowing(site);
        settings["Scraper:Browser:NavigationLimit"] = "00:00:03";
        settings["Scraper:Browser:QuietLimit"] = "00:00:03";
        settings["Scraper:Browser:MaxTraffic"] = "8388608";
        settings["Scraper:Browser:MaxPages"] = "2";
        return settings;
    }

    public async ValueTask InitializeAsync()
    {
        Site = await TestSite.StartAsync();
        Secret = await TestSite.StartAsync();
        Reader = new Fetching.Reader(Settings(Site));
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Secret.DisposeAsync();
        await Site.DisposeAsync();
        _datagrams.Dispose();
    }
}
