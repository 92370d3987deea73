using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace PeteRental.Scraper.Tests.Extraction.General;

/// <summary>What must not matter does not, and no page breaks the reading.</summary>
public sealed partial class GeneralProperties
{
    private static readonly string[] Untouched = Homes(Pages.Cards);

    [Fact]
    public void Names_of_classes_do_not_matter() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            return Homes(ClassName().Replace(Pages.Cards, _ => $"class=\"z{random.Next(40)}\"")).SequenceEqual(Untouched);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Wrappers_around_a_card_do_not_matter() =>
        Prop.ForAll(Gen.Choose(1, 3).Two().ToArbitrary(), choice =>
        {
            var (card, depth) = choice;
            var open = string.Concat(Enumerable.Repeat("<div>", depth));
            var page = Pages.Cards.Replace($"<div class=\"c{card}\">", $"{open}<div class=\"c{card}\">", StringComparison.Ordinal);
            var start = page.IndexOf($"<div class=\"c{card}\">", StringComparison.Ordinal);
            var end = page.IndexOf("</div></div></div>", start, StringComparison.Ordinal);
            return Homes(page.Insert(end, string.Concat(Enumerable.Repeat("</div>", depth)))).SequenceEqual(Untouched);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Navigation_with_addresses_and_rents_does_not_matter() =>
        Prop.ForAll(Gen.Choose(1, 999).ListOf().ToArbitrary(), numbers =>
        {
            var nav = string.Concat(numbers.Select(number => $"<li><a href=\"/n{number}\">{number} Main St, Salem, OR 97301 - 2 bed ${number + 500}</a></li>"));
            return Homes(Pages.Cards.Replace("<body>", $"<body><nav><ul>{nav}</ul></nav>", StringComparison.Ordinal)).SequenceEqual(Untouched);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mangled_markup_is_read_without_breaking() =>
        Prop.ForAll(Gen.Choose(0, Pages.Detail.Length - 1).Three().ToArbitrary(), cuts =>
        {
            var (from, to, at) = cuts;
            var page = Pages.Detail.Remove(Math.Min(from, to), Math.Abs(from - to) / 4);
            page = page.Insert(Math.Min(at, page.Length), Pages.Cards[..(at % Pages.Cards.Length)]);
            return GeneralListingsTests.Read(page).Listings.Count <= 8;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Hostile_pages_are_bounded()
    {
        var table = new StringBuilder("<table>");
        for (var i = 0; i < 50_000; i++)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"<tr><td>{i} Oak St</td><td>2 bd</td><td>$1,{i % 900 + 100}</td></tr>");
        }
        string[] pages =
        [
            table.ToString(),
            string.Concat(Enumerable.Repeat("<div>", 20_000)) + "12 Oak St 2 bd $900",
            string.Concat(Enumerable.Repeat("<a><b><span>", 5_000)) + "12 Oak St 2 bd $900",
            new string('1', 2_000_000),
            string.Concat(Enumerable.Repeat("12 Oak ", 300_000)),
            string.Concat(Enumerable.Repeat("<p>$1,200 - ", 50_000)),
        ];
        var clock = Stopwatch.StartNew();

        Assert.All(pages, page => Assert.True(GeneralListingsTests.Read(page).Listings.Count <= 1_000));

        // A page that costs more than its length would take minutes; the bound leaves room for a busy machine.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    private static string[] Homes(string html) => [.. GeneralListingsTests.Read(html).Listings.Select(home => $"{GeneralListingsTests.Short(home)} {home.Url?.Value}")];

    [GeneratedRegex("""class="[^"]*"(?=[ >])""")]
    private static partial Regex ClassName();
}
