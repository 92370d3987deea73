using System.Text.Json;

namespace PeteRental.Agents.KnowledgeBase.Reading;

/// <summary>
/// JSON as lines that can be searched and read aloud: <c>{"pets":{"cats":true,"fees":[25,50]}}</c> becomes
/// <c>pets cats: true</c> and <c>pets fees: 25, 50</c>. The items of a list stand apart.
/// </summary>
internal static class JsonTextReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    public static void Read(string json, TextGatherer text)
    {
        using var document = JsonDocument.Parse(json, Options);
        Write(document.RootElement, "", text);
    }

    private static bool Write(JsonElement element, string path, TextGatherer text) => element.ValueKind switch
    {
        JsonValueKind.Object => WriteObject(element, path, text),
        JsonValueKind.Array => WriteList(element, path, text),
        JsonValueKind.Null => true,
        _ => WriteLine(path, TextOf(element), text),
    };

    private static bool WriteObject(JsonElement element, string path, TextGatherer text)
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!Write(member.Value, path.Length == 0 ? member.Name : $"{path} {member.Name}", text))
            {
                return false;
            }
        }

        return true;
    }

    private static bool WriteList(JsonElement element, string path, TextGatherer text)
    {
        if (element.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)))
        {
            return WriteLine(path, string.Join(", ", element.EnumerateArray().Where(item => item.ValueKind != JsonValueKind.Null).Select(TextOf)), text);
        }

        foreach (var item in element.EnumerateArray())
        {
            if (!Write(item, path, text) || !text.AddLine())
            {
                return false;
            }
        }

        return true;
    }

    private static bool WriteLine(string path, string value, TextGatherer text) =>
        value.Length == 0 || text.AddLine(path.Length == 0 ? value : $"{path}: {value}");

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
