using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Tests.Messages;

public class MessageReaderProperties
{
    private static readonly Gen<byte[]> Samples = Gen.Elements(Payloads.All.AsEnumerable());

    /// <summary>A sample with some bytes changed, dropped, doubled or cut off.</summary>
    private static readonly Gen<byte[]> DamagedBytes =
        from sample in Samples
        from edits in Gen.Choose(1, 6)
        from places in Gen.Choose(0, sample.Length - 1).ArrayOf(edits)
        from kinds in Gen.Choose(0, 4).ArrayOf(edits)
        from values in Gen.Choose(0, 255).ArrayOf(edits)
        select Enumerable.Range(0, edits).Aggregate(sample, (body, i) => Damage(body, places[i], kinds[i], (byte)values[i]));

    private static readonly Gen<string> OddValues = Gen.Elements(
        "null", "true", "-1", "1e400", "\"\"", "[]", "{}", "[null]", "{\"id\":1}", "\"\\u0000\"", "\"\\ud800\"", "\"{\"", "\"{\\\"a\\\":1}\"",
        "12345678901234567890", "\"tool-calls\"", "[{\"id\":\"x\",\"name\":\"get_availability\"}]", "[[[[]]]]");

    /// <summary>A sample with some of its values replaced by values of other types: always JSON.</summary>
    private static readonly Gen<byte[]> OddShapes =
        from sample in Samples
        from edits in Gen.Choose(1, 5)
        from places in Gen.Choose(0, 10_000).ArrayOf(edits)
        from values in OddValues.ArrayOf(edits)
        select Replace(sample, places, values);

    [Fact]
    public void Reading_damaged_bytes_never_throws_and_refuses_exactly_what_is_not_json() =>
        Prop.ForAll(DamagedBytes.ToArbitrary(), body => (MessageReader.Read(body) is not null) == IsJson(body))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_json_is_read_and_every_id_of_the_first_list_is_answered() =>
        Prop.ForAll(OddShapes.ToArbitrary(), body =>
            {
                var message = MessageReader.Read(body)!;
                var ids = message.ToolCalls.Select(call => call.Id).ToHashSet();
                return message.Kind != MessageKind.ToolCalls || message.HasTopLevelResult || IdsOfFirstList(body).All(ids.Contains);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static byte[] Damage(byte[] body, int place, int kind, byte value)
    {
        if (body.Length == 0)
        {
            return body;
        }

        place %= body.Length;
        return kind switch
        {
            0 => [.. body[..place], value, .. body[(place + 1)..]],
            1 => [.. body[..place], .. body[Math.Min(body.Length, place + value)..]],
            2 => [.. body[..place], .. body[place..Math.Min(body.Length, place + value)], .. body[place..]],
            3 => [.. body[..place], (byte)"{}[]\",:\\"[value % 8], .. body[place..]],
            _ => value < 32 ? body[..place] : body,
        };
    }

    // Values are put in as text at the end: some odd ones (half a surrogate pair) do not survive a JsonNode.
    private static byte[] Replace(byte[] body, int[] places, string[] values)
    {
        var root = JsonNode.Parse(body)!;
        for (var i = 0; i < places.Length; i++)
        {
            var all = Places(root).ToList();
            var (parent, key) = all[places[i] % all.Count];
            if (parent is JsonObject named)
            {
                named[(string)key] = $"odd value {i}";
            }
            else
            {
                parent.AsArray()[(int)key] = $"odd value {i}";
            }
        }

        return Encoding.UTF8.GetBytes(values.Index().Aggregate(
            root.ToJsonString(), (text, value) => text.Replace($"\"odd value {value.Index}\"", value.Item, StringComparison.Ordinal)));
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject named => named.SelectMany(member => Places(member.Value).Prepend((node, member.Key))),
        JsonArray list => list.SelectMany((item, index) => Places(item).Prepend((node, index))),
        _ => [],
    };

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<string> IdsOfFirstList(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var envelope = root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object ? message : root;
        return envelope.TryGetProperty("toolCallList", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(HasTextId).Select(item => item.GetProperty("id").GetString()!)]
            : [];
    }

    private static bool HasTextId(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
        && !id.GetRawText().Contains("\\ud800", StringComparison.Ordinal);
}
