using System.Text;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Browser;

public sealed class PageRendererTests(BrowserSite browser)
{
    [Fact]
    public async Task A_page_is_read_as_its_scripts_leave_it()
    {
        browser.Site.Html("/made", "<title>Homes</title><ul id=list></ul><script>fetch('/made.json').then(r => r.json()).then(homes => list.innerHTML = homes.map(h => `<li>${h}</li>`).join(''))</script>")
            .Body("/made.json", "application/json", """["12 Oak St","14 Oak St"]""");
        var page = await PageAsync("/made");
        Assert.Contains("<li>12 Oak St</li><li>14 Oak St</li>", page.Text, StringComparison.Ordinal);
        Assert.Equal((browser.Site["/made"], "text/html", true), (page.Url, page.ContentType, page.IsRendered));
        Assert.Contains("PeteRentalBot/1.0 (+https://peterental.test/bot)", browser.Site.Requests.Last(request => request.Path == "/made").Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_shadow_trees_are_part_of_the_page()
    {
        browser.Site.Html("/shadow", "<home-card></home-card><script>document.querySelector('home-card').attachShadow({mode:'open'}).innerHTML='<p>12 Elm St</p>'</script>");
        Assert.Contains("<p>12 Elm St</p>", (await PageAsync("/shadow")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_is_loaded_while_there_is_more()
    {
        browser.Site.Html("/more", """
            <ul id=list></ul><button onclick="add()">Load more homes</button>
            <script>let n = 0; function add() { setTimeout(() => { for (let i = 0; i < 5; i++) list.insertAdjacentHTML('beforeend', `<li>home ${++n}</li>`); if (n >= 20) document.querySelector('button').remove(); }, 50); } add();</script>
            """);
        var text = (await PageAsync("/more")).Text;
        Assert.Contains("<li>home 20</li>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_grows_without_an_end_is_left_at_some_point()
    {
        browser.Site.Html("/endless", """
            <ul id=list></ul>
            <script>let n = 0; const add = () => { for (let i = 0; i < 200; i++) list.insertAdjacentHTML('beforeend', `<li>home ${++n}</li>`); }; add(); addEventListener('scroll', add);</script>
            """);
        Assert.Contains("<li>home 400</li>", (await PageAsync("/endless")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_sounds_and_fonts_are_not_loaded()
    {
        browser.Site.Html("/heavy", "<img src=/a.png><audio src=/a.mp3 autoplay></audio><style>@font-face{font-family:x;src:url(/a.woff2)} p{font-family:x;background:url(/b.png)}</style><p>text</p>");
        await PageAsync("/heavy");
        Assert.DoesNotContain(browser.Site.Requests, request => request.Path is "/a.png" or "/a.mp3" or "/a.woff2" or "/b.png");
    }

    [Fact]
    public async Task A_page_without_rest_is_read_all_the_same()
    {
        browser.Site.Html("/restless", "<p>home</p><i></i><script>setInterval(() => { document.querySelector('i').textContent = Math.random(); fetch('/tick'); }, 50)</script>").Body("/tick", "text/plain", "");
        Assert.Contains("<p>home</p>", (await PageAsync("/restless")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_never_ends_is_stopped()
    {
        browser.Site.Html("/busy", "<p>home</p><script>while (true) { }</script>");
        Assert.Contains("<p>home</p>", (await PageAsync("/busy")).Text, StringComparison.Ordinal);
        Assert.Contains("<p>next", await NextTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_breaks_what_it_is_asked_with_harms_only_itself()
    {
        browser.Site.Html("/broken", "<body><p>home</p><script>document.getElementsByTagName = document.querySelectorAll = () => { throw new Error('Target page, context or browser has been closed'); };</script>");
        await AssertFailsAsync("/broken", FetchCodes.UnsupportedContent);
    }

    [Fact]
    public async Task A_page_that_is_not_ready_to_be_asked_is_asked_again()
    {
        browser.Site.Html("/unready", """
            <p>home</p>
            <script>let n = 0; Object.defineProperty(document.documentElement, 'outerHTML', { get() { if (n++ < 2) { throw new Error('not yet'); } return document.body.outerHTML; } })</script>
            """);
        Assert.Contains("<p>home</p>", (await PageAsync("/unready")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_that_is_stopped_itself_is_asked_again()
    {
        // Whatever is asked of it takes for ever, the first time.
        browser.Site.Html("/slow", """
            <p>home</p>
            <script>let n = 0; Object.defineProperty(document.documentElement, 'outerHTML', { get() { if (n++ === 0) { while (true) { } } return document.body.outerHTML; } })</script>
            """);
        var settings = BrowserSite.Settings(browser.Site);
        settings["Scraper:Browser:WholeLimit"] = "00:00:12";
        await using var reader = new Fetching.Reader(settings);

        var result = await reader.Renderer.RenderAsync(browser.Site["/slow"], CancellationToken.None);

        Assert.Contains("<p>home</p>", result.Page?.Text ?? result.Error!.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_wants_all_memory_gets_none_of_the_others()
    {
        browser.Site.Html("/greedy", "<script>const all = []; for (;;) all.push(new Array(1000000).fill(1.1))</script>");
        await AssertFailsAsync("/greedy", FetchCodes.TooLarge);
        Assert.Contains("<p>next", await NextTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_fifty_thousand_rows_is_read()
    {
        browser.Site.Html("/table", "<table id=t></table><script>t.innerHTML = Array.from({length: 50000}, (_, i) => `<tr><td>row ${i}`).join('')</script>");
        var settings = BrowserSite.Settings(browser.Site);
        // The usual one: a machine that has other things to do may take longer than these tests wait elsewhere.
        settings["Scraper:Browser:NavigationLimit"] = "00:00:15";
        await using var reader = new Fetching.Reader(settings);

        var result = await reader.Renderer.RenderAsync(browser.Site["/table"], CancellationToken.None);

        Assert.Contains("row 49999<", result.Page?.Text ?? result.Error!.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_grows_too_large_is_not_taken_over()
    {
        browser.Site.Html("/huge", "<body><script>document.body.append(document.createComment('a'.repeat(6 * 1024 * 1024)))</script>");
        await AssertFailsAsync("/huge", FetchCodes.TooLarge);
    }

    [Fact]
    public async Task More_bytes_than_a_page_may_have_are_cut()
    {
        browser.Site.On("/flood", async context =>
        {
            context.Response.ContentType = "text/html";
            var block = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await AssertFailsAsync("/flood", FetchCodes.TooLarge);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_error_of_the_site_is_told(int status)
    {
        browser.Site.Status($"/status{status}", status);
        await AssertFailsAsync($"/status{status}", FetchCodes.HttpError, status);
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    public async Task Only_pages_are_read(string type)
    {
        var path = "/" + type.Replace('/', '-');
        browser.Site.Body(path, type, "{}");
        Assert.Equal(FetchCodes.UnsupportedContent, (await RenderAsync(path)).Error?.Code);
    }

    [Fact]
    public async Task Redirects_lead_to_the_page()
    {
        browser.Site.Redirect("/from", "/to?a=1").Html("/to", "<p>here</p>");
        Assert.Equal(browser.Site["/to?a=1"], (await PageAsync("/from")).Url);
    }

    [Fact]
    public async Task Redirects_without_an_end_are_given_up()
    {
        browser.Site.Redirect("/round", "/round");
        await AssertFailsAsync("/round", FetchCodes.HttpError, 302);
    }

    [Fact]
    public async Task Robots_are_asked_first()
    {
        await using var site = await Fetching.TestSite.StartAsync();
        await using var reader = new Fetching.Reader(BrowserSite.Settings(site));
        site.Body("/robots.txt", "text/plain", "User-agent: *\nDisallow: /closed").Html("/closed", "x");
        Assert.Equal(FetchCodes.BlockedByRobots, (await reader.Renderer.RenderAsync(site["/closed"], default)).Error?.Code);
        Assert.Equal(0, site.Hits("/closed"));
    }

    [Fact]
    public async Task A_saved_page_is_read_without_any_network()
    {
        browser.Site.Html("/live", "live").Body("/live.js", "text/javascript", "document.body.append('from the network')");
        const string Saved = "<p></p><script>document.querySelector('p').textContent = location.href</script><script src=/live.js></script><script>fetch('/live.json').catch(() => document.body.append('offline'))</script>";
        var result = await browser.Reader.Renderer.RenderOfflineAsync(Saved, new Uri("https://homes.example.com/list?page=2"), default);
        Assert.Contains("<p>https://homes.example.com/list?page=2</p>", result.Page!.Text, StringComparison.Ordinal);
        Assert.Contains("offline", result.Page.Text, StringComparison.Ordinal);

        var own = await browser.Reader.Renderer.RenderOfflineAsync(Saved, browser.Site["/live"], default);
        Assert.DoesNotContain("from the network", own.Page!.Text, StringComparison.Ordinal);
        Assert.Equal(0, browser.Site.Hits("/live.js") + browser.Site.Hits("/live"));
    }

    private async Task<string> NextTextAsync()
    {
        browser.Site.Html("/next", "<p>next</p>");
        return (await PageAsync("/next")).Text;
    }

    private Task<FetchResult> RenderAsync(string path) => browser.Reader.Renderer.RenderAsync(browser.Site[path], CancellationToken.None);

    private async Task<FetchedPage> PageAsync(string path)
    {
        var result = await RenderAsync(path);
        Assert.Null(result.Error);
        return result.Page!;
    }

    private async Task AssertFailsAsync(string path, string code, int? status = null)
    {
        var result = await RenderAsync(path);
        Assert.Equal(code, result.Error?.Code);
        Assert.Equal(status, result.Error?.Status);
    }
}
