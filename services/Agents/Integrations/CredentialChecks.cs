using PeteRental.Agents.Vapi;

namespace PeteRental.Agents.Integrations;

/// <summary>What came of trying a credential.</summary>
internal enum Verdict
{
    /// <summary>Its provider takes it.</summary>
    Accepted,

    /// <summary>Its provider does not.</summary>
    Refused,

    /// <summary>Its provider could not be asked; nothing is known.</summary>
    Unchecked,
}

/// <summary>What came of trying a Vapi key.</summary>
internal sealed record VapiCheck(VapiAccount Account, Verdict Verdict, string? ErrorCode, DateTimeOffset At);

/// <summary>What came of trying Twilio's credentials, and the number with them.</summary>
/// <param name="Account">The credentials.</param>
/// <param name="PhoneNumber">E.164; null when no number was given.</param>
/// <param name="Verdict">About the account.</param>
/// <param name="ErrorCode">Why it was not accepted.</param>
/// <param name="NumberErrorCode">Why the number is refused although the account is fine.</param>
/// <param name="IsTrial">A trial account.</param>
/// <param name="At">When.</param>
internal sealed record TwilioCheck(
    TwilioAccount Account, string? PhoneNumber, Verdict Verdict, string? ErrorCode, string? NumberErrorCode, bool IsTrial, DateTimeOffset At);

/// <summary>Tries credentials against their providers. A provider that does not answer in time was not asked.</summary>
internal sealed class CredentialChecks(VapiClient vapi, TwilioClient twilio, TimeProvider time)
{
    /// <summary>Time limit of a check. Vapi has been seen to take ten seconds; a web console waits for fifteen.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(11);

    public async Task<VapiCheck> CheckAsync(VapiAccount account, CancellationToken cancellationToken)
    {
        var error = await WithinLimitAsync(
            async token => (await vapi.CheckAsync(account, token))?.Code, VapiError.Unavailable, cancellationToken);
        return new VapiCheck(account, VerdictOfVapi(error), error, time.GetUtcNow());
    }

    public async Task<TwilioCheck> CheckAsync(TwilioAccount account, string? number, CancellationToken cancellationToken)
    {
        var finding = await WithinLimitAsync(
            token => twilio.CheckAsync(account, number, token), new TwilioFinding(TwilioClient.Unavailable), cancellationToken);
        return new TwilioCheck(
            account, number, VerdictOfTwilio(finding.ErrorCode), finding.ErrorCode, finding.NumberErrorCode, finding.IsTrial, time.GetUtcNow());
    }

    /// <summary>Only an answer about the key itself says something about it: a Vapi in trouble may answer anything else.</summary>
    public static Verdict VerdictOfVapi(string? errorCode) => errorCode switch
    {
        null => Verdict.Accepted,
        VapiError.KeyRejected => Verdict.Refused,
        _ => Verdict.Unchecked,
    };

    /// <summary>See <see cref="VerdictOfVapi"/>.</summary>
    public static Verdict VerdictOfTwilio(string? errorCode) => errorCode switch
    {
        null => Verdict.Accepted,
        TwilioClient.CredentialsRejected or TwilioClient.AccountInactive => Verdict.Refused,
        _ => Verdict.Unchecked,
    };

    private async Task<T> WithinLimitAsync<T>(Func<CancellationToken, Task<T>> check, T late, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await check(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return late;
        }
    }
}
