using PeteRental.Sandbox.Control;

namespace PeteRental.Sandbox.OpenRouter;

/// <summary>
/// Which keys are good: those that begin with sk-or-; one that begins with sk-or-broke has no credits left. What each has spent is counted.
/// </summary>
internal sealed class LlmAccounts
{
    private const string KeyPrefix = "sk-or-";
    private const string BrokePrefix = "sk-or-broke";
    private const string Scheme = "Bearer ";
    private const int Capacity = 2_000;
    private const int MaxKeyLength = 200;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, decimal> _spent = [];

    /// <summary>The key that a request came with; null when it has none.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;

    public static bool IsGood(string key) => key.Length > KeyPrefix.Length && key.Length <= MaxKeyLength && key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    public static bool IsBroke(string key) => key.StartsWith(BrokePrefix, StringComparison.Ordinal);

    /// <summary>Dollars that a key has spent.</summary>
    public decimal Spent(string key)
    {
        lock (_gate)
        {
            return _spent.GetValueOrDefault(key);
        }
    }

    /// <summary>Books what an answer cost.</summary>
    public void Spend(string key, decimal dollars)
    {
        lock (_gate)
        {
            _spent[key] = _spent.GetValueOrDefault(key) + dollars;
            if (_spent.Count > Capacity)
            {
                _spent.RemoveAt(0);
            }
        }
    }

    /// <summary>Forgets what was spent.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _spent.Clear();
        }
    }
}

/// <summary>A request to the models is that of its key, which has no other name.</summary>
internal sealed class AccountOfLlmRequest : IAccountOfRequest
{
    /// <inheritdoc />
    public ValueTask<string?> FindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Request.Path.StartsWithSegments(LlmEndpoints.Prefix) ? LlmAccounts.KeyOf(context.Request) : null);
}
