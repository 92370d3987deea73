using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Everything an application keeps on disk: servers' data, logs, generated secrets, chosen ports.
/// One application at a time: the lock file is held (flock) until the application ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string ProcessFile = "pid";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Reachable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly bool _temporary;

    private DataFolder(string path, FileStream lockFile, bool temporary)
    {
        Path = path;
        _lock = lockFile;
        _temporary = temporary;
        Logs = MakeFolder(System.IO.Path.Combine(path, "logs"), OwnerOnly | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string Logs { get; }

    /// <summary>Opens the folder, making it when missing.</summary>
    /// <exception cref="DistributedApplicationException">Another application runs in it.</exception>
    public static DataFolder Open(string path, bool temporary)
    {
        try
        {
            path = Canonical(MakeFolder(path));
            var file = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(System.IO.Path.Combine(path, ProcessFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(path, file, temporary);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DistributedApplicationException($"The folder {path} cannot be used: {e.Message}", e);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, ProcessFile)))
        {
            // .NET locks even for reading, so the lock file itself cannot say whose it is.
            throw new DistributedApplicationException(
                $"Already running in {path} (process {File.ReadAllText(System.IO.Path.Combine(path, ProcessFile))}). "
                + "Stop that one first, or give this one a folder of its own with --data FOLDER.");
        }
    }

    /// <summary>A folder of a resource; others than the owner may pass through it, since Postgres runs as a user of its own.</summary>
    public string FolderOf(string resource) => MakeFolder(System.IO.Path.Combine(Path, resource));

    /// <summary>The value kept under the name, made now if there is none yet.</summary>
    public string GetOrMakeSecret(string name, Func<string> make) => GetOrMake("secrets.json", name, make, _ => true);

    /// <summary>The port kept under the name if it still serves, else a new one.</summary>
    public int GetOrMakePort(string name, Func<int> make, Func<int, bool> serves) =>
        int.Parse(
            GetOrMake(
                "ports.json", name,
                () => make().ToString(CultureInfo.InvariantCulture),
                kept => int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && serves(port)),
            CultureInfo.InvariantCulture);

    /// <summary>Writes a file that only the owner may read.</summary>
    public static void WritePrivate(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>A short name for the folder that is the same on every start.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..12];

    public void Dispose()
    {
        if (_temporary)
        {
            Directory.Delete(Path, recursive: true);
        }

        _lock.Dispose();
    }

    /// <summary>The path without symbolic links, as the kernel tells it of a process's working folder.</summary>
    private static string Canonical(string path)
    {
        var real = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = System.IO.Path.Combine(real, part);
            real = Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target ? Canonical(target.FullName) : real;
        }

        return real;
    }

    public static string MakeFolder(string path, UnixFileMode mode = Reachable)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, mode);
        }

        return path;
    }

    private string GetOrMake(string file, string name, Func<string> make, Func<string, bool> serves)
    {
        var path = System.IO.Path.Combine(Path, file);
        lock (_gate)
        {
            var kept = File.Exists(path)
                ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path)) ?? []
                : [];
            if (kept.TryGetValue(name, out var value) && serves(value))
            {
                return value;
            }

            kept[name] = make();
            WritePrivate(path, JsonSerializer.Serialize(kept, Indented));
            return kept[name];
        }
    }
}
