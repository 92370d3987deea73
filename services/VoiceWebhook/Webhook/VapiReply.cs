using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Http;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Webhook;

/// <summary>
/// Answers in Vapi's shape: always 200, camelCase, one-line strings. <c>{"results":[{"toolCallId":"call_1","name":"get_availability",
/// "result":"I have …"}]}</c>; a sender of the legacy protocol finds the same words in a top-level <c>result</c> too.
/// </summary>
internal sealed class VapiReply : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Action<Utf8JsonWriter> _write;

    private VapiReply(Action<Utf8JsonWriter> write) => _write = write;

    /// <summary>Received; there is nothing to say.</summary>
    public static VapiReply Empty { get; } = new(static _ => { });

    /// <summary>This assistant shall take the call.</summary>
    public static VapiReply Assistant(string assistantId) => new(json => json.WriteString("assistantId", assistantId));

    /// <summary>Nobody can take the call; the caller hears why.</summary>
    public static VapiReply NoAssistant(string spoken) => new(json => json.WriteString("error", spoken));

    /// <summary>What the documents say, best first: <c>{"documents":[{"content","similarity","uuid"}]}</c>.</summary>
    public static VapiReply Documents(IReadOnlyList<KnowledgePassage> passages) => new(json =>
    {
        json.WriteStartArray("documents");
        foreach (var passage in passages)
        {
            json.WriteStartObject();
            json.WriteString("content", passage.Content);
            json.WriteNumber("similarity", passage.Similarity);
            json.WriteString("uuid", passage.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>One result for each tool call, in their order.</summary>
    public static VapiReply Results(VapiMessage message, IReadOnlyList<ToolAnswer> answers) => new(json =>
    {
        json.WriteStartArray("results");
        for (var i = 0; i < answers.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("toolCallId", message.ToolCalls[i].Id);
            json.WriteString("name", message.ToolCalls[i].Name is { Length: > 0 } name ? name : "unknown");
            json.WriteString(answers[i].IsError ? "error" : "result", answers[i].Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (message.HasTopLevelResult)
        {
            json.WriteString("result", answers[0].Text);
        }
    });

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            _write(json);
            json.WriteEndObject();
        }

        await WholeJson.WriteAsync(httpContext, body.WrittenMemory);
    }
}
