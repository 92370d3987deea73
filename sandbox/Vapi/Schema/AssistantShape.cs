using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>An assistant as it is created and changed: nothing has to be there.</summary>
internal static class AssistantShape
{
    private const string ServerMessages =
        "assistant.started assistant.speechStarted conversation-update end-of-call-report function-call hang "
        + "language-changed language-change-detected model-output phone-call-control speech-update status-update transcript "
        + "transcript[transcriptType=\"final\"] tool-calls transfer-destination-request handoff-destination-request "
        + "transfer-update user-interrupted voice-input chat.created chat.deleted session.created session.updated "
        + "session.deleted call.deleted call.delete.failed call.artifact.upload";

    private const string ClientMessages =
        "conversation-update assistant.speechStarted function-call function-call-result hang language-changed metadata "
        + "model-output speech-update status-update transcript tool-calls tool-calls-result tool.completed transfer-update "
        + "user-interrupted voice-input workflow.node.started assistant.started";

    private static readonly ShapeRule Analysis = Shape(("messages", ListOf(Anything)), ("enabled", Flag), ("timeoutSeconds", Between(1, 60)));

    private static readonly ShapeRule StructuredData = Analysis.With(("schema", Anything));

    private static readonly (string, Rule)[] Plans =
    [
        ("compliancePlan", Shape([("hipaaEnabled", Flag), ("pciEnabled", Flag), .. Unchecked("securityFilterPlan recordingConsentPlan")])),
        ("analysisPlan", Shape(
            ("minMessagesThreshold", AtLeast(0)), ("summaryPlan", Analysis), ("structuredDataPlan", StructuredData),
            ("structuredDataMultiPlan", ListOf(Shape(("key", Text), ("plan", StructuredData)).Needs("key", "plan"))),
            ("successEvaluationPlan", Analysis.With(("rubric", Text))), ("outcomeIds", ListOf(Text)))),
        ("artifactPlan", Shape(
            ("recordingEnabled", Flag), ("recordingFormat", OneOf("wav;l16 mp3")), ("recordingUseCustomStorageEnabled", Flag),
            ("videoRecordingEnabled", Flag), ("fullMessageHistoryEnabled", Flag), ("pcapEnabled", Flag), ("pcapS3PathPrefix", Text),
            ("pcapUseCustomStorageEnabled", Flag), ("loggingEnabled", Flag), ("loggingUseCustomStorageEnabled", Flag),
            ("transcriptPlan", Shape(("enabled", Flag), ("assistantName", Text), ("userName", Text))), ("recordingPath", Text),
            ("structuredOutputIds", ListOf(Text)), ("structuredOutputs", ListOf(Anything)), ("scorecardIds", ListOf(Text)),
            ("scorecards", ListOf(Anything)), ("loggingPath", Text))),
        ("startSpeakingPlan", Shape(
            ("waitSeconds", Between(0, 5)), ("smartEndpointingEnabled", Either(Flag, OneOf("livekit"))), ("smartEndpointingPlan", Anything),
            ("customEndpointingRules", ListOf(Anything)), ("transcriptionEndpointingPlan", Shape(
                ("onPunctuationSeconds", Between(0, 3)), ("onNoPunctuationSeconds", Between(0, 3)), ("onNumberSeconds", Between(0, 3)))))),
        ("stopSpeakingPlan", Shape(
            ("numWords", Between(0, 10)), ("voiceSeconds", Between(0, 0.5)), ("backoffSeconds", Between(0, 10)),
            ("acknowledgementPhrases", ListOf(UpTo(240))), ("interruptionPhrases", ListOf(UpTo(240))))),
        ("monitorPlan", Shape(
            ("listenEnabled", Flag), ("listenAuthenticationEnabled", Flag), ("controlEnabled", Flag), ("controlAuthenticationEnabled", Flag),
            ("monitorIds", ListOf(Text)))),
        ("keypadInputPlan", Shape(("enabled", Flag), ("timeoutSeconds", Between(0, 10)), ("delimiters", Either(OneOf("# *"), UpTo(0))))),
        ("backgroundSpeechDenoisingPlan", Shape(("smartDenoisingPlan", Shape(("enabled", Flag))), ("fourierDenoisingPlan", Anything))),
        ("observabilityPlan", Anything),
    ];

    /// <summary>The same for POST and PATCH.</summary>
    public static ShapeRule Assistant { get; } = Shape(
        ("name", UpTo(40)),
        ("firstMessage", Text),
        ("firstMessageMode", OneOf(
            "assistant-speaks-first assistant-speaks-first-with-model-generated-message assistant-waits-for-user")),
        ("firstMessageInterruptionsEnabled", Flag),
        ("model", ModelShape.Model),
        ("voice", VoiceShape.Voice),
        ("transcriber", TranscriberShape.Transcriber),
        ("server", ServerShape.Server),
        ("serverMessages", ListOf(OneOf(ServerMessages))),
        ("clientMessages", ListOf(OneOf(ClientMessages))),
        ("maxDurationSeconds", Between(10, 43_200)),
        ("endCallMessage", UpTo(1_000)),
        ("endCallPhrases", ListOf(Length(2, 140))),
        ("voicemailMessage", UpTo(1_000)),
        ("voicemailDetection", Either(Anything, OneOf("off"))),
        ("backgroundSound", Either(OneOf("off office"), Url)),
        ("modelOutputInMessagesEnabled", Flag),
        ("transportConfigurations", ListOf(Shape(
            ("provider", OneOf("twilio")), ("timeout", Between(1, 600)), ("record", Flag), ("recordingChannels", OneOf("mono dual"))).Needs("provider"))),
        ("credentials", ListOf(Anything)),
        ("credentialIds", ListOf(Text)),
        ("hooks", ListOf(Anything)),
        ("metadata", Anything)).With(Plans);
}
