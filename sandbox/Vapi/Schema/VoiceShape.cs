using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>The voice of an assistant, by provider. Vapi's own voices are free text: names such as Elliot, and ids of cloned voices.</summary>
internal static class VoiceShape
{
    private const string VapiLanguages =
        "en-US en-GB en-AU en-CA ja zh de hi fr-FR fr-CA ko pt-BR pt-PT it es-ES es-MX id nl tr fil pl sv bg ro ar-SA "
        + "ar-AE cs el fi hr ms sk da ta uk ru hu no vi auto en ar ar-EG bn es fr gu he ka kn ml mr pa pt te th tl";

    private static readonly Rule Chunks = Shape(
        ("enabled", Flag), ("minCharacters", Between(1, 80)), ("punctuationBoundaries", ListOf(Text)),
        ("formatPlan", Shape(
            ("enabled", Flag), ("numberToDigitsCutoff", AtLeast(0)), ("replacements", ListOf(Anything)),
            ("formattersEnabled", ListOf(Text)))));

    private static readonly ShapeRule Common = Shape(
        ("provider", Text), ("voiceId", NotEmpty), ("cachingEnabled", Flag), ("chunkPlan", Chunks),
        ("fallbackPlan", Shape(("voices", ListOf(Anything))).Needs("voices"))).Needs("provider", "voiceId");

    private static readonly ShapeRule Vapi = Shape(
        ("provider", Text), ("voiceId", NotEmpty), ("cachingEnabled", Flag), ("chunkPlan", Chunks),
        ("version", Either(OneOf("1 2 latest"), Between(1, 2))),
        ("speed", Between(0.25, 2)),
        ("language", OneOf(VapiLanguages)),
        ("pronunciationDictionary", ListOf(Anything))).Needs("provider", "voiceId");

    private static readonly ShapeRule ElevenLabs = Common.With(
        ("stability", Between(0, 1)), ("similarityBoost", Between(0, 1)), ("style", Between(0, 1)), ("useSpeakerBoost", Flag),
        ("speed", Between(0.7, 1.2)), ("optimizeStreamingLatency", Between(0, 4)), ("enableSsmlParsing", Flag), ("autoMode", Flag),
        ("model", OneOf("eleven_multilingual_v2 eleven_turbo_v2 eleven_turbo_v2_5 eleven_flash_v2 eleven_flash_v2_5 eleven_monolingual_v1 eleven_v3")),
        ("language", Text), ("pronunciationDictionaryLocators", ListOf(Anything)));

    /// <summary>By provider.</summary>
    public static Rule Voice { get; } = new ChoiceRule(
        "provider",
        ("vapi", Vapi),
        ("11labs", ElevenLabs),
        ("azure", Common.With(("speed", Between(0.5, 2)))),
        ("cartesia", Common.With([.. Unchecked("model language experimentalControls generationConfig pronunciationDictId")])),
        ("custom-voice", Common.NeedsNothing().With(("server", ServerShape.Server)).Needs("provider", "server")),
        ("deepgram", Common.With(("model", OneOf("aura aura-2")), ("mipOptOut", Flag))),
        ("hume", Common.With([.. Unchecked("model isCustomHumeVoice description")])),
        ("inworld", Common.With([.. Unchecked("model languageCode temperature speakingRate")])),
        ("lmnt", Common.With([.. Unchecked("speed language")])),
        ("microsoft", Common.With([.. Unchecked("style styleDegree role speed")])),
        ("minimax", Common.With([.. Unchecked(
            "model emotion subtitleType pitch speed volume region languageBoost textNormalizationEnabled")])),
        ("neuphonic", Common.With([.. Unchecked("model language speed")]).Needs("language")),
        ("openai", Common.With(
            ("model", OneOf("tts-1 tts-1-hd gpt-4o-mini-tts")), ("instructions", UpTo(10_000)), ("speed", Between(0.25, 4)))),
        ("playht", Common.With([.. Unchecked("speed temperature emotion voiceGuidance styleGuidance textGuidance model language")])),
        ("rime-ai", Common.With([.. Unchecked(
            "model speed pauseBetweenBrackets phonemizeBetweenBrackets reduceLatency inlineSpeedAlpha language")])),
        ("sesame", Common.With(("model", Text)).Needs("model")),
        ("smallest-ai", Common.With([.. Unchecked("model speed")])),
        ("tavus", Common.With([.. Unchecked("personaId callbackUrl conversationName conversationalContext customGreeting properties")])),
        ("wellsaid", Common.With([.. Unchecked("model enableSsml libraryIds")])),
        ("xai", Common.With([.. Unchecked("language speed")])));
}
