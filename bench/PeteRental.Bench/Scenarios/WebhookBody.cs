using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.Bench.Scenarios;

/// <summary>
/// The body of a tool call as Vapi sends it in the middle of a call: the call, the assistant, and the conversation so far. About
/// five kilobytes, of which the webhook needs a few hundred bytes.
/// </summary>
internal static class WebhookBody
{
    /// <summary>The body for a tool with these arguments.</summary>
    public static byte[] OfToolCall(string assistantId, string callId, string toolCallId, string tool, JsonObject arguments)
    {
        var call = new JsonObject
        {
            ["id"] = toolCallId,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = arguments.ToJsonString() },
        };
        var message = new JsonObject
        {
            ["timestamp"] = 1790863231000,
            ["type"] = "tool-calls",
            ["toolCalls"] = new JsonArray(call.DeepClone()),
            ["toolCallList"] = new JsonArray(call.DeepClone()),
            ["toolWithToolCallList"] = new JsonArray(new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool, ["description"] = "One of the tools of the leasing line.", ["parameters"] = new JsonObject { ["type"] = "object" } },
                ["toolCall"] = call,
            }),
            ["artifact"] = new JsonObject { ["messages"] = Conversation("message"), ["messagesOpenAIFormatted"] = Conversation("content") },
            ["call"] = new JsonObject
            {
                ["id"] = callId,
                ["type"] = "inboundPhoneCall",
                ["status"] = "in-progress",
                ["customer"] = new JsonObject { ["number"] = "+14055550187" },
                ["assistantId"] = assistantId,
            },
            ["customer"] = new JsonObject { ["number"] = "+14055550187" },
            ["assistant"] = new JsonObject
            {
                ["id"] = assistantId,
                ["name"] = "Bench leasing line",
                ["model"] = new JsonObject { ["provider"] = "openai", ["model"] = "gpt-4.1", ["messages"] = Conversation("content") },
            },
        };
        return Encoding.UTF8.GetBytes(new JsonObject { ["message"] = message }.ToJsonString());
    }

    private static JsonArray Conversation(string textName) =>
    [
        .. Enumerable.Range(0, 8).Select(turn => new JsonObject
        {
            ["role"] = turn % 2 == 0 ? "bot" : "user",
            [textName] = turn % 2 == 0 ? "I can look up a time for you. Which of our homes would you like to see?" : "The apartment on Birchwood Avenue, and rather in the afternoon.",
            ["time"] = 1790863200000 + (turn * 2600),
            ["secondsFromStart"] = turn * 2.6,
        }),
    ];
}
