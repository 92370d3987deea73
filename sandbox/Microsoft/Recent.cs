using System.Diagnostics.CodeAnalysis;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>The latest of something by key; the oldest are forgotten, so that a load test does not fill the memory. Not thread-safe.</summary>
internal sealed class Recent<T>(int capacity)
{
    private readonly Dictionary<string, T> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _keys = [];

    public IEnumerable<T> Values => _items.Values;

    public void Add(string key, T item)
    {
        _items.Add(key, item);
        _keys.Enqueue(key);
        if (_items.Count > capacity)
        {
            _items.Remove(_keys.Dequeue());
        }
    }

    public bool TryGet(string key, [MaybeNullWhen(false)] out T item) => _items.TryGetValue(key, out item);

    public void Clear()
    {
        _items.Clear();
        _keys.Clear();
    }
}
