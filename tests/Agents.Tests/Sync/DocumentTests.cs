using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Vapi;
using PeteRental.Agents.VoiceAgents;

namespace PeteRental.Agents.Tests.Sync;

public sealed class DocumentTests
{
    private static readonly PromptContext OakHill = new("Oak Hill Homes", "America/Chicago");

    private static readonly AssistantSurroundings Surroundings = new(
        OakHill, new Uri("https://pete.oakhill.test/vapi/webhook"), "prwh_secret",
        ToolCatalogue.Tools.ToDictionary(tool => tool.Name, tool => $"id-of-{tool.Name}"), null);

    [Fact]
    public void A_change_of_one_thing_changes_one_field()
    {
        var agent = Agent();
        var sent = VapiDocument.Fingerprints(AssistantDocument.Build(agent, Surroundings));

        IReadOnlyList<string> Changed(AgentConfig config) => VapiDocument.Changed(AssistantDocument.Build(agent with { Config = config }, Surroundings), sent);

        Assert.Empty(Changed(agent.Config));
        Assert.Equal(["voice"], Changed(agent.Config with { Voice = "Paige" }));
        Assert.Equal(["firstMessage"], Changed(agent.Config with { FirstMessage = "Hello." }));
        Assert.Equal(["model"], Changed(agent.Config with { SystemPrompt = "Be brief." }));
        Assert.Equal(["model"], Changed(agent.Config with { Model = "gpt-4.1-mini" }));
        Assert.Equal(["maxDurationSeconds"], Changed(agent.Config with { MaxDurationSeconds = 60 }));
    }

    [Fact]
    public void The_order_of_members_says_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<Dictionary<NonNull<string>, int>>(),
        numbers =>
        {
            var one = new JsonObject(numbers.Select(pair => KeyValuePair.Create(pair.Key.Get, (JsonNode?)pair.Value)).DistinctBy(pair => pair.Key));
            var other = new JsonObject(one.Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
            return VapiDocument.Fingerprint(one).AsSpan().SequenceEqual(VapiDocument.Fingerprint(other))
                && VapiDocument.Differing(one, JsonElement.Parse(other.ToJsonString())).Count == 0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0,"more":true}""", "")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "a")]
    [InlineData("""{"a":1}""", """{}""", "a")]
    [InlineData("""{"a":null}""", """{"a":null}""", "")]
    [InlineData("""{"a":["x","y"]}""", """{"a":["y","x"]}""", "")]
    [InlineData("""{"a":["x","y"]}""", """{"a":["x"]}""", "a")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":1,"c":2}]}""", "")]
    [InlineData("""{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":2}}}""", "a")]
    [InlineData("""{"server":{"url":"u","headers":{"k":"v"}}}""", """{"server":{"url":"u"}}""", "")]
    [InlineData("""{"server":{"url":"u","headers":{"k":"v"}}}""", """{"server":{"url":"u","headers":{"k":"w"}}}""", "server")]
    [InlineData("""{"a":"é\n"}""", """{"a":"\u00e9\u000a"}""", "")]
    public void Vapis_side_holds_ours_when_nothing_of_ours_is_missing(string wanted, string actual, string differing) =>
        Assert.Equal(differing, string.Join(',', VapiDocument.Differing((JsonObject)JsonNode.Parse(wanted)!, JsonElement.Parse(actual))));

    [Fact]
    public void The_prompt_is_the_managers_words_and_what_follows_from_the_configuration()
    {
        var agent = Agent() with
        {
            Config = new AgentConfig
            {
                SystemPrompt = "You are Ada of Oak Hill.",
                Variables = [new AgentVariable("pets", "Pets", "boolean", "Whether pets move in.", true, null, "Do you have any pets?")],
                Functions = [new AgentFunction("cancel_appointment", Enabled: false), new AgentFunction("set_appointment", Description: "Only for homes\nin town")],
            },
        };

        var prompt = AgentPrompt.Build(agent, OakHill, AssistantDocument.EnabledTools(agent), "search_documents");

        Assert.Equal(
            """
            You are Ada of Oak Hill.

            ## Date and time
            - It is {{"now" | date: "%A, %B %d, %Y, %I:%M %p", "America/Chicago"}} in America/Chicago.

            ## Tools
            - get_availability: next open times for a viewing.
            - set_appointment: books a viewing (Only for homes in town).
            - find_appointment: finds the caller's coming viewings.
            - reschedule_appointment: moves a viewing to another time.
            - search_rentals: searches the homes for rent.
            - get_rental_details: tells everything about one home.
            - request_callback: asks the manager to call back.

            ## What to find out
            - Pets (boolean, needed): Whether pets move in. Ask: Do you have any pets?

            ## Documents
            - search_documents: searches the office's own documents. Use it for every question about rules, fees, pets, applications or the office that the other tools do not answer. Say so when it finds nothing.

            ## On the phone
            - Speak English.
            - One or two short sentences at a time, no lists, no markup, no ids.
            - Say times as people do, with weekday, month and day.
            - Never claim that something is booked, moved or cancelled unless the tool said so.
            """.ReplaceLineEndings("\n"),
            prompt);
    }

    [Theory]
    [InlineData("Paige", "vapi", "Paige")]
    [InlineData("11labs:burt", "11labs", "burt")]
    [InlineData("azure:en-US-JennyNeural", "azure", "en-US-JennyNeural")]
    [InlineData("Nobody: x", "vapi", "Nobody: x")]
    public void A_voice_names_its_provider_or_is_Vapis(string text, string provider, string name)
    {
        Assert.Equal((provider, name), VendorNames.Voice(text));
        Assert.Equal(text, VendorNames.VoiceText(provider, name));
    }

    [Theory]
    [InlineData("gpt-4.1", "openai", "gpt-4.1")]
    [InlineData("claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5")]
    [InlineData("gemini-2.5-flash", "google", "gemini-2.5-flash")]
    [InlineData("groq/llama-3.3-70b", "groq", "llama-3.3-70b")]
    [InlineData("openrouter/openai/gpt-4.1", "openrouter", "openai/gpt-4.1")]
    public void A_model_names_its_provider_or_is_known_by_its_name(string text, string provider, string name)
    {
        Assert.Equal((provider, name), VendorNames.Model(text));
        Assert.Equal(text, VendorNames.ModelText(provider, name));
    }

    [Theory]
    [InlineData("""{"message":["model.model must be one of a, b","property foo should not exist"]}""", "model.model, foo")]
    [InlineData("""{"message":"voice.voiceId should not be empty"}""", "voice.voiceId")]
    [InlineData("""{"message":["Call me at +1 555 0100"]}""", "")]
    [InlineData("""<html>""", "")]
    [InlineData("""[]""", "")]
    public void Of_a_refusal_only_names_of_fields_are_logged(string body, string fields) => Assert.Equal(fields, VapiRefusal.FieldsOf(body));

    private static Agent Agent() => new() { Id = Guid.NewGuid(), WorkspaceId = Guid.NewGuid(), UserId = Guid.NewGuid(), Name = "Front desk", Role = "inbound" };
}
