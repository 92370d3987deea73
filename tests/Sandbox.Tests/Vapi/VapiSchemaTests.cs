using System.Text.Json.Nodes;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiSchemaTests
{
    private const string Assistant = """
        {"name":"Oak Hill","model":{"provider":"openai","model":"gpt-4o:westeurope","messages":[{"role":"system","content":"x"}],
          "tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}},"server":{"url":"https://a.test"}}],
          "toolRefs":[{"toolId":"0b0e6c1e-52a4-4b53-8f0e-3d4a5f6b7c8d","version":"v1"}]},
         "voice":{"provider":"11labs","voiceId":"sarah","chunkPlan":{"enabled":true,"formatPlan":{"enabled":true}}},
         "transcriber":{"provider":"deepgram","fallbackPlan":{"transcribers":[]}},
         "server":{"url":"https://a.test","backoffPlan":{"type":"exponential","maxRetries":2,"baseDelaySeconds":1}},
         "analysisPlan":{"summaryPlan":{"enabled":true},"structuredDataMultiPlan":[{"key":"a","plan":{"enabled":true}}]},
         "artifactPlan":{"transcriptPlan":{"enabled":true}},"startSpeakingPlan":{"transcriptionEndpointingPlan":{"onNumberSeconds":1}},
         "stopSpeakingPlan":{"numWords":2},"monitorPlan":{"listenEnabled":false},"keypadInputPlan":{"delimiters":""},
         "compliancePlan":{"hipaaEnabled":false},"backgroundSpeechDenoisingPlan":{"smartDenoisingPlan":{"enabled":true}}}
        """;

    private const string Tool = """
        {"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}},
         "messages":[{"type":"request-start","conditions":[{"operator":"eq","param":"a","value":"b"}],"contents":[{"type":"text","text":"x","language":"en"}]}],
         "parameters":[{"key":"a","value":"b"}],"server":{"url":"https://a.test"},"rejectionPlan":{"conditions":[]},
         "variableExtractionPlan":{"aliases":[{"key":"a","value":"b"}]}}
        """;

    /// <summary>Into every object of a good body, one after the other, a property is put that does not exist: it is the one thing refused.</summary>
    [Theory]
    [InlineData(nameof(Assistant), Assistant)]
    [InlineData(nameof(Tool), Tool)]
    public void Every_object_of_a_body_refuses_what_it_does_not_have(string kind, string json)
    {
        var rule = kind == nameof(Assistant) ? AssistantShape.Assistant : ToolShape.Created;
        Assert.Empty(rule.Check(Parse(json)));
        var objects = Objects(JsonNode.Parse(json)!).Count();
        Assert.True(objects > 5);

        for (var index = 0; index < objects; index++)
        {
            var body = JsonNode.Parse(json)!;
            var place = Objects(body).ElementAt(index);
            place["notThere"] = 1;

            var refusal = Assert.Single(rule.Check(Parse(body.ToJsonString())));

            Assert.Equal($"{Dotted(place.GetPath())}property notThere should not exist", refusal);
        }
    }

    [Fact]
    public void Null_counts_as_left_out()
    {
        Assert.Empty(AssistantShape.Assistant.Check(Parse("""{"name":null,"model":null}""")));
        Assert.Equal(["type should not be null or undefined"], ((Rule)ToolShape.ByType["function"]).Check(Parse("""{"type":null}""")));
    }

    [Fact]
    public void A_list_of_plain_values_is_refused_once() => Assert.Equal(
        ["model.each value in toolIds must be a string"],
        AssistantShape.Assistant.Check(Parse("""{"model":{"provider":"openrouter","model":"any/name","toolIds":[1,2,3]}}""")));

    /// <summary>The objects that have a shape: what the schema calls properties of a function is the caller's own.</summary>
    private static IEnumerable<JsonNode> Objects(JsonNode node) => node switch
    {
        JsonObject members => members.Where(member => member.Key != "properties" && member.Value is not null)
            .SelectMany(member => Objects(member.Value!)).Prepend(members),
        JsonArray items => items.SelectMany(item => Objects(item!)),
        _ => [],
    };

    /// <summary><c>$.model.messages[0]</c> as Vapi writes it before a message: <c>model.messages.0.</c>.</summary>
    private static string Dotted(string path) =>
        path == "$" ? "" : path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal) + ".";

    private static System.Text.Json.JsonElement Parse(string json) => System.Text.Json.JsonElement.Parse(json);
}
