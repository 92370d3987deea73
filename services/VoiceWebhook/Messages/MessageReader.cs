using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>
/// Reads a webhook body in one pass without decoding what is not needed. Any JSON is read without an exception: what is
/// missing or of a wrong type is null, and only a body that is not JSON at all (or nested beyond reason) is refused.
/// </summary>
public static class MessageReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads a body. Null when it is not JSON or deeper than 64 levels.</summary>
    public static VapiMessage? Read(ReadOnlySpan<byte> body)
    {
        Span<JsonSlice> root = stackalloc JsonSlice[(int)Part.Count];
        Span<JsonSlice> message = stackalloc JsonSlice[(int)Part.Count];
        try
        {
            Scan(body, root, message);
        }
        catch (JsonException)
        {
            return null;
        }

        var parts = new MessageParts(body, root, message);
        return Interpret(body, in parts);
    }

    private static void Scan(ReadOnlySpan<byte> body, Span<JsonSlice> root, Span<JsonSlice> message)
    {
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual("message"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    Parts.Envelope.Read(ref reader, message);
                }
                else
                {
                    reader.Skip();
                }
            }
            else
            {
                Parts.Envelope.ReadProperty(ref reader, root);
            }
        }

        // Anything after the object is not JSON and throws here.
        reader.Read();
    }

    private static VapiMessage Interpret(ReadOnlySpan<byte> body, in MessageParts parts)
    {
        var call = new CallFacts(
            parts.Short(Part.CallId),
            parts.Short(Part.CallType),
            parts.Short(Part.CallAssistantId) ?? parts.Short(Part.AssistantId) ?? parts.Short(Part.CallInlineAssistantId),
            parts.Short(Part.CallCustomerNumber) ?? parts.Short(Part.CustomerNumber),
            parts.Short(Part.PhoneNumber) ?? parts.Short(Part.CallPhoneNumber));

        return WithoutFilter(parts.Short(Part.Type)) switch
        {
            null or "tool-calls" or "function-call" => ReadToolCalls(body, in parts, call),
            "assistant-request" => new VapiMessage(MessageKind.AssistantRequest, call, [], false, null),
            "knowledge-base-request" => new VapiMessage(
                MessageKind.KnowledgeBaseRequest, call, [], false, null,
                SaidReader.LastOfCaller(body, parts[Part.OpenAIMessages]) ?? SaidReader.LastOfCaller(body, parts[Part.Messages])),
            "status-update" => new VapiMessage(MessageKind.StatusUpdate, call, [], false, ReadStatus(in parts)),
            "end-of-call-report" => new VapiMessage(MessageKind.EndOfCallReport, call, [], false, ReadReport(in parts)),
            _ => new VapiMessage(MessageKind.Other, call, [], false, null),
        };
    }

    // A subscription may carry a filter: transcript[transcriptType="final"].
    private static string? WithoutFilter(string? type) => type?.IndexOf('[') is > 0 and var cut ? type[..cut] : type;

    private static VapiMessage ReadToolCalls(ReadOnlySpan<byte> body, in MessageParts parts, CallFacts call)
    {
        var reader = new ToolCallReader(body);
        reader.AddList(parts[Part.ToolCallList], Parts.ToolCall);
        reader.AddList(parts[Part.ToolCalls], Parts.ToolCall);
        reader.AddList(parts[Part.ToolWithToolCallList], Parts.ToolWithToolCall);
        var calls = reader.Finish();
        if (calls.Count > 0)
        {
            return new VapiMessage(MessageKind.ToolCalls, call, calls, false, null);
        }

        var legacy = reader.ReadFunctionCall(parts[Part.FunctionCall]) ?? WebsiteSearch(in parts);
        return legacy is null
            ? new VapiMessage(MessageKind.Other, call, [], false, null)
            : new VapiMessage(MessageKind.ToolCalls, call, [legacy], true, null);
    }

    /// <summary>A website, and no tool named, asks for the homes on that website.</summary>
    private static ToolCall? WebsiteSearch(in MessageParts parts)
    {
        var website = parts.Short(Part.Website) ?? parts.Short(Part.BodyWebsite) ?? parts.Short(Part.ParametersWebsite)
            ?? parts.Short(Part.BodyPropertyWebsite);
        return website is null
            ? null
            : new ToolCall("", ToolNames.SearchRentals, ToolArguments.ForWebsite(website), ToolCallDefect.None);
    }

    private static CallProgress ReadStatus(in MessageParts parts) => new(
        parts.Short(Part.Status),
        parts.Instant(Part.SentAt),
        parts.Instant(Part.StartedAt) ?? parts.Instant(Part.CallStartedAt),
        parts.Instant(Part.EndedAt) ?? parts.Instant(Part.CallEndedAt),
        parts.Short(Part.EndedReason) ?? parts.Short(Part.CallEndedReason),
        Cost: null,
        DurationSeconds: null,
        Summary: null,
        Transcript: null,
        RecordingUrl: null);

    private static CallProgress ReadReport(in MessageParts parts) => ReadStatus(in parts) with
    {
        Status = null,
        Cost = parts.Amount(Part.Cost),
        DurationSeconds = parts.Amount(Part.DurationSeconds),
        Summary = parts.Long(Part.AnalysisSummary) ?? parts.Long(Part.Summary),
        Transcript = parts.Long(Part.ArtifactTranscript) ?? parts.Long(Part.Transcript),
        RecordingUrl = parts.Long(Part.RecordingMono) ?? parts.Long(Part.RecordingStereo)
            ?? parts.Long(Part.ArtifactRecordingUrl) ?? parts.Long(Part.RecordingUrl),
    };

    /// <summary>The parts found inside <c>message</c>, and those at the root where it has none.</summary>
    private readonly ref struct MessageParts(ReadOnlySpan<byte> body, ReadOnlySpan<JsonSlice> root, ReadOnlySpan<JsonSlice> message)
    {
        private readonly ReadOnlySpan<byte> _body = body;
        private readonly ReadOnlySpan<JsonSlice> _root = root;
        private readonly ReadOnlySpan<JsonSlice> _message = message;

        public JsonSlice this[Part part] => _message[(int)part] is { IsEmpty: false } slice ? slice : _root[(int)part];

        public string? Short(Part part) => JsonText.Short(_body, this[part]);

        public string? Long(Part part) => JsonText.Long(_body, this[part]);

        public DateTimeOffset? Instant(Part part) => JsonText.Instant(_body, this[part]);

        public decimal? Amount(Part part) => JsonText.Amount(_body, this[part]);
    }
}
