using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Vapi;

/// <summary>What one key owns.</summary>
internal sealed class VapiAccount(Guid orgId, int fileReadsUntilDone, TimeProvider time)
{
    public VapiCollection Assistants { get; } = new("Assistant", orgId, isVersioned: true, time);

    public VapiCollection Tools { get; } = new("Tool", orgId, isVersioned: true, time);

    public VapiFiles Files { get; } = new(orgId, fileReadsUntilDone, time);

    public VapiCollection PhoneNumbers { get; } = new("Phone Number", orgId, isVersioned: false, time);

    public VapiCollection Calls { get; } = new("Call", orgId, isVersioned: false, time);

    /// <summary>The account of the key that the request came with; see <see cref="VapiKeyMiddleware"/>.</summary>
    public static ValueTask<VapiAccount> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.GetRequiredFeature<VapiAccount>());
}

/// <summary>The accounts by key. Whoever comes with a good key has one: nothing needs to be set up before a test.</summary>
internal sealed class VapiAccounts(IOptions<SandboxOptions> options, TimeProvider time)
{
    /// <summary>How good keys begin.</summary>
    public const string KeyPrefix = "vapi_test_";

    private const int Capacity = 2_000;
    private const int MaxKeyLength = 200;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<Guid, VapiAccount> _accounts = [];

    /// <summary>The account of a key, null when the key is not good.</summary>
    public VapiAccount? Find(string key)
    {
        if (key.Length <= KeyPrefix.Length || key.Length > MaxKeyLength || !key.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var orgId = OrgId(key);
        lock (_gate)
        {
            if (!_accounts.TryGetValue(orgId, out var account))
            {
                account = new VapiAccount(orgId, options.Value.VapiFileReadsUntilDone, time);
                _accounts.Add(orgId, account);
                if (_accounts.Count > Capacity)
                {
                    _accounts.RemoveAt(0);
                }
            }

            return account;
        }
    }

    /// <summary>The account of an organisation, null when no key of it was seen.</summary>
    public VapiAccount? Find(Guid orgId)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(orgId);
        }
    }

    /// <summary>Forgets everything that every account holds.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _accounts.Clear();
        }
    }

    /// <summary>The same key is the same organisation, also after a restart: a UUID (version 8) made of the key's hash.</summary>
    private static Guid OrgId(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
