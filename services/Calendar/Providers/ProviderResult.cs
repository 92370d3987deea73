namespace PeteRental.Calendar.Providers;

/// <summary>Why a provider did not do what was asked. The codes are shown to managers, and stored.</summary>
/// <param name="Code">One of the codes below.</param>
/// <param name="RetryAfter">The provider's wish for the next attempt.</param>
internal sealed record ProviderError(string Code, TimeSpan? RetryAfter = null)
{
    /// <summary>Not reachable, too slow, 5xx, or an answer nobody can read. What was asked may have been done.</summary>
    public const string Unavailable = "provider_unavailable";

    /// <summary>429, or a 403 that means the same.</summary>
    public const string Throttled = "provider_throttled";

    /// <summary>The access token is not accepted. Fetch another one, once.</summary>
    public const string TokenRejected = "provider_token_rejected";

    /// <summary>The grant is gone, or the sealed tokens cannot be opened any more: only the person can help, by connecting again.</summary>
    public const string ReconnectRequired = "reconnect_required";

    /// <summary>The provider does not know our application or its secret. The operator's to mend; no person is disconnected for it.</summary>
    public const string ClientRejected = "provider_client_rejected";

    /// <summary>The account does not allow it: a scope is missing, the diary is read-only, or the mailbox has none.</summary>
    public const string Forbidden = "provider_forbidden";

    /// <summary>404 or 410: it is not there (any more).</summary>
    public const string NotFound = "provider_not_found";

    /// <summary>The sync token is too old: read the whole.</summary>
    public const string ResyncRequired = "resync_required";

    /// <summary>An event of this idempotent key has been made already.</summary>
    public const string Duplicate = "provider_duplicate";

    /// <summary>Another 4xx: the provider does not like what we sent. Sending it again will not help.</summary>
    public const string Rejected = "provider_rejected";

    /// <summary>True when a later attempt may succeed by itself.</summary>
    public bool MayPass => Code is Unavailable or Throttled or ClientRejected;
}

/// <summary>What a provider answered, or why not.</summary>
internal readonly record struct ProviderResult<T>(T? Value, ProviderError? Error)
    where T : class
{
    /// <summary>The answer. Only read it when there is no error.</summary>
    public T Answer => Value ?? throw new InvalidOperationException("There is no answer: look at the error first.");

    public static implicit operator ProviderResult<T>(T value) => new(value, null);

    public static implicit operator ProviderResult<T>(ProviderError error) => new(null, error);
}
