using System.Text.Json.Nodes;
using PeteRental.Agents.KnowledgeBase;
using PeteRental.Agents.VoiceAgents;

namespace PeteRental.Agents.Sync;

/// <summary>What an account has for its assistants to use.</summary>
/// <param name="Prompt">The workspace, for the prompt.</param>
/// <param name="WebhookUrl">Where Vapi reaches us.</param>
/// <param name="WebhookToken">What proves that it is Vapi. Never log it.</param>
/// <param name="ToolIds">Ids of our tools in the account, by name.</param>
/// <param name="Knowledge">The query tool over the workspace's documents, if any.</param>
internal sealed record AssistantSurroundings(
    PromptContext Prompt, Uri WebhookUrl, string WebhookToken, IReadOnlyDictionary<string, string> ToolIds, KnowledgeTool? Knowledge)
{
    public override string ToString() => nameof(AssistantSurroundings);
}

/// <summary>
/// An agent as Vapi's assistant (https://docs.vapi.ai/api-reference/assistants/create). Pure. Always the same fields, so that a change
/// of one of ours changes just the fields of Vapi's that depend on it.
/// </summary>
internal static class AssistantDocument
{
    /// <summary>Member of the assistant's metadata that holds our id of the agent.</summary>
    public const string AgentIdKey = "peterental_agent_id";

    public const string DefaultVoice = "Elliot";
    public const string DefaultModel = "gpt-4.1";

    // A booking is answered within 10 s; Vapi must not give up before we do.
    private const int ServerTimeoutSeconds = 20;

    // Named, because an explicit list replaces Vapi's default one, and without tool-calls no tool is ever called.
    private static readonly string[] Messages = ["tool-calls", "end-of-call-report", "status-update", "hang"];

    /// <summary>Builds the document.</summary>
    public static JsonObject Build(Agent agent, AssistantSurroundings surroundings)
    {
        var tools = EnabledTools(agent);
        return new JsonObject
        {
            ["name"] = agent.Name,
            ["firstMessage"] = agent.Config.FirstMessage ?? AgentPrompt.FirstMessage(agent, surroundings.Prompt),
            ["model"] = Model(agent, surroundings, tools),
            ["voice"] = Voice(agent.Config),
            ["transcriber"] = new JsonObject { ["provider"] = "deepgram", ["model"] = "nova-3", ["language"] = agent.Config.Language },
            ["server"] = new JsonObject
            {
                ["url"] = surroundings.WebhookUrl.AbsoluteUri,
                ["timeoutSeconds"] = ServerTimeoutSeconds,
                ["headers"] = new JsonObject { ["X-Vapi-Secret"] = surroundings.WebhookToken },
            },
            ["serverMessages"] = Texts(Messages),
            ["maxDurationSeconds"] = agent.Config.MaxDurationSeconds,
            ["metadata"] = new JsonObject { [AgentIdKey] = agent.Id.ToString() },
        };
    }

    /// <summary>Our tools but those that the manager switched off.</summary>
    public static IReadOnlyList<VoiceTool> EnabledTools(Agent agent)
    {
        var off = agent.Config.Functions.Where(function => !function.Enabled).Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        return [.. ToolCatalogue.Tools.Where(tool => !off.Contains(tool.Name))];
    }

    private static JsonObject Model(Agent agent, AssistantSurroundings surroundings, IReadOnlyList<VoiceTool> tools)
    {
        var (provider, model) = VendorNames.Model(agent.Config.Model ?? DefaultModel);
        var ids = tools.Select(tool => surroundings.ToolIds[tool.Name]);
        return new JsonObject
        {
            ["provider"] = provider,
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject
            {
                ["role"] = "system",
                ["content"] = AgentPrompt.Build(agent, surroundings.Prompt, tools, surroundings.Knowledge?.Name),
            }),
            ["toolIds"] = Texts(surroundings.Knowledge is { } knowledge ? ids.Append(knowledge.ToolId) : ids),
        };
    }

    private static JsonObject Voice(AgentConfig config)
    {
        var (provider, voice) = VendorNames.Voice(config.Voice ?? DefaultVoice);
        var document = new JsonObject { ["provider"] = provider, ["voiceId"] = voice };
        if (provider == VendorNames.Vapi && config.Language == "es")
        {
            document["language"] = "es";
        }

        return document;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
