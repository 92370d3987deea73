using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace PeteRental.VoiceWebhook.Tests;

[Collection(SharedHost.Name)]
public sealed class KnowledgeTests(VoiceHost host)
{
    private static readonly string[] Topics =
        ["pets", "parking", "deposit", "laundry", "pool", "heating", "guests", "smoking", "trash", "keys", "lease", "rent", "repairs", "mail", "noise"];

    private static readonly string[] Colours = ["blue", "green", "orange", "purple", "yellow"];

    [Fact]
    public async Task A_callers_question_is_answered_with_what_the_documents_say()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await host.UploadAsync(workspace.Member, "pets.md", "# Pets\nTwo cats are welcome.\nThe pet deposit is 300 dollars.");
        await host.UploadAsync(workspace.Member, "pool.md", "# Pool\nIt is heated.");
        var other = await host.CreateWorkspaceAsync();

        var documents = await AskUntilAnsweredAsync(workspace, "How much do you take for my cats?");

        Assert.Equal("# Pets\nTwo cats are welcome.\nThe pet deposit is 300 dollars.", documents[0]!["content"]!.GetValue<string>());
        Assert.InRange(documents[0]!["similarity"]!.GetValue<double>(), 0.1, 1);
        Assert.True(Guid.TryParse(documents[0]!["uuid"]!.GetValue<string>(), out _));
        Assert.Empty(await AskAsync(workspace, "unicorns"));
        Assert.Empty(await AskAsync(workspace, null));
        Assert.Empty(await AskAsync(other, "cats"));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("300 dollars", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_that_cannot_be_answered_in_time_is_answered_with_nothing_at_once()
    {
        var workspace = await host.CreateWorkspaceAsync();
        await host.UploadAsync(workspace.Member, "pets.md", "Two cats are welcome.");
        Assert.Single(await AskUntilAnsweredAsync(workspace, "cats"));
        using (await host.Servers.HangAsync("agents"))
        {
            var watch = Stopwatch.StartNew();
            Assert.Empty(await AskAsync(workspace, "cats"));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"It took {watch.Elapsed}.");
        }

        await Eventually.HoldsAsync(async () => (await AskAsync(workspace, "cats")).Count == 1, "questions are answered again");
    }

    [Fact]
    public async Task A_question_finds_its_passages_among_thousands()
    {
        var workspace = await host.CreateWorkspaceAsync();
        for (var document = 0; document < 5; document++)
        {
            var number = document;
            await host.UploadAsync(workspace.Member, $"rules{number}.md", string.Concat(Enumerable.Range(0, 800).Select(i =>
                $"# {Topics[i % Topics.Length]} {i}\nIn building {number}, {Topics[i % Topics.Length]} and {Topics[(i * 7) % Topics.Length]} are looked after by the office. "
                + string.Concat(Enumerable.Range(0, 8).Select(rule => $"Rule {rule} of {Topics[(i + rule) % Topics.Length]} asks residents to tell the office about it within {i} days. "))
                + "\n\n"
                + (i == 400 ? $"# Permits\nIn building {number} the permit for parking is {Colours[number]}.\n\n" : ""))));
        }

        Assert.True(await host.QueryAsync<long>("SELECT count(*) FROM knowledge_chunks WHERE workspace_id = @Id", new { workspace.Id }, "agentsdb") >= 4000);
        foreach (var topic in Topics)
        {
            Assert.Equal(5, (await AskUntilAnsweredAsync(workspace, $"What do I have to tell the office about {topic}?")).Count);
        }

        foreach (var colour in Colours)
        {
            var best = (await AskUntilAnsweredAsync(workspace, $"Where is a permit {colour} for parking?"))[0]!["content"]!.GetValue<string>();
            Assert.Contains($"is {colour}.", best, StringComparison.Ordinal);
        }
    }

    // How long a question takes is the machine's affair, and one that takes too long is answered with nothing.
    private static async Task<JsonArray> AskUntilAnsweredAsync(Workspace workspace, string question)
    {
        JsonArray answer = [];
        await Eventually.HoldsAsync(async () => (answer = await AskAsync(workspace, question)).Count > 0, "the question is answered");
        return answer;
    }

    private static async Task<JsonArray> AskAsync(Workspace workspace, string? question)
    {
        var message = workspace.Message("knowledge-base-request", "call-knowledge");
        message["messagesOpenAIFormatted"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You are Pete." },
            new JsonObject { ["role"] = "assistant", ["content"] = "How can I help?" });
        if (question is not null)
        {
            message["messagesOpenAIFormatted"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = question });
        }

        return (await workspace.PostAsync(message))["documents"]!.AsArray();
    }
}
