namespace PeteRental.Agents.Vapi;

/// <summary>Why Vapi did not do what was asked.</summary>
/// <param name="Code">One of the codes below; they are shown to managers.</param>
/// <param name="RetryAfter">Vapi's wish for the next attempt.</param>
internal sealed record VapiError(string Code, TimeSpan? RetryAfter = null)
{
    /// <summary>401 or 403: the key is wrong, revoked, or the public one.</summary>
    public const string KeyRejected = "vapi_key_rejected";

    /// <summary>404: it was deleted there, or belongs to another account.</summary>
    public const string NotFound = "vapi_not_found";

    /// <summary>Another 4xx: Vapi does not like what we sent, such as a voice that does not exist. Sending it again will not help.</summary>
    public const string Rejected = "vapi_rejected";

    /// <summary>429, still after waiting.</summary>
    public const string Throttled = "vapi_throttled";

    /// <summary>Not reachable, too slow, 5xx, or an answer nobody can read. What was asked may have been done.</summary>
    public const string Unavailable = "vapi_unavailable";

    public bool IsNotFound => Code == NotFound;
}

/// <summary>What Vapi answered, or why not.</summary>
internal readonly record struct VapiResult<T>(T? Value, VapiError? Error)
    where T : class
{
    /// <summary>The answer. Only read it when there is no error.</summary>
    public T Answer => Value ?? throw new InvalidOperationException("There is no answer: look at the error first.");

    public static implicit operator VapiResult<T>(T value) => new(value, null);

    public static implicit operator VapiResult<T>(VapiError error) => new(null, error);
}
