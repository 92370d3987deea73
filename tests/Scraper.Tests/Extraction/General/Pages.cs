namespace PeteRental.Scraper.Tests.Extraction.General;

/// <summary>Pages that several tests turn and twist.</summary>
internal static class Pages
{
    public const string Cards = """
        <html><body><div class="a1"><div class="b1"><div class="c1"><a href="/homes/12-oak"><img src="/p/oak.jpg"></a><div class="d1"><a href="/homes/12-oak">12 Oak St</a></div><div>Salem, OR 97301</div><div class="e1">$900/mo</div><div>1 bd / 1 ba</div><div>Available now</div></div></div>
        <div class="b2"><div class="c2"><a href="/homes/14-elm"><img src="/p/elm.jpg"></a><div class="d2"><a href="/homes/14-elm">14 Elm Ave, Apt 2B</a></div><div>Salem, OR 97302</div><div class="e2">$1,250/mo</div><div>2 bd / 1.5 ba</div><div>Available 12/1/2026</div></div></div>
        <div class="b3"><div class="c3"><a href="/homes/9-pine"><img src="/p/pine.jpg"></a><div class="d3"><a href="/homes/9-pine">9 Pine Rd</a></div><div>Salem, OR 97303</div><div class="e3">$1,600/mo</div><div>3 bd / 2 ba</div><div>Available now</div></div></div></div></body></html>
        """;

    public const string Detail = """
        <html><head><title>1830 Fair Blvd</title></head><body><nav><a href="/">Home</a></nav><main><h1>1830 Fair Blvd, Cleveland, OH 44106</h1>
        <div><img src="/p/1.jpg"><img src="/p/2.jpg"></div>
        <dl><dt>Rent</dt><dd>$1,950</dd><dt>Deposit</dt><dd>$2,000</dd><dt>Bedrooms</dt><dd>3</dd><dt>Bathrooms</dt><dd>2.5</dd><dt>Square feet</dt><dd>1,640</dd><dt>Type</dt><dd>House</dd><dt>Pets</dt><dd>Cats only</dd><dt>Available</dt><dd>12/15/2026</dd></dl>
        <h2>Description</h2><p>Brick house on a quiet street with a porch and a large yard.</p>
        <h2>Amenities</h2><ul><li>Oak floors</li><li>Detached garage</li></ul></main>
        <section><h2>Similar homes</h2><div><a href="/h/2"><h4>14 Elm St, Cleveland, OH 44106</h4></a><p>$1,200</p><p>2 bd 1 ba</p></div><div><a href="/h/3"><h4>18 Elm St, Cleveland, OH 44106</h4></a><p>$1,300</p><p>2 bd 1 ba</p></div></section>
        <footer>Birch Homes, 5 Main St, Cleveland, OH 44106, 555-555-0100</footer></body></html>
        """;
}
