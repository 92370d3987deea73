using System.Text.Json.Nodes;

namespace PeteRental.Agents.Sync;

/// <summary>A tool that agents may use.</summary>
/// <param name="Name">As VoiceWebhook knows it. It lives in prompts and must not change.</param>
/// <param name="Purpose">For the prompt: what it is for, in a few words.</param>
/// <param name="Definition">What Vapi has to have of it.</param>
internal sealed record VoiceTool(string Name, string Purpose, JsonObject Definition);

/// <summary>
/// All tools, as they are registered at Vapi. They carry no server of their own: Vapi then asks the assistant's, so an account's tools
/// serve every workspace that uses the account, and hold no secret.
/// </summary>
internal static class ToolCatalogue
{
    private const int DelayedAfterMilliseconds = 4_000;

    /// <summary>The tools.</summary>
    public static IReadOnlyList<VoiceTool> Tools { get; } =
    [
        Tool("get_availability", "next open times for a viewing",
            "Finds open times for a viewing. Use it before offering any time, and again whenever the caller asks for other times. Never make up times.",
            Filler("Let me check the calendar.", "Déjeme revisar el calendario."),
            required: [],
            Text("property_address", "The home the caller wants to see, in the caller's words."),
            Text("date", "The day the caller asks for, in the caller's words, such as tomorrow, next Tuesday or October 7th."),
            Text("time_of_day", "morning, afternoon or evening, when the caller says so."),
            Whole("days_ahead", "How many days to look ahead when no day was named. 7 unless the caller wants something later.")),
        Tool("set_appointment", "books a viewing",
            "Books a viewing. Call it once the caller has agreed to a home and a time and has given a name. Only when it says booked is the viewing booked.",
            Filler("One moment while I book that.", "Un momento, lo estoy reservando."),
            required: ["property_address", "start_time", "attendee_name"],
            Text("property_address", "The home to be seen, with street and number when known."),
            Text("start_time", "The time the caller agreed to: ISO 8601 as get_availability gave it, or the caller's words such as tomorrow at 2 pm."),
            Text("attendee_name", "Who comes to the viewing."),
            Text("attendee_email", "E-mail address for the confirmation, if the caller gives one."),
            Text("attendee_phone", "Phone number of who comes, if it is not the number the call comes from."),
            Text("website", "The property website the home is on, if the caller named one."),
            Text("notes", "Anything the person who shows the home should know.")),
        Tool("find_appointment", "finds the caller's coming viewings",
            "Finds the caller's coming viewings. Use it before moving or cancelling one.",
            Filler("Let me look that up.", "Déjeme buscarlo."),
            required: [],
            Text("attendee_phone", "The number the viewing was booked with, if it is not the number the call comes from."),
            Text("attendee_name", "The name it was booked under.")),
        Tool("reschedule_appointment", "moves a viewing to another time",
            "Moves a viewing of the caller to another time. The old time is kept unless the new one is free.",
            Filler("One moment while I move it.", "Un momento, lo estoy cambiando."),
            required: ["start_time"],
            Text("start_time", "The new time: ISO 8601, or the caller's words."),
            Text("appointment_id", "Which viewing, as find_appointment gave it. Leave it out when the caller has only one.")),
        Tool("cancel_appointment", "calls a viewing off",
            "Cancels a viewing of the caller. Ask for confirmation first.",
            Filler("One moment while I cancel it.", "Un momento, lo estoy cancelando."),
            required: [],
            Text("appointment_id", "Which viewing, as find_appointment gave it. Leave it out when the caller has only one."),
            Text("reason", "Why, if the caller says so.")),
        Tool("search_rentals", "searches the homes for rent",
            "Searches the homes that are for rent now. Use it for every question about which homes there are. Never make up homes or prices.",
            Filler("Let me see what we have.", "Déjeme ver qué tenemos."),
            required: [],
            Text("website", "A property website to search, if the caller names one."),
            Text("query", "What the caller looks for, in the caller's words."),
            Text("city", "City."),
            Number("max_price", "Highest monthly rent in dollars."),
            Number("min_bedrooms", "Fewest bedrooms."),
            Number("min_bathrooms", "Fewest bathrooms."),
            Text("available_by", "The day by which the caller wants to move in.")),
        Tool("get_rental_details", "tells everything about one home",
            "Tells everything about one home: rent, size, pets, when it is free. Give the address or the rental_id.",
            Filler("Let me get the details.", "Déjeme buscar los detalles."),
            required: [],
            Text("address", "The home, in the caller's words."),
            Text("rental_id", "The home, as search_rentals gave it."),
            Text("website", "The property website it is on, if the caller named one.")),
        Tool("request_callback", "asks the manager to call back",
            "Asks the property manager to call back. Use it when the caller wants a person, or when nothing else helps.",
            Filler("I will pass that on.", "Se lo haré saber."),
            required: [],
            Text("reason", "What the call back is about."),
            Text("phone", "Where to call back, if it is not the number the call comes from.")),
    ];

    private static VoiceTool Tool(
        string name, string purpose, string description, JsonNode filler, string[] required, params KeyValuePair<string, JsonNode?>[] arguments) =>
        new(name, purpose, new JsonObject
        {
            ["type"] = "function",
            ["async"] = false,
            ["function"] = new JsonObject
            {
                ["name"] = name,
                ["description"] = description,
                ["parameters"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject(arguments),
                    ["required"] = new JsonArray([.. required.Select(argument => (JsonNode)argument)]),
                },
            },
            ["messages"] = new JsonArray(filler, Delayed()),
            // Filled in by Vapi, not by the model, which never sees them.
            ["parameters"] = new JsonArray(
                new JsonObject { ["key"] = "caller_number", ["value"] = "{{customer.number}}" },
                new JsonObject { ["key"] = "call_id", ["value"] = "{{call.id}}" }),
        });

    private static JsonObject Filler(string english, string spanish) =>
        new() { ["type"] = "request-start", ["contents"] = Spoken(english, spanish) };

    private static JsonObject Delayed() => new()
    {
        ["type"] = "request-response-delayed",
        ["timingMilliseconds"] = DelayedAfterMilliseconds,
        ["contents"] = Spoken("Thank you for waiting, I am still on it.", "Gracias por esperar, sigo en ello."),
    };

    private static JsonArray Spoken(string english, string spanish) => new(
        new JsonObject { ["type"] = "text", ["text"] = english, ["language"] = "en" },
        new JsonObject { ["type"] = "text", ["text"] = spanish, ["language"] = "es" });

    private static KeyValuePair<string, JsonNode?> Text(string name, string description) => Argument(name, "string", description);

    private static KeyValuePair<string, JsonNode?> Whole(string name, string description) => Argument(name, "integer", description);

    private static KeyValuePair<string, JsonNode?> Number(string name, string description) => Argument(name, "number", description);

    private static KeyValuePair<string, JsonNode?> Argument(string name, string type, string description) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = type, ["description"] = description });
}
