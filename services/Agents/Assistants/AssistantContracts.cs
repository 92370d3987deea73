using System.Text.Json.Serialization;
using PeteRental.Agents.VoiceAgents;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Assistants;

/// <summary>An assistant that exists at Vapi, to be answered for by an agent of a member.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RegisterRequest
{
    /// <summary>The assistant. Needed.</summary>
    public Given<string> VapiAssistantId { get; init; }

    /// <summary>The member whose agent it shall be. Needed.</summary>
    public Given<string> UserEmail { get; init; }

    /// <summary>1 to 40 characters; one is made from the assistant's id unless given.</summary>
    public Given<string> AgentName { get; init; }

    /// <summary>The name to give.</summary>
    public string Name => AgentName.Value?.Trim() ?? AssistantNames.Default(VapiAssistantId.Value!);

    /// <summary>What is wrong.</summary>
    public FieldErrors Check() => new FieldErrors()
        .Require(VapiAssistantId.IsGiven, "vapi_assistant_id", "Say which assistant.")
        .CheckNotNull(VapiAssistantId, "vapi_assistant_id", AgentRules.IsAssistantId, "1 to 64 letters, digits, _ and -.")
        .Require(UserEmail.IsGiven, "user_email", "Say whose agent it shall be.")
        .CheckNotNull(UserEmail, "user_email", email => TextRules.IsEmail(email.Trim()), "An e-mail address.")
        .CheckNotNull(AgentName, "agent_name", AgentRules.IsName, "1 to 40 characters on one line.");
}

/// <summary>An assistant that exists at Vapi, to become an agent.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ImportRequest
{
    /// <summary>The assistant. Needed.</summary>
    public Given<string> VapiAssistantId { get; init; }

    /// <summary>What is wrong.</summary>
    public FieldErrors Check() => new FieldErrors()
        .Require(VapiAssistantId.IsGiven, "vapi_assistant_id", "Say which assistant.")
        .CheckNotNull(VapiAssistantId, "vapi_assistant_id", AgentRules.IsAssistantId, "1 to 64 letters, digits, _ and -.");
}

/// <summary>A page of the account's assistants, newest first.</summary>
/// <param name="Assistants">The page.</param>
/// <param name="Total">Of the whole account.</param>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record AssistantListReply(IReadOnlyList<AssistantReply> Assistants, int Total, string? NextCursor);

/// <summary>Names for agents whose assistant has none that fits.</summary>
internal static class AssistantNames
{
    private const int ShownOfId = 8;

    /// <summary>Tells several apart, and says where to look.</summary>
    public static string Default(string assistant) => $"Assistant {assistant[..Math.Min(ShownOfId, assistant.Length)]}";
}
