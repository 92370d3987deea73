using System.Text.Json;

namespace PeteRental.Sandbox.Control;

/// <summary>A failure to play.</summary>
/// <param name="Id">Counted from 1.</param>
/// <param name="Target">Where.</param>
/// <param name="Account">The one account that it is for, see <see cref="IAccountOfRequest"/>; null means for everybody's requests.</param>
/// <param name="Status">The HTTP status to answer; null leaves the true answer, or 200 when there is a body.</param>
/// <param name="Delay">To wait before the answer, or before the work unless <paramref name="AfterEffect"/>.</param>
/// <param name="Drop">Close the connection instead of answering.</param>
/// <param name="AfterEffect">Do the work first, then fail: the lost answer.</param>
/// <param name="Body">What to answer with: text as it is, anything else as JSON.</param>
/// <param name="Headers">To add to the answer, such as <c>Retry-After</c>.</param>
/// <param name="Remaining">How often it still plays; null means until it is deleted.</param>
public sealed record Fault(
    long Id, Target Target, string? Account, int? Status, TimeSpan Delay, bool Drop, bool AfterEffect, JsonElement? Body,
    IReadOnlyDictionary<string, string> Headers, int? Remaining)
{
    /// <summary>Slow, but the answer is the true one.</summary>
    public bool OnlyDelays => !Drop && Status is null && Body is null;
}

/// <summary>The faults that are set. Those that cover one request are used up in the order in which they were set.</summary>
public sealed class FaultBook
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private long _lastId;

    /// <summary>Sets a fault.</summary>
    public Fault Add(Func<long, Fault> create)
    {
        lock (_gate)
        {
            var fault = create(++_lastId);
            _faults.Add(fault);
            return fault;
        }
    }

    /// <summary>The faults that still play.</summary>
    public IReadOnlyList<Fault> List()
    {
        lock (_gate)
        {
            return [.. _faults];
        }
    }

    /// <summary>Takes back all faults, or those of one target or account.</summary>
    public void Clear(Target? target = null, string? account = null)
    {
        lock (_gate)
        {
            _faults.RemoveAll(fault => (target is null || fault.Target == target) && (account is null || IsOf(fault, account)));
        }
    }

    /// <summary>Whether it matters whose request to <paramref name="path"/> it is.</summary>
    public bool AsksForAccount(PathString path)
    {
        lock (_gate)
        {
            return _faults.Exists(fault => fault.Account is not null && fault.Target.Covers(path));
        }
    }

    /// <summary>
    /// The fault to play for a request to <paramref name="path"/> by <paramref name="account"/>, counted as played; null when there is none.
    /// </summary>
    public Fault? Take(PathString path, string? account)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.Target.Covers(path)
                && (fault.Account is null || IsOf(fault, account)));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index];
            if (fault.Remaining is { } remaining)
            {
                if (remaining > 1)
                {
                    _faults[index] = fault with { Remaining = remaining - 1 };
                }
                else
                {
                    _faults.RemoveAt(index);
                }
            }

            return fault;
        }
    }

    private static bool IsOf(Fault fault, string? account) => string.Equals(fault.Account, account, StringComparison.OrdinalIgnoreCase);
}
