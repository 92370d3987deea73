using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using PeteRental.Agents.Tests.Sync;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class SecrecyTests(AgentsHost app)
{
    [Fact]
    public async Task The_text_of_documents_is_in_no_log_trace_error_or_strangers_answer()
    {
        var planted = $"planted{Guid.NewGuid():N}";
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(
                $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(item => item.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        using var vapi = new VapiSide(app);
        await vapi.ConnectAsync(app, owner);
        await owner.Http.AddAgentAsync(new { agent_name = "Front desk", role = "inbound" });
        var errors = new StringBuilder();

        byte[][] good = [Encoding.UTF8.GetBytes($"The vault code is {planted}."), Samples.Pdf($"The vault code is {planted}!"), Samples.Docx(planted, "A code.")];
        var names = new[] { "a.txt", "b.pdf", "c.docx" };
        foreach (var (name, content) in names.Zip(good))
        {
            await owner.Http.UploadAsync(name, content).ReadAsync(HttpStatusCode.Created);
        }

        foreach (var (name, content) in new[]
        {
            ("d.json", Encoding.UTF8.GetBytes($$"""{"{{planted}}":"{{planted}}" oops""")),
            ("e.pdf", Encoding.UTF8.GetBytes($"%PDF-1.4 {planted}")),
            ("f.docx", [.. "PK\u0003\u0004"u8, .. Encoding.UTF8.GetBytes(planted)]),
            ("g.pdf", Encoding.UTF8.GetBytes(planted)),
        })
        {
            using var refused = await owner.Http.UploadAsync(name, content);
            Assert.False(refused.IsSuccessStatusCode);
            errors.Append(await refused.Content.ReadAsStringAsync());
        }

        Assert.Equal("synced", (await owner.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.OK)).Text("status"));
        // The owner does find it: it is there to be told.
        Assert.Contains(planted, await owner.Http.GetStringAsync("/knowledge-base/search?q=vault+code"), StringComparison.Ordinal);
        Assert.DoesNotContain(planted, await other.Http.GetStringAsync($"/knowledge-base/search?q=vault+{planted}"), StringComparison.Ordinal);
        Assert.DoesNotContain(planted, await owner.Http.GetStringAsync("/knowledge-base/documents"), StringComparison.Ordinal);
        Assert.DoesNotContain(planted, errors.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(spans);
        // The stranger's own question may show up as such in its own address.
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(planted, StringComparison.Ordinal) && !line.Contains("vault+", StringComparison.Ordinal));
        Assert.DoesNotContain(spans, span => span.Contains(planted, StringComparison.Ordinal) && !span.Contains("vault+", StringComparison.Ordinal));
    }
}
