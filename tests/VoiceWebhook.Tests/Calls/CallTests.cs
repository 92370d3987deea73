using FsCheck;
using FsCheck.Fluent;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Tests.Calls;

public class CallTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 14, 0, 0, TimeSpan.Zero);
    private static readonly Guid Agent = Guid.CreateVersion7();
    private static readonly Call Unheard = new() { Id = Guid.CreateVersion7(), WorkspaceId = Guid.CreateVersion7(), CallId = "call", BegunAt = Start };
    private static readonly CallFacts Facts = new("call", "inboundPhoneCall", "assistant", "(555) 010-0187", "+15550100142");

    private static CallProgress Status(string status, int seconds, string? reason = null) => new(
        status, Start.AddSeconds(seconds), null, status == "ended" ? Start.AddSeconds(126) : null, reason, null, null, null, null, null);

    private static readonly (CallProgress Progress, bool IsReport)[] Messages =
    [
        (Status("queued", -3), false),
        (Status("ringing", -2), false),
        (Status("in-progress", 0), false),
        (Status("forwarding", 100), false),
        (Status("ended", 126, "customer-ended-call"), false),
        (new CallProgress(null, Start.AddSeconds(140), Start, Start.AddSeconds(126.4), "customer-ended-call", 0.1874m, 126.4m, "in short", "AI: Hi", "https://rec.test"), true),
    ];

    private static Call Merge(IEnumerable<(CallProgress Progress, bool IsReport)> messages) =>
        messages.Aggregate(Unheard, (call, message) => call.With(Facts, Agent, message.Progress, message.IsReport));

    [Fact]
    public void A_call_is_what_all_its_messages_say_together()
    {
        var call = Merge(Messages);

        Assert.Equal(
            Unheard with
            {
                AgentId = Agent,
                AssistantId = "assistant",
                Type = "inboundPhoneCall",
                Caller = "+15550100187",
                Dialled = "+15550100142",
                Status = "ended",
                StartedAt = Start,
                EndedAt = Start.AddSeconds(126.4),
                EndedReason = "customer-ended-call",
                Cost = 0.1874m,
                DurationSeconds = 126.4m,
                Summary = "in short",
                Transcript = "AI: Hi",
                RecordingUrl = "https://rec.test",
                HasReport = true,
            },
            call);
    }

    [Fact]
    public void Neither_order_nor_repetition_of_messages_matters()
    {
        var whole = Merge(Messages);
        var anyOrder = Gen.Shuffle(Messages.Concat(Messages).ToArray());

        Prop.ForAll(anyOrder.ToArbitrary(), messages => Merge(messages) == whole).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("queued", false)]
    [InlineData("ringing", false)]
    [InlineData("in-progress", true)]
    [InlineData("ended", true)]
    [InlineData("a-state-of-next-year", true)]
    public void A_call_has_started_once_somebody_answers(string status, bool hasStarted) =>
        Assert.Equal(hasStarted, Merge([(Status(status, 0), false)]).HasStarted);

    [Fact]
    public void What_retention_removed_does_not_come_back()
    {
        var call = (Unheard with { ContentRemovedAt = Start }).With(Facts, Agent, Messages[^1].Progress, isReport: true);

        Assert.Equal((null, null, null), (call.Summary, call.Transcript, call.RecordingUrl));
        Assert.Equal(126.4m, call.DurationSeconds);
    }

    [Fact]
    public void A_duration_that_is_not_reported_is_computed() =>
        Assert.Equal(60m, (Unheard with { StartedAt = Start, EndedAt = Start.AddMinutes(1) }).Seconds);
}
