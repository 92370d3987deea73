using PeteRental.Calendar.Providers;

namespace PeteRental.Calendar.Connections;

/// <summary>Why an account was not connected, as pages are told in <c>?auth=error&amp;code=</c>. Stable.</summary>
internal static class ConsentCode
{
    /// <summary>The state is forged, used, or older than ten minutes.</summary>
    public const string InvalidState = "invalid_state";

    /// <summary>The person said no.</summary>
    public const string Refused = "consent_refused";

    /// <summary>The account's administrators do not allow it, or have to agree first.</summary>
    public const string AdminNeeded = "admin_consent_required";

    /// <summary>The provider wants the person to sign in or to consent once more.</summary>
    public const string Needed = "consent_needed";

    /// <summary>The person left out what viewings need.</summary>
    public const string ScopeMissing = "scope_missing";

    /// <summary>The provider did not take the code: used, too old, or not meant for us.</summary>
    public const string CodeRejected = "code_rejected";

    /// <summary>The provider, or a part of ours, cannot be reached.</summary>
    public const string Unavailable = "temporarily_unavailable";

    /// <summary>The provider does not accept our application. The operator's to mend.</summary>
    public const string ClientRejected = "provider_client_rejected";

    /// <summary>Anything else that a provider may say.</summary>
    public const string ProviderError = "provider_error";

    /// <summary>The person is not a member any more.</summary>
    public const string MemberGone = "member_gone";

    /// <summary>Of the parameter <c>error</c> that came back in place of a code (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6).</summary>
    public static string OfAnswer(string error) => error switch
    {
        "access_denied" => Refused,
        "login_required" or "interaction_required" or "consent_required" or "account_selection_required" => Needed,
        "admin_policy_enforced" or "org_internal" => AdminNeeded,
        "server_error" or "temporarily_unavailable" => Unavailable,
        "unauthorized_client" or "invalid_client" or "redirect_uri_mismatch" => ClientRejected,
        _ => ProviderError,
    };

    /// <summary>Of a code that could not be traded for tokens.</summary>
    public static string OfExchange(ProviderError error) => error.Code switch
    {
        Providers.ProviderError.Unavailable or Providers.ProviderError.Throttled => Unavailable,
        Providers.ProviderError.ClientRejected => ClientRejected,
        Providers.ProviderError.ReconnectRequired => CodeRejected,
        _ => ProviderError,
    };
}
