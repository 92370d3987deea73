using System.Text.RegularExpressions;

namespace PeteRental.Architecture;

/// <summary>Rules that no analyzer of ours checks. Each names what somebody lost a night to elsewhere.</summary>
public sealed partial class CodeRuleTests
{
    [Fact]
    public void Time_comes_from_a_clock_that_tests_can_move() =>
        Assert.Empty(Breaches(WallClock(), source => !source.IsTest && !source.Path.StartsWith("bench/", StringComparison.Ordinal)));

    [Fact]
    public void Nothing_sleeps_on_a_thread() => Assert.Empty(Breaches(Sleeping(), _ => true));

    // Aspire's Run() and Dispose() are synchronous by their signature.
    [Fact]
    public void Nothing_blocks_on_a_task() =>
        Assert.Empty(Breaches(Blocking(), source => !source.IsTest && source.Path != "hosting/DistributedApplication.cs"));

    [Fact]
    public void Tests_wait_for_facts_and_do_not_skip() =>
        Assert.Empty(Breaches(Skipping(), source => source.IsTest && !source.Path.StartsWith("tests/Architecture/", StringComparison.Ordinal)));

    [Fact]
    public void No_exception_is_swallowed_without_a_word() =>
        Assert.Empty(from source in Repository.Sources
                     where EmptyCatch().IsMatch(string.Join('\n', source.Lines))
                     select source.Path);

    [Fact]
    public void No_endpoint_file_hides_a_second_resource()
    {
        var wrong = from source in Repository.Sources
                    where source.Path.EndsWith("Endpoints.cs", StringComparison.Ordinal)
                    where source.Code.Count(line => line.Text.Contains("static class", StringComparison.Ordinal)) > 1
                    select source.Path;
        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_stay_readable_in_one_sitting() =>
        Assert.Empty(from source in Repository.Sources where source.Lines.Length > 400 select $"{source.Path}: {source.Lines.Length} lines");

    private static IEnumerable<string> Breaches(Regex pattern, Func<Repository.Source, bool> applies) =>
        from source in Repository.Sources
        where applies(source) && !source.Path.StartsWith("tests/Architecture/", StringComparison.Ordinal)
        from line in source.Code
        where pattern.IsMatch(line.Text)
        select $"{source.Path}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\bThread\.Sleep\(")]
    private static partial Regex Sleeping();

    [GeneratedRegex(@"\.(GetAwaiter\(\)\.GetResult\(\)|Wait\(\))|\bTask\.WaitAll\(|Async\([^)]*\)\.Result\b")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\bSkip\s*=|\bTask\.Delay\((?!Timeout\.Infinite)")]
    private static partial Regex Skipping();

    [GeneratedRegex(@"catch\s*(\([^)]*\))?\s*(when\s*\([^{]*\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
