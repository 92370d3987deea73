using Microsoft.Playwright;

namespace PeteRental.Scraper.Browser;

/// <summary>How Chromium is started.</summary>
internal static class ChromiumFlags
{
    /// <summary>Options of a launch.</summary>
    public static BrowserTypeLaunchOptions For(BrowserOptions options, Uri proxy, TimeSpan limit) => new()
    {
        ExecutablePath = options.ExecutablePath,
        Headless = true,
        ChromiumSandbox = options.LocksItselfIn,
        Timeout = (float)limit.TotalMilliseconds,
        // Loopback, too: what is local to this machine is just what a page may not see. Pages bring their own credential.
        Proxy = new Proxy { Server = proxy.GetLeftPart(UriPartial.Authority), Bypass = "<-loopback>" },
        Args =
        [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-pings",
            "--disable-crash-reporter",
            // The browser itself looks up no name: the proxy does.
            $"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {proxy.Host}",
            "--dns-prefetch-disable",
            // What would go around a proxy for HTTP: HTTP/3, and the datagrams of WebRTC.
            "--disable-quic",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--blink-settings=imagesEnabled=false",
            "--disable-gpu",
            "--mute-audio",
            $"--js-flags=--max-old-space-size={options.ScriptMemory}",
        ],
        // None of the service's own environment, which holds its secrets.
        Env = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Path.GetTempPath(),
            ["TMPDIR"] = Path.GetTempPath(),
            ["LANG"] = "C.UTF-8",
        },
    };
}
