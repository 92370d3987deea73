using System.Net.Sockets;
using System.Text;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Browser;

/// <summary>A page wants to see what only this machine sees.</summary>
public sealed class EgressTests(BrowserSite browser)
{
    [Fact]
    public async Task Nothing_that_a_page_tries_reaches_what_is_closed()
    {
        var secret = browser.Secret["/secret"];
        var port = secret.Port;
        browser.Site.Redirect("/hop", secret.AbsoluteUri).Html("/spy", $$"""
            <body>
            <link rel=stylesheet href="{{secret}}"><link rel=preconnect href="{{secret}}"><link rel=prefetch href="{{secret}}"><link rel=dns-prefetch href="//secret.example.com">
            <script src="{{secret}}"></script><script src="http://localhost:{{port}}/secret"></script><script src="http://localhost.:{{port}}/secret"></script><script src="http://[::ffff:127.0.0.1]:{{port}}/secret"></script>
            <img src="{{secret}}"><iframe src="{{secret}}"></iframe><object data="{{secret}}"></object><embed src="{{secret}}"><video src="{{secret}}"></video>
            <form id=form action="{{secret}}" target=frame method=post></form><iframe name=frame></iframe>
            <iframe src="file:///etc/passwd"></iframe><iframe src="/hop"></iframe>
            <script>
                const attempt = action => { try { const done = action(); done?.catch?.(refusal => console.debug(refusal)); } catch (refusal) { console.debug(refusal); } };
                const urls = ['{{secret}}', 'http://localhost:{{port}}/secret', 'http://0.0.0.0:{{port}}/secret', 'http://2130706433:{{port}}/secret', 'http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/', '/hop'];
                for (const url of urls) {
                    attempt(() => fetch(url, { mode: 'no-cors' }));
                    attempt(() => { const request = new XMLHttpRequest(); request.open('GET', url); request.send(); });
                    attempt(() => navigator.sendBeacon(url, 'x'));
                    attempt(() => new EventSource(url));
                    attempt(() => window.open(url));
                    attempt(() => new Worker(URL.createObjectURL(new Blob([`fetch('${url}', {mode: 'no-cors'})`]))));
                }
                attempt(() => new WebSocket('ws://127.0.0.1:{{port}}/secret'));
                attempt(() => new WebSocket('wss://127.0.0.1:{{port}}/secret'));
                attempt(() => new WebTransport('https://127.0.0.1:{{browser.DatagramPort}}/'));
                attempt(() => navigator.serviceWorker.register('/worker.js'));
                attempt(() => form.submit());
                attempt(() => {
                    const peer = new RTCPeerConnection({ iceServers: [{ urls: ['stun:127.0.0.1:{{browser.DatagramPort}}', 'stun:localhost:{{browser.DatagramPort}}'] }, { urls: ['turn:127.0.0.1:{{port}}?transport=tcp'], username: 'a', credential: 'b' }] });
                    peer.createDataChannel('x');
                    return peer.createOffer().then(offer => peer.setLocalDescription(offer));
                });
                document.body.append('tried');
            </script>
            """).Body("/worker.js", "text/javascript", $"fetch('{secret}')");

        var result = await browser.Reader.Renderer.RenderAsync(browser.Site["/spy"], default);
        Assert.Contains("tried", result.Page!.Text, StringComparison.Ordinal);
        Assert.Empty(browser.Secret.Requests);
        Assert.False(browser.HasDatagrams);
        Assert.Equal(0, browser.Site.Hits("/worker.js"));
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("refresh")]
    [InlineData("script")]
    public async Task A_page_that_goes_to_what_is_closed_ends_there(string way)
    {
        var secret = browser.Secret["/goal"].AbsoluteUri;
        browser.Site.Redirect("/redirect", secret)
            .Html("/refresh", $"<meta http-equiv=refresh content='0;url={secret}'>")
            .Html("/script", $"<script>location = '{secret}'</script>");
        var result = await browser.Reader.Renderer.RenderAsync(browser.Site["/" + way], default);
        Assert.Equal(FetchCodes.RefusedAddress, result.Error?.Code);
        Assert.Empty(browser.Secret.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://[::1]/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:text/html,x")]
    [InlineData("chrome://version")]
    [InlineData("view-source:http://homes.example.com/")]
    public async Task A_closed_address_opens_no_page(string url) =>
        Assert.Equal(FetchCodes.RefusedAddress, (await browser.Reader.Renderer.RenderAsync(new Uri(url), default)).Error?.Code);

    [Theory]
    [InlineData("")]
    [InlineData("Proxy-Authorization: Basic YTpi\r\n")]
    [InlineData("Proxy-Authorization: Basic !!!\r\n")]
    [InlineData("Proxy-Authorization: Bearer a\r\n")]
    public async Task Nobody_passes_without_the_credential_of_a_page(string header)
    {
        var answer = await SendAsync($"GET {browser.Site["/open"]} HTTP/1.1\r\nHost: a\r\n{header}\r\n");
        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
        Assert.Equal(0, browser.Site.Hits("/open"));
    }

    [Fact]
    public async Task A_page_passes_with_its_credential_while_it_is_open()
    {
        browser.Site.Html("/passed", "here");
        var session = browser.Reader.Egress.Open();
        var request = $"GET {browser.Site["/passed"]} HTTP/1.1\r\nHost: elsewhere.test\r\nProxy-Authorization: {Credential(session)}\r\n\r\n";
        var answer = await SendAsync(request);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("here", answer.TrimEnd('\r', '\n', '0'), StringComparison.Ordinal);
        var headers = browser.Site.Requests.Last(seen => seen.Path == "/passed").Headers;
        Assert.Equal(browser.Site.Origin.Authority, headers.Host);
        Assert.False(headers.ContainsKey("Proxy-Authorization"));
        Assert.True(session.Bytes > 0);

        session.Dispose();
        Assert.StartsWith("HTTP/1.1 407 ", await SendAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT 127.0.0.1:{0} HTTP/1.1")]
    [InlineData("CONNECT localhost:{0} HTTP/1.1")]
    [InlineData("CONNECT [::ffff:127.0.0.1]:{0} HTTP/1.1")]
    [InlineData("CONNECT 169.254.169.254:80 HTTP/1.1")]
    [InlineData("CONNECT www.zillow.com:443 HTTP/1.1")]
    [InlineData("GET http://127.0.0.1:{0}/ HTTP/1.1")]
    [InlineData("GET http://0x7f.1:{0}/ HTTP/1.1")]
    public async Task What_is_closed_is_closed_to_a_page_as_well(string start)
    {
        using var session = browser.Reader.Egress.Open();
        var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, start, browser.Secret.Origin.Port);
        var answer = await SendAsync($"{line}\r\nProxy-Authorization: {Credential(session)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Empty(browser.Secret.Requests);
    }

    [Theory]
    [InlineData("GET /relative HTTP/1.1")]
    [InlineData("GET https://homes.example.com/ HTTP/1.1")]
    [InlineData("CONNECT user@homes.example.com:443 HTTP/1.1")]
    [InlineData("CONNECT homes.example.com:443/path HTTP/1.1")]
    [InlineData("nonsense")]
    public async Task What_is_no_request_to_a_proxy_is_none(string start)
    {
        using var session = browser.Reader.Egress.Open();
        var answer = await SendAsync($"{start}\r\nProxy-Authorization: {Credential(session)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    private static string Credential(Scraper.Browser.EgressSession session) =>
        "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{session.Name}:{session.Password}"));

    private async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient();
        var proxy = browser.Reader.Egress.Address;
        await client.ConnectAsync(proxy.Host, proxy.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
