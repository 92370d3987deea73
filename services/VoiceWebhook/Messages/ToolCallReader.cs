using System.Buffers;
using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>
/// Collects the tool calls of one message. Vapi repeats the same calls in up to three lists of different shapes, so they are
/// united by id: the first list sets the order, later ones only fill in what is missing. One bad call never hides another.
/// </summary>
internal ref struct ToolCallReader(ReadOnlySpan<byte> body)
{
    /// <summary>More calls than this are not run, and far more than this not even answered.</summary>
    public const int MostRun = 32;
    private const int MostAnswered = 128;

    private readonly ReadOnlySpan<byte> _body = body;
    private List<Draft>? _drafts;

    private struct Draft
    {
        public string? Id;
        public JsonSlice RawId;
        public string? Name;
        public JsonSlice Arguments;
    }

    /// <summary>Takes the calls of a list; anything but a list is ignored.</summary>
    public void AddList(JsonSlice list, PartTree shape)
    {
        if (list.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(list.Of(_body));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        // Without an id a call cannot be told from its own repetition in the next list.
        var takesNameless = _drafts is null;
        _drafts ??= [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && _drafts.Count < MostAnswered)
        {
            AddItem(ref reader, shape, list.Start, takesNameless);
        }
    }

    /// <summary>The legacy shape: one call, usually without an id. Null when it names neither a tool nor a website.</summary>
    public readonly ToolCall? ReadFunctionCall(JsonSlice functionCall)
    {
        if (functionCall.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(functionCall.Of(_body));
        reader.Read();
        var draft = ReadItem(ref reader, Parts.ToolCall, functionCall.Start);
        draft.Id ??= "";
        var call = Finish(draft, 0);
        return call.Defect == ToolCallDefect.NoName ? null : call;
    }

    /// <summary>The calls, in order.</summary>
    public readonly IReadOnlyList<ToolCall> Finish()
    {
        if (_drafts is null)
        {
            return [];
        }

        var calls = new ToolCall[_drafts.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = Finish(_drafts[i], i);
        }

        return calls;
    }

    private readonly ToolCall Finish(Draft draft, int index)
    {
        // An id that is there but not usable as one (a page of text, control characters) is still given back as it came.
        var id = draft.Id ?? JsonText.Any(_body, draft.RawId) ?? "";
        var arguments = ReadArguments(draft.Arguments);
        var name = draft.Name ?? (arguments?[Argument.Website] is null ? "" : ToolNames.SearchRentals);
        var defect = draft.Id is null ? ToolCallDefect.UnusableId
            : name.Length == 0 ? ToolCallDefect.NoName
            : arguments is null ? ToolCallDefect.UnreadableArguments
            : index >= MostRun ? ToolCallDefect.TooMany
            : ToolCallDefect.None;
        return new ToolCall(id, name, arguments ?? ToolArguments.None, defect);
    }

    private readonly void AddItem(ref Utf8JsonReader reader, PartTree shape, int offset, bool takesNameless)
    {
        var draft = ReadItem(ref reader, shape, offset);
        var known = draft.Id is null ? -1 : IndexOf(draft.Id);
        if (known >= 0)
        {
            var first = _drafts![known];
            first.Name ??= draft.Name;
            first.Arguments = first.Arguments.IsEmpty ? draft.Arguments : first.Arguments;
            _drafts[known] = first;
        }
        else if (draft.Id is not null || takesNameless)
        {
            _drafts!.Add(draft);
        }
    }

    private readonly int IndexOf(string id)
    {
        for (var i = 0; i < _drafts!.Count; i++)
        {
            if (string.Equals(_drafts[i].Id, id, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly Draft ReadItem(ref Utf8JsonReader reader, PartTree shape, int offset)
    {
        Span<JsonSlice> parts = stackalloc JsonSlice[(int)Part.Count];
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            shape.Read(ref reader, parts);
        }
        else
        {
            reader.Skip();
        }

        return new Draft
        {
            Id = JsonText.Short(_body, At(parts, Part.Id, offset)),
            RawId = At(parts, Part.Id, offset),
            Name = Text(parts, offset, Part.FunctionName, Part.Name, Part.ToolFunctionName, Part.ToolName),
            Arguments = First(parts, offset, Part.FunctionArguments, Part.FunctionParameters, Part.Arguments, Part.Parameters),
        };
    }

    private readonly string? Text(ReadOnlySpan<JsonSlice> parts, int offset, params ReadOnlySpan<Part> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (JsonText.Short(_body, At(parts, candidate, offset)) is { } text)
            {
                return text;
            }
        }

        return null;
    }

    private readonly JsonSlice First(ReadOnlySpan<JsonSlice> parts, int offset, params ReadOnlySpan<Part> candidates)
    {
        foreach (var candidate in candidates)
        {
            var slice = At(parts, candidate, offset);
            if (!slice.IsEmpty && !slice.Of(_body).SequenceEqual("null"u8))
            {
                return slice;
            }
        }

        return default;
    }

    private static JsonSlice At(ReadOnlySpan<JsonSlice> parts, Part part, int offset) =>
        parts[(int)part] is { IsEmpty: false } slice ? slice with { Start = slice.Start + offset } : default;

    /// <summary>An object, or a string that holds one. Null when it is neither.</summary>
    private readonly ToolArguments? ReadArguments(JsonSlice slice)
    {
        if (slice.IsEmpty)
        {
            return ToolArguments.None;
        }

        var json = slice.Of(_body);
        if (json[0] != (byte)'"')
        {
            return ToolArguments.Read(json);
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            var length = reader.CopyString(buffer);
            var text = buffer.AsSpan(0, length).Trim(" \t\r\n"u8);
            return text.IsEmpty ? ToolArguments.None : ToolArguments.Read(text);
        }
        catch (InvalidOperationException)
        {
            // Not Unicode text.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
