using System.Text.Json.Nodes;

namespace PeteRental.Pete.Demo;

/// <summary>What a newcomer is told once the system is up.</summary>
internal static class DemoWelcome
{
    private const string Property = "412 Alder Street, Unit 3B";
    private const string Caller = "Sam Caller";
    private const string CallerNumber = "+15550100199";

    /// <param name="addresses">Where the system is.</param>
    /// <param name="opening">A start that is free now.</param>
    /// <param name="call">Makes the call different from that of every other start, since a repeated call books nothing new.</param>
    public static IReadOnlyList<string> Lines(DemoAddresses addresses, string opening, Guid call) =>
    [
        "",
        "PeteRental is ready.",
        "",
        $"  Console         {Origin(addresses.Gateway)}   (leads to the API reference until the web console is there)",
        $"  API reference   {Origin(addresses.Gateway)}/docs",
        $"  Sign in         {Origin(addresses.Sandbox)}/clerk/sign-in   as {DemoWorkspace.Email}",
        $"  Session token   curl -s {Origin(addresses.Sandbox)}/clerk/tokens -H 'Content-Type: application/json' -d '{{\"email\":\"{DemoWorkspace.Email}\",\"expires_in\":3600}}'",
        $"  Webhook secret  {DemoWorkspace.WebhookSecret}",
        "",
        $"Book a viewing as Vapi would during a call ({opening} is free):",
        "",
        $"curl -s {Origin(addresses.Gateway)}/vapi/webhook -H 'X-Vapi-Secret: {DemoWorkspace.WebhookSecret}' -H 'Content-Type: application/json' -d '{Body(opening, call)}'",
        "",
        "Ctrl+C stops everything.",
    ];

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// <code>
    /// {"message":{"type":"tool-calls","call":{"id":"…","assistantId":"…","customer":{"number":"+1…"}},
    ///   "toolCallList":[{"id":"…","type":"function","function":{"name":"set_appointment","arguments":{…}}}]}}
    /// </code>
    /// </summary>
    private static string Body(string opening, Guid call) => new JsonObject
    {
        ["message"] = new JsonObject
        {
            ["type"] = "tool-calls",
            ["call"] = new JsonObject
            {
                ["id"] = call.ToString(),
                ["assistantId"] = DemoWorkspace.AssistantId,
                ["customer"] = new JsonObject { ["number"] = CallerNumber },
            },
            ["toolCallList"] = new JsonArray(new JsonObject
            {
                ["id"] = $"call_{call:n}",
                ["type"] = "function",
                ["function"] = new JsonObject
                {
                    ["name"] = "set_appointment",
                    ["arguments"] = new JsonObject
                    {
                        ["property_address"] = Property,
                        ["start_time"] = opening,
                        ["attendee_name"] = Caller,
                    },
                },
            }),
        },
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions
    {
        // The text stands between single quotes of a shell, and none of its characters needs escaping there.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
