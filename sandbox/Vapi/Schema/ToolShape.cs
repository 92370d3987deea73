using System.Text.RegularExpressions;
using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>Tools by type: those that a call server like ours creates. The types that need a vendor's own account are refused.</summary>
internal static partial class ToolShape
{
    private const string GeminiModels =
        "gemini-3.5-flash gemini-3.1-flash-lite gemini-3-flash-preview gemini-2.5-pro gemini-2.5-flash "
        + "gemini-2.5-flash-lite gemini-2.0-flash-thinking-exp gemini-2.0-pro-exp-02-05 gemini-2.0-flash "
        + "gemini-2.0-flash-lite gemini-2.0-flash-exp gemini-2.0-flash-realtime-exp gemini-1.5-flash gemini-1.5-flash-002 "
        + "gemini-1.5-pro gemini-1.5-pro-002 gemini-1.0-pro";

    // The published schema has no bound; Vapi's own tooling notes that descriptions of 1000 characters and more are refused.
    private const int MaxDescription = 999;

    private static readonly ShapeRule Message = Shape(
        ("type", Text),
        ("content", UpTo(1_000)),
        ("contents", ListOf(Shape(("type", OneOf("text")), ("text", Text), ("language", OneOf(TranscriberShape.IsoLanguages))).Needs("type", "text", "language"))),
        ("conditions", ListOf(Shape(
            ("operator", OneOf("eq neq gt gte lt lte")), ("param", UpTo(1_000)), ("value", UpTo(1_000))).Needs("operator", "param", "value")))).Needs("type");

    private static readonly ShapeRule Ending = Message.With(("role", OneOf("assistant system")), ("endCallAfterSpokenEnabled", Flag));

    private static readonly Rule Messages = ListOf(new ChoiceRule(
        "type",
        ("request-start", Message.With(("blocking", Flag))),
        ("request-complete", Ending),
        ("request-failed", Ending),
        ("request-response-delayed", Message.With(("timingMilliseconds", Between(100, 120_000))))));

    private static readonly Rule Parameters = ListOf(Shape(("key", Text), ("value", Any)).Needs("key", "value"));

    private static readonly Rule Extraction = Shape(
        ("schema", Anything), ("aliases", ListOf(Shape(("key", Text), ("value", Text)).Needs("key", "value"))));

    private static readonly Rule Called = Shape(
        ("name", Matching(FunctionName())),
        ("description", UpTo(MaxDescription)),
        ("strict", Flag),
        ("parameters", Shape(("type", OneOf("object")), ("properties", Anything), ("required", ListOf(Text))).Needs("type", "properties"))).Needs("name");

    private static readonly Rule KnowledgeBase = Shape(
        ("provider", OneOf("google")), ("name", Text), ("description", Text), ("fileIds", ListOf(Text)),
        ("model", OneOf(GeminiModels))).Needs("provider", "name", "description", "fileIds");

    private static readonly ShapeRule Common = Shape(
        ("type", Text), ("messages", Messages), ("rejectionPlan", Shape(("conditions", ListOf(Anything))))).Needs("type");

    private static readonly ShapeRule Request = Common.With(
        ("name", Matching(RequestName())), ("description", UpTo(MaxDescription)),
        ("method", OneOf("POST GET PUT PATCH DELETE")), ("url", NotEmpty), ("timeoutSeconds", Between(1, 300)), ("credentialId", Text),
        ("encryptedPaths", ListOf(Text)), ("parameters", Parameters), ("body", Anything), ("headers", Anything), ("backoffPlan", Anything),
        ("variableExtractionPlan", Extraction)).Needs("method", "url");

    /// <summary>What a tool of each type may hold.</summary>
    public static IReadOnlyDictionary<string, ShapeRule> ByType { get; } = new Dictionary<string, ShapeRule>(StringComparer.Ordinal)
    {
        ["function"] = Common.With(
            ("async", Flag), ("server", ServerShape.Server), ("function", Called), ("parameters", Parameters), ("variableExtractionPlan", Extraction)),
        ["query"] = Common.With(("knowledgeBases", ListOf(KnowledgeBase))),
        ["apiRequest"] = Request,
        ["endCall"] = Common,
        ["dtmf"] = Common.With(("sipInfoDtmfEnabled", Flag)),
        ["voicemail"] = Common.With(("beepDetectionEnabled", Flag)),
        ["transferCall"] = Common.With(("destinations", ListOf(Anything))),
    };

    /// <summary>A new tool.</summary>
    public static Rule Created { get; } = new ChoiceRule("type", [.. ByType.Select(type => (type.Key, (Rule)type.Value))]);


    /// <summary>A change of a tool whose type is <paramref name="type"/>: a tool keeps its type.</summary>
    public static Rule Changed(string type) => ByType[type].NeedsNothing().With(("type", OneOf(type)));

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex RequestName();
}
