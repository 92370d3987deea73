using System.Text.Json;

namespace PeteRental.VoiceWebhook.Messages;

/// <summary>Where the JSON value of one part stands in the body; empty when the body does not have it.</summary>
public readonly record struct JsonSlice(int Start, int Length)
{
    /// <summary>The body does not have this part.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The value's own bytes.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}

/// <summary>
/// The names that are read from a JSON object, as a tree; everything else is stepped over without being decoded. A webhook
/// body is mostly artifact (the whole conversation so far) that a tool call does not need, so reading is one pass that
/// remembers where the few wanted values stand.
/// </summary>
internal sealed class PartTree
{
    private readonly Branch[] _branches;

    public PartTree(params Branch[] branches) => _branches = branches;

    /// <summary>A name that leads to a value to remember, or to an object with names of its own.</summary>
    internal sealed class Branch
    {
        private readonly byte[] _name;

        private Branch(string name, int part, PartTree? tree) => (_name, Part, Tree) = (System.Text.Encoding.UTF8.GetBytes(name), part, tree);

        public int Part { get; }

        public PartTree? Tree { get; }

        public static implicit operator Branch((string Name, Part Part) leaf) => new(leaf.Name, (int)leaf.Part, null);

        public static implicit operator Branch((string Name, PartTree Tree) inner) => new(inner.Name, -1, inner.Tree);

        public bool Matches(ReadOnlySpan<byte> name) => name.SequenceEqual(_name);
    }

    /// <summary>Reads the object that the reader stands on into <paramref name="parts"/>, up to its closing brace.</summary>
    public void Read(ref Utf8JsonReader reader, scoped Span<JsonSlice> parts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader, parts);
        }
    }

    /// <summary>Reads one property; the reader stands on its name before and on the end of its value after.</summary>
    public void ReadProperty(ref Utf8JsonReader reader, scoped Span<JsonSlice> parts)
    {
        var branch = Find(ref reader);
        reader.Read();
        if (branch?.Tree is { } tree && reader.TokenType == JsonTokenType.StartObject)
        {
            tree.Read(ref reader, parts);
            return;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (branch is { Tree: null })
        {
            parts[branch.Part] = new JsonSlice(start, (int)reader.BytesConsumed - start);
        }
    }

    // No sender escapes letters of a plain name; not unescaping also means that no broken escape can throw here.
    private Branch? Find(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            return null;
        }

        foreach (var branch in _branches)
        {
            if (branch.Matches(reader.ValueSpan))
            {
                return branch;
            }
        }

        return null;
    }
}
