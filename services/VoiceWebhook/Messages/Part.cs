namespace PeteRental.VoiceWebhook.Messages;

/// <summary>The values of a webhook body that are read. The trees below say where each one stands.</summary>
internal enum Part
{
    Type,
    SentAt,
    CallId,
    CallType,
    CallAssistantId,
    CallInlineAssistantId,
    CallCustomerNumber,
    CallPhoneNumber,
    CallStartedAt,
    CallEndedAt,
    CallEndedReason,
    AssistantId,
    CustomerNumber,
    PhoneNumber,
    ToolCallList,
    ToolCalls,
    ToolWithToolCallList,
    FunctionCall,
    Messages,
    OpenAIMessages,
    Status,
    EndedReason,
    StartedAt,
    EndedAt,
    Cost,
    DurationSeconds,
    AnalysisSummary,
    Summary,
    ArtifactTranscript,
    Transcript,
    RecordingMono,
    RecordingStereo,
    ArtifactRecordingUrl,
    RecordingUrl,
    Website,
    BodyWebsite,
    BodyPropertyWebsite,
    ParametersWebsite,

    // Of one tool call
    Id,
    Name,
    Arguments,
    Parameters,
    FunctionName,
    FunctionArguments,
    FunctionParameters,
    ToolName,
    ToolFunctionName,

    Count,
}

/// <summary>Where the parts stand in the bodies that Vapi, its documents and older senders use.</summary>
internal static class Parts
{
    /// <summary>
    /// The envelope: <c>{"message":{"type","call":{…},"toolCallList":[…],"artifact":{…}}}</c>. Its members may also stand at the
    /// root, as older senders put them.
    /// </summary>
    public static readonly PartTree Envelope = new(
        ("type", Part.Type),
        ("timestamp", Part.SentAt),
        ("toolCallList", Part.ToolCallList),
        ("toolCalls", Part.ToolCalls),
        ("toolWithToolCallList", Part.ToolWithToolCallList),
        ("functionCall", Part.FunctionCall),
        ("messagesOpenAIFormatted", Part.OpenAIMessages),
        ("messages", Part.Messages),
        ("status", Part.Status),
        ("endedReason", Part.EndedReason),
        ("startedAt", Part.StartedAt),
        ("endedAt", Part.EndedAt),
        ("cost", Part.Cost),
        ("durationSeconds", Part.DurationSeconds),
        ("summary", Part.Summary),
        ("transcript", Part.Transcript),
        ("recordingUrl", Part.RecordingUrl),
        ("website", Part.Website),
        ("assistant", new PartTree(("id", Part.AssistantId))),
        ("customer", new PartTree(("number", Part.CustomerNumber))),
        ("phoneNumber", new PartTree(("number", Part.PhoneNumber))),
        ("analysis", new PartTree(("summary", Part.AnalysisSummary))),
        ("call", new PartTree(
            ("id", Part.CallId),
            ("type", Part.CallType),
            ("assistantId", Part.CallAssistantId),
            ("startedAt", Part.CallStartedAt),
            ("endedAt", Part.CallEndedAt),
            ("endedReason", Part.CallEndedReason),
            ("assistant", new PartTree(("id", Part.CallInlineAssistantId))),
            ("customer", new PartTree(("number", Part.CallCustomerNumber))),
            ("phoneNumber", new PartTree(("number", Part.CallPhoneNumber))))),
        ("artifact", new PartTree(
            ("transcript", Part.ArtifactTranscript),
            ("recordingUrl", Part.ArtifactRecordingUrl),
            ("recording", new PartTree(
                ("stereoUrl", Part.RecordingStereo),
                ("mono", new PartTree(("combinedUrl", Part.RecordingMono))))))),
        ("parameters", new PartTree(("website", Part.ParametersWebsite))),
        ("body", new PartTree(
            ("website", Part.BodyWebsite),
            ("properties", new PartTree(
                ("website", new PartTree(("value", Part.BodyPropertyWebsite))))))));

    /// <summary>
    /// A tool call: <c>{"id","function":{"name","arguments"}}</c>, or flat <c>{"id","name","arguments"|"parameters"}</c>; the
    /// legacy <c>functionCall</c> is the flat one without an id.
    /// </summary>
    public static readonly PartTree ToolCall = new(
        ("id", Part.Id),
        ("name", Part.Name),
        ("arguments", Part.Arguments),
        ("parameters", Part.Parameters),
        ("function", new PartTree(
            ("name", Part.FunctionName),
            ("arguments", Part.FunctionArguments),
            ("parameters", Part.FunctionParameters))));

    /// <summary>
    /// An item of <c>toolWithToolCallList</c>: the tool, with its call inside. The tool's own <c>function.parameters</c> is a
    /// schema and never read as values.
    /// </summary>
    public static readonly PartTree ToolWithToolCall = new(
        ("name", Part.ToolName),
        ("function", new PartTree(("name", Part.ToolFunctionName))),
        ("toolCall", ToolCall));
}
