using System.Security.Cryptography;
using System.Text;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Tools;

/// <summary>What makes a repeated delivery of a tool call the same one.</summary>
public static class ToolCallKey
{
    /// <summary>The tool call's id or, in the legacy protocol that has none, what was asked and by whom.</summary>
    public static string Of(Conversation conversation, ToolCall call)
    {
        if (call.Id.Length > 0)
        {
            return call.Id;
        }

        var asked = $"{call.Name}\n{conversation.Caller?.Value}\n{call.Arguments.Json}";
        return $"legacy-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..32]}";
    }
}
