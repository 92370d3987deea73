using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>The language model of an assistant: what all providers take, and what each adds. The names are those of August 2026.</summary>
internal static class ModelShape
{
    private const string OpenAi =
        "gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 chat-latest gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.2 "
        + "gpt-5.2-chat-latest gpt-5.1 gpt-5.1-chat-latest gpt-5 gpt-5-chat-latest gpt-5-mini gpt-5-nano gpt-4.1-2025-04-14 "
        + "gpt-4.1-mini-2025-04-14 gpt-4.1-nano-2025-04-14 gpt-4.1 gpt-4.1-mini gpt-4.1-nano chatgpt-4o-latest o3 o3-mini "
        + "o4-mini o1-mini o1-mini-2024-09-12 gpt-4o-realtime-preview-2024-10-01 gpt-4o-realtime-preview-2024-12-17 "
        + "gpt-4o-mini-realtime-preview-2024-12-17 gpt-realtime-2025-08-28 gpt-realtime-mini-2025-12-15 gpt-realtime-2 "
        + "gpt-4o-mini-2024-07-18 gpt-4o-mini gpt-4o gpt-4o-2024-05-13 gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4-turbo "
        + "gpt-4-turbo-2024-04-09 gpt-4-turbo-preview gpt-4-0125-preview gpt-4-1106-preview gpt-4 gpt-4-0613 gpt-3.5-turbo "
        + "gpt-3.5-turbo-0125 gpt-3.5-turbo-1106 gpt-3.5-turbo-16k gpt-3.5-turbo-0613";

    private const string Anthropic =
        "claude-3-opus-20240229 claude-3-sonnet-20240229 claude-3-haiku-20240307 claude-3-5-sonnet-20240620 "
        + "claude-3-5-sonnet-20241022 claude-3-5-haiku-20241022 claude-3-7-sonnet-20250219 claude-opus-4-20250514 "
        + "claude-opus-4-5-20251101 claude-opus-4-6 claude-sonnet-4-20250514 claude-sonnet-4-5-20250929 claude-sonnet-4-6 "
        + "claude-sonnet-5 claude-haiku-4-5-20251001";

    private const string Bedrock =
        "claude-3-opus-20240229 claude-3-sonnet-20240229 claude-3-haiku-20240307 claude-3-5-sonnet-20240620 "
        + "claude-3-5-sonnet-20241022 claude-3-5-haiku-20241022 claude-3-7-sonnet-20250219 claude-opus-4-20250514 "
        + "claude-opus-4-5-20251101 claude-opus-4-6 claude-sonnet-4-20250514 claude-sonnet-4-5-20250929 claude-sonnet-4-6 "
        + "claude-haiku-4-5-20251001 global.anthropic.claude-haiku-4-5-20251001-v1:0";

    private const string Google =
        "gemini-3.5-flash gemini-3.1-flash-lite gemini-3-flash-preview gemini-2.5-pro gemini-2.5-flash "
        + "gemini-2.5-flash-lite gemini-2.0-flash-thinking-exp gemini-2.0-pro-exp-02-05 gemini-2.0-flash "
        + "gemini-2.0-flash-lite gemini-2.0-flash-exp gemini-2.0-flash-realtime-exp gemini-1.5-flash gemini-1.5-flash-002 "
        + "gemini-1.5-pro gemini-1.5-pro-002 gemini-1.0-pro";

    private const string Groq =
        "openai/gpt-oss-20b openai/gpt-oss-120b deepseek-r1-distill-llama-70b llama-3.3-70b-versatile "
        + "llama-3.1-405b-reasoning llama-3.1-8b-instant llama3-8b-8192 llama3-70b-8192 gemma2-9b-it "
        + "moonshotai/kimi-k2-instruct-0905 meta-llama/llama-4-scout-17b-16e-instruct mistral-saba-24b compound-beta "
        + "compound-beta-mini";

    private const string Xai =
        "grok-beta grok-2 grok-3 grok-4-fast-reasoning grok-4-fast-non-reasoning grok-4.20-0309-reasoning "
        + "grok-4.20-0309-non-reasoning grok-4.3";

    private static readonly ShapeRule Message = Shape(("role", OneOf("assistant function user system tool")), ("content", Text)).Needs("role");

    private static readonly ShapeRule Common = Shape(
        ("messages", ListOf(Message)),
        ("tools", ListOf(ToolShape.Created)),
        ("toolIds", ListOf(Text)),
        ("toolRefs", ListOf(Shape(("toolId", Uuid), ("version", Text)).Needs("toolId", "version"))),
        ("knowledgeBase", Shape(("provider", OneOf("custom-knowledge-base")), ("server", ServerShape.Server)).Needs("provider", "server")),
        ("provider", Text),
        ("model", NotEmpty),
        ("temperature", Between(0, 2)),
        ("maxTokens", Between(50, 10_000)),
        ("emotionRecognitionEnabled", Flag),
        ("numFastTurns", AtLeast(0))).Needs("provider", "model");

    private static readonly ShapeRule OpenAiModel = Common.With(
        ("model", new TextRule(Accepts: IsOpenAi, Says: "must be the name of an OpenAI model")),
        ("fallbackModels", ListOf(new TextRule(Accepts: IsOpenAi, Says: "must be the name of an OpenAI model"))),
        ("toolStrictCompatibilityMode", OneOf("strip-parameters-with-unsupported-validation strip-unsupported-validation")),
        ("promptCacheRetention", OneOf("in_memory 24h")),
        ("promptCacheKey", UpTo(64)),
        ("reasoningEffort", OneOf("minimal none low medium high xhigh")));

    private static readonly Rule Thinking = Shape(("type", OneOf("enabled")), ("budgetTokens", Between(1_024, 100_000))).Needs("type", "budgetTokens");

    private static readonly ShapeRule CustomModel = Common.With(
        ("url", Url), ("headers", Anything), ("metadataSendMode", OneOf("off variable destructured")),
        ("wordLevelConfidenceEnabled", Flag), ("timeoutSeconds", Between(0, 300))).Needs("url");

    /// <summary>By provider.</summary>
    public static Rule Model { get; } = new ChoiceRule(
        "provider",
        ("openai", OpenAiModel),
        ("anthropic", Of(Anthropic).With(("thinking", Thinking))),
        ("anthropic-bedrock", Of(Bedrock).With(("thinking", Thinking))),
        ("google", Of(Google).With(("realtimeConfig", Anything))),
        ("groq", Of(Groq)),
        ("xai", Of(Xai)),
        ("cerebras", Of("llama3.1-8b llama-3.3-70b")),
        ("deep-seek", Of("deepseek-chat deepseek-reasoner")),
        ("inflection-ai", Of("inflection_3_pi")),
        ("minimax", Of("MiniMax-M2.7")),
        ("anyscale", Common),
        ("deepinfra", Common),
        ("openrouter", Common),
        ("perplexity-ai", Common),
        ("together-ai", Common),
        ("custom-llm", CustomModel),
        ("vapi", Shape([.. Common.Members.Where(member => member.Key != "maxTokens").Select(member => (member.Key, member.Value)),
            .. Unchecked("version workflow workflowId")]).Needs("provider")));

    private static ShapeRule Of(string names) => Common.With(("model", OneOf(names)));

    /// <summary>A region may follow the name: <c>gpt-4o-2024-11-20:westeurope</c>.</summary>
    private static bool IsOpenAi(string name) => OpenAi.Split(' ').Contains(name.Split(':')[0], StringComparer.Ordinal);
}
