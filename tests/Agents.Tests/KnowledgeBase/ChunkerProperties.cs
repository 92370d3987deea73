using FsCheck;
using FsCheck.Fluent;
using PeteRental.Agents.KnowledgeBase.Reading;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class ChunkerProperties
{
    // Words, headings, long runs without a space, and letters of two UTF-16 units, in any order.
    private static readonly Arbitrary<string> Texts = Gen.Elements(
            "rent ", "The deposit is returned. ", "¿Se aceptan mascotas? ", "\n", "\n\n", "\n## Pets\n", "\n# ", "# not a heading", new string('x', 400),
            "🏠", string.Concat(Enumerable.Repeat("🏠", 700)), string.Concat(Enumerable.Repeat("word ", 150)))
        .ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

    [Fact]
    public void Nothing_is_lost() => Check(text =>
    {
        var covered = new bool[text.Length];
        foreach (var chunk in Chunker.Cut(text))
        {
            Assert.Equal(chunk.Text, text.Substring(chunk.Start, chunk.Text.Length));
            Array.Fill(covered, true, chunk.Start, chunk.Text.Length);
        }

        Assert.DoesNotContain(Enumerable.Range(0, text.Length), i => !covered[i] && !char.IsWhiteSpace(text[i]));
    });

    [Fact]
    public void Every_passage_has_something_to_say_and_is_short_enough_to_say_it() => Check(text =>
    {
        foreach (var chunk in Chunker.Cut(text))
        {
            Assert.InRange(chunk.Text.Length, 1, Chunker.MaxLength);
            Assert.InRange(chunk.Content.Length, 1, Chunker.MaxLength + Chunker.MaxHeading + 1);
            Assert.False(char.IsWhiteSpace(chunk.Text[0]) || char.IsWhiteSpace(chunk.Text[^1]));
            Assert.False(char.IsLowSurrogate(chunk.Text[0]) || char.IsHighSurrogate(chunk.Text[^1]), "A letter is cut in two.");
        }
    });

    [Fact]
    public void Passages_go_forward_and_repeat_little() => Check(text =>
    {
        var chunks = Chunker.Cut(text);
        foreach (var (one, next) in chunks.Zip(chunks.Skip(1)))
        {
            Assert.True(next.Start > one.Start);
            Assert.True(one.Start + one.Text.Length - next.Start <= 100, "More is repeated than a sentence.");
        }
    });

    [Fact]
    public void A_passage_knows_what_it_is_about()
    {
        var rules = string.Concat(Enumerable.Range(1, 60).Select(i => $"Rule {i} of the house says something of importance. "));

        var chunks = Chunker.Cut($"# Welcome\nGood to have you here.\n\n## Pets\n\n{rules}\n\n## Parking\nOne space for each home.");

        Assert.True(chunks.Count > 3);
        Assert.Contains(chunks, chunk => chunk.Content.StartsWith("Pets\n", StringComparison.Ordinal) && chunk.Text.Contains("Rule 40 of", StringComparison.Ordinal));
        Assert.StartsWith("## Parking", chunks[^1].Content, StringComparison.Ordinal);
        Assert.All(chunks.SkipLast(1), chunk => Assert.DoesNotContain("One space", chunk.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Sentences_stay_whole_where_there_are_any()
    {
        var text = string.Join(' ', Enumerable.Range(1, 200).Select(i => $"Sentence number {i} has an end."));

        var chunks = Chunker.Cut(text);

        Assert.All(chunks, chunk => Assert.EndsWith("end.", chunk.Text, StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.StartsWith("Sentence", chunk.Text, StringComparison.Ordinal));
    }

    private static void Check(Action<string> holds) => Prop.ForAll(Texts, holds).QuickCheckThrowOnFailure();
}
