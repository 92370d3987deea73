using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using PeteRental.Scraper.Fetching;

namespace PeteRental.Scraper.Tests.Fetching;

public sealed class PageFetcherTests : IAsyncLifetime
{
    private TestSite _site = null!;
    private Reader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.StartAsync();
        _reader = new Reader(Reader.Allowing(_site));
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_page_comes_with_what_is_remembered_of_it()
    {
        var changed = new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
        _site.On("/homes", context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
            context.Response.ContentType = "text/html; charset=windows-1252";
            return context.Response.Body.WriteAsync(new byte[] { 0x63, 0x61, 0x66, 0xE9 }).AsTask();
        });

        var page = await PageAsync("/homes#top");
        Assert.Equal(_site["/homes"], page.Url);
        Assert.Equal("text/html", page.ContentType);
        Assert.Equal("caf\u00e9", page.Text);
        Assert.Equal(new Validators("\"v1\"", changed), page.Validators);
        Assert.False(page.IsNotModified || page.IsRendered);
        Assert.Equal("PeteRentalBot/1.0 (+https://peterental.test/bot)", _site.Requests.Last().Headers.UserAgent);
        Assert.Equal(["/robots.txt", "/homes"], _site.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_page_that_is_the_same_is_not_sent_again()
    {
        var known = new Validators("W/\"v1\"", new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));
        _site.On("/homes", context =>
        {
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == "W/\"v1\"" && context.Request.Headers.IfModifiedSince == "Fri, 01 May 2026 08:00:00 GMT" ? 304 : 500;
            return Task.CompletedTask;
        });

        var page = (await _reader.FetchAsync(_site["/homes"], known)).Page!;
        Assert.True(page.IsNotModified);
        Assert.Equal("", page.Text);
        Assert.Equal(known, page.Validators);
    }

    [Fact]
    public async Task Redirects_are_followed_to_the_page()
    {
        _site.Redirect("/1", "/2", 301).Redirect("/2", "3?a=b", 307).Redirect("/3", _site["/4"].AbsoluteUri, 308).Redirect("/4", "/5", 303).Redirect("/5", "/6").Html("/6", "homes");
        var page = await PageAsync("/1");
        Assert.Equal(_site["/6"], page.Url);
        Assert.Equal("homes", page.Text);
    }

