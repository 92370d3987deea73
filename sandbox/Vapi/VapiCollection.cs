using System.Text.Json;

namespace PeteRental.Sandbox.Vapi;

/// <summary>
/// One account's objects of one kind, such as its assistants. Members that were sent are kept and answered as they came;
/// a PATCH replaces each member that it names as a whole, and null takes one away.
/// </summary>
/// <param name="kind">In refusals, such as <c>Assistant</c>.</param>
/// <param name="orgId">The account.</param>
/// <param name="isVersioned">It tells <c>latestVersion</c>: v1 when made, one more with every change.</param>
/// <param name="time">The real time.</param>
internal sealed class VapiCollection(string kind, Guid orgId, bool isVersioned, TimeProvider time)
{
    private const int Capacity = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, VapiObject> _objects = [];
    private long _lastOrder;

    /// <summary>Keeps a new object, unless <paramref name="conflict"/> finds one that it cannot live with.</summary>
    public VapiReply Add(Dictionary<string, JsonElement> fields, Func<VapiObject, bool>? conflict = null, string? conflictSays = null, Guid? id = null)
    {
        var now = Now();
        lock (_gate)
        {
            if (conflict is not null && _objects.Values.Any(conflict))
            {
                return VapiReply.BadRequest(conflictSays!);
            }

            if (_objects.Count >= Capacity)
            {
                return VapiReply.BadRequest($"The sandbox keeps at most {Capacity} of these; delete some or reset it");
            }

            var made = new VapiObject(id ?? Guid.NewGuid(), ++_lastOrder, now, now, Versioned(fields, null));
            _objects.Add(made.Id, made);
            return VapiReply.Created(made.Answer(orgId));
        }
    }

    /// <summary>The latest first, as many as asked.</summary>
    public VapiReply List(ListQuery query, Func<VapiObject, bool>? filter = null)
    {
        if (query.Refusals.Count > 0)
        {
            return VapiReply.BadRequest(query.Refusals);
        }

        lock (_gate)
        {
            return VapiReply.Ok(_objects.Values
                .Where(item => query.Covers(item) && (filter is null || filter(item)))
                .OrderByDescending(item => item.Order)
                .Take(query.Limit)
                .Select(item => item.Answer(orgId))
                .ToList());
        }
    }

    public bool Has(string id)
    {
        lock (_gate)
        {
            return Guid.TryParseExact(id, "D", out var parsed) && _objects.ContainsKey(parsed);
        }
    }

    public VapiReply Get(string id) => With(id, found => VapiReply.Ok(found.Answer(orgId)));

    /// <summary>Takes an object away and answers what it was.</summary>
    public VapiReply Remove(string id) => With(id, found =>
    {
        _objects.Remove(found.Id);
        return VapiReply.Ok(found.Answer(orgId));
    });

    /// <summary>Replaces an object by what <paramref name="change"/> makes of its fields, or answers its refusals.</summary>
    public VapiReply Change(string id, Func<VapiObject, IReadOnlyList<string>> check, Func<VapiObject, Dictionary<string, JsonElement>> change) =>
        With(id, found =>
        {
            if (check(found) is { Count: > 0 } refusals)
            {
                return VapiReply.BadRequest(refusals);
            }

            var changed = found with { UpdatedAt = Now(), Fields = Versioned(change(found), found) };
            _objects[found.Id] = changed;
            return VapiReply.Ok(changed.Answer(orgId));
        });

    private VapiReply With(string id, Func<VapiObject, VapiReply> use)
    {
        if (!Guid.TryParseExact(id, "D", out var parsed))
        {
            return VapiReply.BadRequest("id must be a UUID");
        }

        lock (_gate)
        {
            return _objects.TryGetValue(parsed, out var found)
                ? use(found)
                : VapiReply.NotFound($"Couldn't Get {kind}. `id` {parsed} Does Not Exist.");
        }
    }

    private Dictionary<string, JsonElement> Versioned(Dictionary<string, JsonElement> fields, VapiObject? before)
    {
        if (isVersioned)
        {
            var last = before?.Text(Version) is { } label ? int.Parse(label.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) : 0;
            fields[Version] = JsonSerializer.SerializeToElement($"v{last + 1}");
        }

        return fields;
    }

    private const string Version = "latestVersion";

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
