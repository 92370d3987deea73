using System.Text.RegularExpressions;

namespace Aspire.Hosting.Processes;

/// <summary>
/// What the processes of a resource print: kept in a file, whose predecessor of the last run is kept too, and passed on to
/// whoever listens.
/// </summary>
internal sealed partial class ResourceLog : IDisposable
{
    private const int RememberedLines = 12;

    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private readonly Action<string>? _listener;
    private StreamWriter? _writer;

    public ResourceLog(string path, Action<string>? listener)
    {
        Path = path;
        _listener = listener;
        if (File.Exists(path))
        {
            File.Move(path, System.IO.Path.ChangeExtension(path, ".previous.log"), overwrite: true);
        }

        _writer = new StreamWriter(path) { AutoFlush = true };
    }

    public string Path { get; }

    /// <summary>The last lines.</summary>
    public IReadOnlyList<string> Tail()
    {
        lock (_gate)
        {
            return [.. _last];
        }
    }

    public void Write(string line)
    {
        var plain = Colours().Replace(line, "");
        lock (_gate)
        {
            if (_writer is null)
            {
                return;
            }

            _writer.WriteLine(plain);
            _last.Enqueue(plain);
            if (_last.Count > RememberedLines)
            {
                _last.Dequeue();
            }
        }

        _listener?.Invoke(plain);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();
}
