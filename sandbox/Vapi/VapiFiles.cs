using System.Text.Json;

namespace PeteRental.Sandbox.Vapi;

/// <summary>A file as it is uploaded.</summary>
internal sealed record Upload(string Name, string? MediaType, byte[] Content, string? Purpose, JsonElement? Metadata);

/// <summary>
/// One account's files. A new one is being processed; reading it moves it on, so that a client has to ask again, as with
/// the real one, but no test has to wait. Empty files and those whose name has <c>.fail.</c> in it end as failed.
/// </summary>
internal sealed class VapiFiles(Guid orgId, int readsUntilDone, TimeProvider time)
{
    private const long Capacity = 64 * 1024 * 1024;
    private const int MaxName = 40;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Kept> _kept = [];
    private readonly VapiCollection _files = new("File", orgId, isVersioned: false, time);

    /// <summary>Takes a file in.</summary>
    /// <param name="upload">The file.</param>
    /// <param name="storage">The address that its content is served below.</param>
    public VapiReply Add(Upload upload, string storage)
    {
        var id = Guid.NewGuid();
        var path = $"{orgId}/{id}";
        var fields = new Dictionary<string, object?>
        {
            ["object"] = "file",
            ["status"] = "processing",
            ["name"] = upload.Name.Length > MaxName ? upload.Name[..MaxName] : upload.Name,
            ["originalName"] = upload.Name,
            ["bytes"] = upload.Content.Length,
            ["mimetype"] = upload.MediaType ?? "application/octet-stream",
            ["purpose"] = upload.Purpose,
            ["metadata"] = upload.Metadata,
            ["path"] = path,
            ["url"] = $"{storage}/{path}",
        };
        lock (_gate)
        {
            if (_kept.Values.Sum(kept => (long)kept.Content.Length) + upload.Content.Length > Capacity)
            {
                return VapiReply.BadRequest("The sandbox keeps at most 64 MB of files; delete some or reset it");
            }

            var reply = _files.Add(
                fields.Where(field => field.Value is not null)
                    .ToDictionary(field => field.Key, field => JsonSerializer.SerializeToElement(field.Value), StringComparer.Ordinal),
                id: id);
            if (!reply.IsRefusal)
            {
                var fails = upload.Content.Length == 0 || upload.Name.Contains(".fail.", StringComparison.OrdinalIgnoreCase);
                _kept[id] = new Kept(upload.Content, fails ? "failed" : "done", readsUntilDone);
            }

            return reply;
        }
    }

    /// <summary>The files with one purpose, latest first. Does not move them on.</summary>
    public VapiReply List(ListQuery query, string purpose) => _files.List(query, file => file.Text("purpose") == purpose);

    /// <summary>One file, a step further.</summary>
    public VapiReply Get(string id)
    {
        lock (_gate)
        {
            if (Guid.TryParseExact(id, "D", out var known) && _kept.TryGetValue(known, out var kept) && kept.ReadsLeft > 0)
            {
                _kept[known] = kept with { ReadsLeft = kept.ReadsLeft - 1 };
                if (kept.ReadsLeft == 1)
                {
                    var status = JsonSerializer.SerializeToElement(kept.EndsAs);
                    return _files.Change(id, _ => [], before => new(before.Fields, StringComparer.Ordinal) { ["status"] = status });
                }
            }

            return _files.Get(id);
        }
    }

    /// <summary>Renames a file.</summary>
    public VapiReply Change(string id, Func<IReadOnlyList<string>> check, Func<VapiObject, Dictionary<string, JsonElement>> change) =>
        _files.Change(id, _ => check(), change);

    /// <summary>Takes a file and its content away and answers what it was.</summary>
    public VapiReply Remove(string id)
    {
        lock (_gate)
        {
            var reply = _files.Remove(id);
            if (!reply.IsRefusal)
            {
                _kept.Remove(Guid.Parse(id));
            }

            return reply;
        }
    }

    /// <summary>What was uploaded, null when there is no such file.</summary>
    public byte[]? Content(Guid id)
    {
        lock (_gate)
        {
            return _kept.GetValueOrDefault(id)?.Content;
        }
    }

    private sealed record Kept(byte[] Content, string EndsAs, int ReadsLeft);
}
