using System.Globalization;
using System.Text.Json;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Assistants;

/// <summary>
/// An assistant of Vapi as an agent of ours: the way back of <see cref="AssistantDocument"/>. Pure. What an agent cannot hold is an
/// error, since the next sync would overwrite it with something else.
/// </summary>
/// <example>
/// <c>{"id":"2446…","name":"Front desk","firstMessage":"Hi.","model":{"provider":"openai","model":"gpt-4.1","messages":[{"role":"system",
/// "content":"Be brief."}]},"voice":{"provider":"vapi","voiceId":"Elliot"},"transcriber":{"provider":"deepgram","language":"en-US"},
/// "maxDurationSeconds":300}</c>
/// </example>
internal static class ImportedAssistant
{
    private const int MaxNameLength = 40;

    /// <summary>What is wrong by Vapi's name of the field, and the agent's content when nothing is.</summary>
    public static FieldErrors Read(VapiObject assistant, out string name, out AgentConfig config)
    {
        name = TextRules.Line(assistant.Text("name"), MaxNameLength) ?? AssistantNames.Default(assistant.Id);
        var model = Vendor(assistant, "model", "model", VendorNames.ModelText, VendorNames.Model, out var isModelKnown);
        var voice = Vendor(assistant, "voice", "voiceId", VendorNames.VoiceText, VendorNames.Voice, out var isVoiceKnown);
        var language = Language(assistant.Text("transcriber", "language"));
        var request = new AgentRequest
        {
            Config = Given.Of(new AgentConfigRequest
            {
                SystemPrompt = Given.Of<string?>(SystemPrompt(assistant.Body)),
                FirstMessage = Given.Of<string?>(assistant.Text("firstMessage")),
                Voice = Given.Of<string?>(voice),
                Model = Given.Of<string?>(model),
                Language = Given.Of<string>(language ?? "en"),
                MaxDurationSeconds = Given.Of<int?>(MaxDurationSeconds(assistant.Body)),
            }),
        };
        var errors = AgentRules.Check(request, isNew: false)
            .Require(isModelKnown, "config.model", "Agents here cannot use models of this provider.")
            .Require(isVoiceKnown, "config.voice", "Agents here cannot use voices of this provider.")
            .Require(language is not null, "config.language", "Agents here speak en or es.");
        config = errors.Any ? new AgentConfig() : AgentRules.Apply(request, new Agent { Id = Guid.Empty, WorkspaceId = Guid.Empty, UserId = Guid.Empty, Name = name }).Config;
        return errors;
    }

    // Known when what we would write to Vapi is what it has.
    private static string? Vendor(
        VapiObject assistant, string part, string field, Func<string, string, string> write, Func<string, (string, string)> read, out bool isKnown)
    {
        if (assistant.Text(part, "provider") is not { } provider || assistant.Text(part, field) is not { } name)
        {
            isKnown = true;
            return null;
        }

        var text = write(provider, name);
        isKnown = read(text) == (provider, name);
        return text;
    }

    // "multi" listens for several languages, both of ours among them.
    private static string? Language(string? code) => code?.Split('-')[0].ToLowerInvariant() switch
    {
        null or "en" or "multi" => "en",
        "es" => "es",
        _ => null,
    };

    private static string? SystemPrompt(JsonElement body)
    {
        if (!body.TryGetProperty("model", out var model) || model.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var words = from message in messages.EnumerateArray()
                    where message.ValueKind == JsonValueKind.Object
                        && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("system")
                        && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                    select message.GetProperty("content").GetString();
        var prompt = AgentPrompt.OwnWords(string.Join("\n\n", words));
        return prompt.Length == 0 ? null : prompt;
    }

    // Vapi takes whole numbers, and answers with 600 as well as 600.0.
    private static int MaxDurationSeconds(JsonElement body) =>
        body.TryGetProperty("maxDurationSeconds", out var seconds) && seconds.ValueKind == JsonValueKind.Number
        && double.TryParse(seconds.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 0, int.MaxValue)
            : AgentConfig.DefaultMaxDurationSeconds;
}
