using System.Security.Cryptography;
using System.Text;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Calendars;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>Somebody who can sign in, and their mailbox.</summary>
internal sealed class MicrosoftAccount
{
    /// <summary>The tenant of all personal accounts.</summary>
    public const string PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private static readonly string[] PersonalDomains = ["outlook.test", "hotmail.test", "live.test"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _atOnce = new(StringComparer.Ordinal);

    public MicrosoftAccount(string email, SandboxClock clock)
    {
        Email = email;
        Id = StableId("user " + email).ToString("D");
        var domain = email[(email.LastIndexOf('@') + 1)..];
        IsPersonal = PersonalDomains.Contains(domain, StringComparer.Ordinal);
        TenantId = IsPersonal ? PersonalTenant : StableId("tenant " + domain).ToString("D");
        DisplayName = NameOf(email[..email.LastIndexOf('@')]);
        Mailbox = new Mailbox(this, clock);
        Changes = new DeltaBook(Mailbox);
    }

    /// <summary>In lower case: also the <c>userPrincipalName</c>.</summary>
    public string Email { get; }

    /// <summary>The object id: the same for the same address, also after a restart.</summary>
    public string Id { get; }

    /// <summary>One tenant for each domain.</summary>
    public string TenantId { get; }

    public bool IsPersonal { get; }

    public string DisplayName { get; }

    public Mailbox Mailbox { get; }

    public DeltaBook Changes { get; }

    public SubscriptionBook Subscriptions { get; } = new();

    /// <summary>Takes one of the places that an application has at this mailbox; null when all are taken.</summary>
    public Place? Enter(string clientId, int most)
    {
        lock (_gate)
        {
            var taken = _atOnce.GetValueOrDefault(clientId);
            if (most > 0 && taken >= most)
            {
                return null;
            }

            _atOnce[clientId] = taken + 1;
            return new Place(this, clientId);
        }
    }

    private void Leave(string clientId)
    {
        lock (_gate)
        {
            if (--_atOnce[clientId] == 0)
            {
                _atOnce.Remove(clientId);
            }
        }
    }

    private static Guid StableId(string of) => new(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16), bigEndian: true);

    /// <summary>Ada Oak for ada.oak.</summary>
    private static string NameOf(string local) => string.Join(' ', local
        .Split(['.', '_', '-', '+'], StringSplitOptions.RemoveEmptyEntries)
        .Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>A request that is being answered.</summary>
    internal sealed class Place(MicrosoftAccount account, string clientId) : IDisposable
    {
        public void Dispose() => account.Leave(clientId);
    }
}

/// <summary>The accounts by address. Whoever is asked for has one: nothing needs to be set up before a test.</summary>
internal sealed class MicrosoftAccounts(SandboxClock clock, GraphNotifier notifier)
{
    private const int Capacity = 2_000;
    private const int MaxEmailLength = 254;

    private readonly Lock _gate = new();
    private readonly Recent<MicrosoftAccount> _accounts = new(Capacity);

    /// <summary>The account of an address, null when it is no address.</summary>
    public MicrosoftAccount? Get(string? email)
    {
        var address = Normal(email);
        if (address is null)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_accounts.TryGet(address, out var account))
            {
                account = new MicrosoftAccount(address, clock);
                account.Mailbox.Changed += notifier.Tell;
                _accounts.Add(address, account);
            }

            return account;
        }
    }

    /// <summary>The account of an address when somebody used it before.</summary>
    public MicrosoftAccount? Find(string email)
    {
        lock (_gate)
        {
            return Normal(email) is { } address ? _accounts.TryGet(address, out var account) ? account : null : null;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _accounts.Clear();
        }
    }

    private static string? Normal(string? email)
    {
        var address = email?.Trim().ToLowerInvariant() ?? "";
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == address.LastIndexOf('@') && at < address.Length - 1 && address.Length <= MaxEmailLength
            && !address.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
                ? address
                : null;
    }
}
