using PeteRental.Scraper.Extraction;

namespace PeteRental.Scraper.Tests.Corpus;

/// <summary>The pages, read once for all tests.</summary>
public sealed class ReadCorpus
{
    private static readonly Lazy<IReadOnlyList<CorpusPage>> Loaded = new(() => CorpusPage.Load(Path.Combine(AppContext.BaseDirectory, "Corpus", "pages")));

    private readonly Lazy<CorpusScore> _score = new(() => new CorpusScore([.. Pages.Where(page => !page.Truth.Render).Select(Score)]));

    internal static IReadOnlyList<CorpusPage> Pages => Loaded.Value;

    internal CorpusScore Score() => _score.Value;

    private static PageScore Score(CorpusPage page) =>
        CorpusScore.Of(page, [.. ListingExtractor.Extract(page.Html, page.Truth.Url, page.Truth.Today).Listings.Select(home => ListingView.Of(home, page.Truth.Today))]);
}

/// <summary>Pages of every shape, made without a look at the extractor: decision 25.</summary>
public sealed class CorpusTests(ReadCorpus corpus) : IClassFixture<ReadCorpus>
{
    /// <summary>A mean hides a page that is of no use: each has to be read well enough to be of some.</summary>
    internal const double EachAtLeast = 0.85;

    private const double AllAtLeast = 0.97;

    public static TheoryData<string> Names => [.. ReadCorpus.Pages.Where(page => !page.Truth.Render).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_is_read_as_a_person_reads_it(string name)
    {
        var score = corpus.Score().Pages.Single(page => page.Name == name);
        Assert.True(score.F1 >= EachAtLeast, $"{name}: F1 {score.F1:0.000}, {score.Matched} of {score.Expected} homes, {score.Read} read\n{string.Join('\n', score.Differences)}");
    }

    [Fact]
    public void All_pages_together_are_read_nearly_without_a_mistake()
    {
        var score = corpus.Score();
        Assert.True(score.MacroF1 >= AllAtLeast, Table(score));
    }

    [Fact]
    public void Each_page_says_why_it_is_there_and_holds_the_truth_about_its_homes()
    {
        Assert.True(ReadCorpus.Pages.Count >= 72);
        Assert.All(ReadCorpus.Pages, page =>
        {
            Assert.NotEmpty(page.Truth.Why);
            Assert.All(page.Truth.Listings, home =>
            {
                Assert.Contains(home.PropertyType, (string?[])[null, "apartment", "house", "townhouse", "condo", "duplex", "mobile_home", "room", "loft"]);
                Assert.Contains(home.AvailabilityStatus, (string[])["available", "coming_soon", "waitlist", "unknown"]);
                Assert.Equal(home.AvailableDate > page.Truth.Today, home.AvailabilityStatus == "coming_soon");
                Assert.All(home.Photos, photo => Assert.True(Uri.TryCreate(photo, UriKind.Absolute, out _)));
                Assert.True(home.State is null or { Length: 2 });
            });
        });
    }

    private static string Table(CorpusScore score)
    {
        List<string> lines = [$"macro F1 {score.MacroF1:0.0000}"];
        lines.AddRange(score.Fields.Select(one => $"{one.Field,-20} precision {one.Count.Precision:0.000} recall {one.Count.Recall:0.000} F1 {one.Count.F1:0.000}"));
        foreach (var page in score.Pages.Where(page => page.Differences.Count > 0).OrderBy(page => page.F1))
        {
            lines.Add($"{page.Name}: {page.F1:0.000}");
            lines.AddRange(page.Differences.Select(line => $"    {line}"));
        }

        return string.Join('\n', lines);
    }
}
