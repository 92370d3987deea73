using System.Text.Json;

namespace PeteRental.Sandbox.Control;

/// <summary>A request that arrived, without what nobody should read.</summary>
/// <param name="Id">Counted from 1 in order of arrival.</param>
/// <param name="ReceivedAt">Real time.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">By name; secrets replaced.</param>
/// <param name="Headers">By lower-case name; secrets replaced.</param>
/// <param name="Body">As it came, byte for byte when it is text and held no secret, so that signatures can be checked.</param>
/// <param name="Json">The same, parsed, when it is JSON.</param>
/// <param name="BodyBytes">Its true length.</param>
/// <param name="BodyIsPartial">The body was longer than is kept.</param>
/// <param name="Redacted">Something in the body was replaced.</param>
/// <param name="Status">What was answered; null while it is being answered and when the connection was dropped.</param>
public sealed record RecordedRequest(
    long Id, DateTimeOffset ReceivedAt, string Method, string Path,
    IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers,
    string Body, JsonElement? Json, long BodyBytes, bool BodyIsPartial, bool Redacted, int? Status);

/// <summary>The latest requests, oldest first. Older ones are forgotten, so that a load test does not fill the memory.</summary>
public sealed class RequestLog
{
    private const int Capacity = 2_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, RecordedRequest> _requests = [];
    private long _lastId;

    /// <summary>Records an arrival and returns its id.</summary>
    public long Add(RecordedRequest request)
    {
        lock (_gate)
        {
            var id = ++_lastId;
            _requests.Add(id, request with { Id = id });
            if (_requests.Count > Capacity)
            {
                _requests.Remove(_requests.First().Key);
            }

            return id;
        }
    }

    /// <summary>Records what a request was answered with.</summary>
    public void Complete(long id, int? status)
    {
        lock (_gate)
        {
            if (_requests.TryGetValue(id, out var request))
            {
                _requests[id] = request with { Status = status };
            }
        }
    }

    /// <summary>What arrived, at one target or at all.</summary>
    public IReadOnlyList<RecordedRequest> List(Target? target)
    {
        lock (_gate)
        {
            return [.. _requests.Values.Where(request => target is null || target.Value.Covers(request.Path))];
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }
}
