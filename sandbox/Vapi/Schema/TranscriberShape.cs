using System.Text.RegularExpressions;
using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>What hears for an assistant, by provider. The language is spelt differently by each.</summary>
internal static partial class TranscriberShape
{
    private const string DeepgramLanguages =
        "ar az ba be bg bn br bs ca cs da da-DK de de-CH el en en-AU en-CA en-GB en-IE en-IN en-NZ en-US es es-419 "
        + "es-LATAM et eu fa fi fr fr-CA ha haw he hi hi-Latn hr hu id is it ja jw kn ko ko-KR ln lt lv mk mr ms multi nl "
        + "nl-BE no pl pt pt-BR pt-PT ro ru sk sl sn so sr su sv sv-SE ta taq te th th-TH tl tr tt uk ur vi yo zh zh-CN "
        + "zh-HK zh-Hans zh-Hant zh-TW";

    private const string GoogleLanguages =
        "Multilingual Arabic Bengali Bulgarian Chinese Croatian Czech Danish Dutch English Estonian Finnish French German "
        + "Greek Hebrew Hindi Hungarian Indonesian Italian Japanese Korean Latvian Lithuanian Norwegian Polish Portuguese "
        + "Romanian Russian Serbian Slovak Slovenian Spanish Swahili Swedish Thai Turkish Ukrainian Vietnamese";

    private const string OpenAiLanguages =
        "af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne "
        + "no fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy";

    /// <summary>ISO 639-1, with Cantonese.</summary>
    internal const string IsoLanguages =
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
        + "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
        + "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
        + "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so "
        + "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yue yo za zh zu";

    private static readonly ShapeRule Common = Shape(
        ("provider", Text),
        ("fallbackPlan", Shape(("transcribers", ListOf(Anything))))).Needs("provider");

    private static readonly ShapeRule Named = Common.With([.. Unchecked("model language")]);

    private static readonly ShapeRule Deepgram = Common.With(
        ("model", Text),
        ("language", OneOf(DeepgramLanguages)),
        ("smartFormat", Flag), ("mipOptOut", Flag), ("numerals", Flag), ("profanityFilter", Flag),
        ("redaction", ListOf(OneOf("pci pii phi numbers"))),
        ("confidenceThreshold", Between(0, 1)),
        ("eotThreshold", Between(0.5, 0.9)), ("eotTimeoutMs", Between(500, 10_000)),
        ("languages", ListOf(Text)), ("keywords", ListOf(Matching(Keyword()))), ("keyterm", ListOf(Text)),
        ("endpointing", Between(10, 500)));

    private static readonly ShapeRule ElevenLabs = Common.With(
        ("model", OneOf("scribe_v1 scribe_v2 scribe_v2_realtime")),
        ("language", OneOf(IsoLanguages)),
        ("silenceThresholdSeconds", Between(0.3, 3)), ("confidenceThreshold", Between(0.1, 0.9)),
        ("minSpeechDurationMs", Between(50, 2_000)), ("minSilenceDurationMs", Between(50, 2_000)));

    private static readonly ShapeRule Vapi = Shape(
        ("provider", Text),
        ("version", OneOf("latest 1")),
        ("language", OneOf(IsoLanguages)), ("languages", ListOf(OneOf(IsoLanguages))),
        ("keywords", ListOf(Text)), ("turnTaking", OneOf("intelligent manual"))).Needs("provider");

    /// <summary>By provider.</summary>
    public static Rule Transcriber { get; } = new ChoiceRule(
        "provider",
        ("deepgram", Deepgram),
        ("11labs", ElevenLabs),
        ("vapi", Vapi),
        ("google", Common.With(("model", Text), ("language", OneOf(GoogleLanguages)))),
        ("openai", Common.With(("model", OneOf("gpt-4o-transcribe gpt-4o-mini-transcribe")), ("language", OneOf(OpenAiLanguages))).Needs("model")),
        ("custom-transcriber", Common.With(("server", ServerShape.Server)).Needs("server")),
        ("assembly-ai", Common.With([.. Unchecked(
            "language confidenceThreshold formatTurns endOfTurnConfidenceThreshold minEndOfTurnSilenceWhenConfident "
            + "wordFinalizationMaxWaitTime maxTurnSilence vadAssistedEndpointingEnabled mode prompt agentContext languageCodes "
            + "speechModel realtimeUrl wordBoost keytermsPrompt endUtteranceSilenceThreshold disablePartialTranscripts")])),
        ("azure", Common.With([.. Unchecked("language segmentationStrategy segmentationSilenceTimeoutMs segmentationMaximumTimeMs")])),
        ("gladia", Named.With([.. Unchecked(
            "languageBehaviour languages transcriptionHint prosody audioEnhancer confidenceThreshold endpointing speechThreshold "
            + "customVocabularyEnabled customVocabularyConfig region receivePartialTranscripts")])),
        ("speechmatics", Named.With([.. Unchecked(
            "operatingPoint region enableDiarization maxDelay customVocabulary numeralStyle endOfTurnSensitivity removeDisfluencies "
            + "minimumSpeechDuration")]).Needs("customVocabulary")),
        ("soniox", Named.With([.. Unchecked(
            "languages languageHintsStrict maxEndpointDelayMs customVocabulary contextGeneral")])),
        ("cartesia", Named),
        ("talkscriber", Named),
        ("xai", Named));

    [GeneratedRegex(@"^\p{L}[\p{L}\d]*(?::[+-]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Keyword();
}