    [Fact]
    public async Task Redirects_without_an_end_are_given_up()
    {
        _site.Redirect("/round", "/round");
        await AssertFailsAsync("/round", FetchCodes.HttpError, 302);
        Assert.Equal(6, _site.Hits("/round"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", FetchCodes.RefusedAddress)]
    [InlineData("http://localhost/", FetchCodes.RefusedAddress)]
    [InlineData("http://169.254.169.254/latest/meta-data/", FetchCodes.RefusedAddress)]
    [InlineData("http://[::ffff:10.0.0.1]/", FetchCodes.RefusedAddress)]
    [InlineData("http://2130706433/", FetchCodes.RefusedAddress)]
    [InlineData("file:///etc/passwd", FetchCodes.RefusedAddress)]
    [InlineData("gopher://127.0.0.1:6379/", FetchCodes.RefusedAddress)]
    [InlineData("//10.0.0.1/", FetchCodes.RefusedAddress)]
    [InlineData("https://www.zillow.com/", FetchCodes.RefusedHost)]
    public async Task A_redirect_opens_nothing_that_is_closed(string location, string code)
    {
        _site.Redirect("/away", location);
        await AssertFailsAsync("/away", code);
    }

    [Fact]
    public async Task A_redirect_to_another_port_of_this_machine_reaches_nobody()
    {
        await using var secret = await TestSite.StartAsync();
        _site.Redirect("/away", secret["/secret"].AbsoluteUri);
        await AssertFailsAsync("/away", FetchCodes.RefusedAddress);
        Assert.Empty(secret.Requests);
    }

    [Fact]
    public async Task A_name_that_points_inside_is_closed()
    {
        await using var reader = new Reader(Reader.Allowing(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("3ffe::1"), IPAddress.Loopback]));
        Assert.Equal(FetchCodes.RefusedAddress, (await reader.FetchAsync(new Uri("http://homes.example.com/"))).Error!.Code);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_is_not_asked_twice_for_one_connection()
    {
        // The old 6bone: public by its range, and nobody there.
        var answers = new Queue<IPAddress>([IPAddress.Parse("3ffe::1"), IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]);
        var settings = Reader.Allowing();
        settings["Scraper:Fetch:ConnectLimit"] = "00:00:00.2";
        await using var reader = new Reader(settings, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));

        var first = await reader.FetchAsync(new Uri("http://rebinds.example.com/"));
        Assert.Equal(2, answers.Count);
        Assert.Contains(first.Error!.Code, (string[])[FetchCodes.Unreachable, FetchCodes.Timeout]);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_unreachable()
    {
        await using var reader = new Reader(Reader.Allowing(), (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)));
        Assert.Equal(FetchCodes.Unreachable, (await reader.FetchAsync(new Uri("http://nobody.example.com/"))).Error!.Code);
    }

    [Fact]
    public async Task A_host_where_nobody_answers_is_unreachable()
    {
        var gone = await TestSite.StartAsync();
        await using var reader = new Reader(Reader.Allowing(gone));
        await gone.DisposeAsync();
        Assert.Equal(FetchCodes.Unreachable, (await reader.FetchAsync(gone["/"])).Error!.Code);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task An_error_of_the_site_is_told(int status)
    {
        _site.Status("/error", status);
        await AssertFailsAsync("/error", FetchCodes.HttpError, status);
    }

    [Fact]
    public async Task A_site_that_asks_for_patience_is_left_alone()
    {
        _site.On("/busy", context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        var first = (await _reader.FetchAsync(_site["/busy"])).Error!;
        Assert.Equal((429, TimeSpan.FromMinutes(2)), (first.Status, first.RetryAfter));

        var second = (await _reader.FetchAsync(_site["/other"])).Error!;
        Assert.Equal(429, second.Status);
        Assert.InRange(second.RetryAfter!.Value, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
        Assert.Equal(0, _site.Hits("/other"));
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    [InlineData("video/mp4")]
    public async Task Only_documents_are_read(string type)
    {
        _site.Body("/file", type, "x");
        await AssertFailsAsync("/file", FetchCodes.UnsupportedContent, 200);
    }

    [Fact]
    public async Task What_calls_itself_a_page_and_is_none_is_not_read()
    {
        _site.Body("/file", "text/html", "PK\u0003\u0004\0\0\0");
        await AssertFailsAsync("/file", FetchCodes.UnsupportedContent, 200);
    }

    [Fact]
    public async Task A_packed_sitemap_is_unpacked()
    {
        _site.On("/sitemap.xml.gz", context =>
        {
            context.Response.ContentType = "application/gzip";
            return context.Response.Body.WriteAsync(Gzip(Encoding.UTF8.GetBytes("<?xml version='1.0'?><urlset/>"))).AsTask();
        });
        var page = await PageAsync("/sitemap.xml.gz");
        Assert.Equal(("application/xml", "<?xml version='1.0'?><urlset/>"), (page.ContentType, page.Text));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_not_read(string encoding)
    {
        _site.On("/broken", context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = encoding;
            return context.Response.WriteAsync("<p>This is plain text.</p>");
        });
        await AssertFailsAsync("/broken", FetchCodes.UnsupportedContent);
    }

    [Fact]
    public async Task Ten_gigabytes_are_refused_by_their_length()
    {
        _site.On("/large", context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.ContentLength = 10L * 1024 * 1024 * 1024;
            return context.Response.Body.FlushAsync();
        });
        await AssertFailsAsync("/large", FetchCodes.TooLarge, 200);
    }

    [Fact]
    public async Task A_body_without_an_end_is_cut()
    {
        _site.On("/endless", async context =>
        {
            context.Response.ContentType = "text/html";
            var block = new byte[64 * 1024];
            block.AsSpan().Fill((byte)'a');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await AssertFailsAsync("/endless", FetchCodes.TooLarge, 200);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb_is_cut_as_it_unfolds(string encoding)
    {
        _site.On("/bomb", async context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.Headers.ContentEncoding = encoding;
            await using Stream bomb = encoding == "br" ? new BrotliStream(context.Response.Body, CompressionLevel.Fastest) : new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            var zeros = new byte[1024 * 1024];
            for (var megabyte = 0; megabyte < 64; megabyte++)
            {
                await bomb.WriteAsync(zeros, context.RequestAborted);
            }
        });
        await AssertFailsAsync("/bomb", FetchCodes.TooLarge, 200);
    }

    [Fact]
    public async Task A_body_that_drips_is_cut_by_time()
    {
        var settings = Reader.Allowing(_site);
        settings["Scraper:Fetch:WholeLimit"] = "00:00:00.5";
        await using var reader = new Reader(settings);
        _site.On("/drip", async context =>
        {
            context.Response.ContentType = "text/html";
            using var drops = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await drops.WaitForNextTickAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync("a", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });
        Assert.Equal(FetchCodes.Timeout, (await reader.FetchAsync(_site["/drip"])).Error!.Code);
    }

    [Fact]
    public async Task Headers_without_an_end_are_cut()
    {
        _site.On("/headers", context =>
        {
            for (var number = 0; number < 100; number++)
            {
                context.Response.Headers[$"x-{number}"] = new string('a', 1000);
            }

            return context.Response.WriteAsync("x");
        });
        await AssertFailsAsync("/headers", FetchCodes.TooLarge);
    }

    [Fact]
    public async Task No_cookie_is_kept()
    {
        _site.On("/cookie", context =>
        {
            context.Response.Cookies.Append("session", "1");
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("x");
        });
        await PageAsync("/cookie");
        await PageAsync("/cookie");
        Assert.DoesNotContain(_site.Requests, request => request.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task Whoever_gives_up_is_told_so()
    {
        using var impatience = new CancellationTokenSource();
        _site.On("/slow", async context =>
        {
            await impatience.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reader.Fetcher.FetchAsync(_site["/slow"], null, impatience.Token));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task<FetchedPage> PageAsync(string path)
    {
        var result = await _reader.FetchAsync(_site[path]);
        Assert.Null(result.Error);
        return result.Page!;
    }

    private async Task AssertFailsAsync(string path, string code, int? status = null)
    {
        var result = await _reader.FetchAsync(_site[path]);
        Assert.Equal(code, result.Error?.Code);
        Assert.Equal(status, result.Error?.Status);
    }
}
