using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using PeteRental.Calendar.Providers;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Calendar.Connections;

/// <summary>
/// Sends people to a provider to let us into their diary, and takes them back (RFC 6749 authorization code, RFC 7636 PKCE). However it
/// ends, they come back to a page with a code of ours; a provider's own words are never passed on.
/// </summary>
internal sealed partial class ConsentFlow(
    ConsentStates states, ReturnAddresses addresses, IEnumerable<IIdentityClient> identities, ConnectionStore connections, CalendarLinks links,
    Departures departures, TimeProvider time, ILogger<ConsentFlow> logger)
{
    private const int VerifierBytes = 32;
    private const int LongestState = 200;
    private const int LongestCode = 4096;

    /// <summary>For reading the account's diaries while the person waits. What is not done by then is done afterwards.</summary>
    private static readonly TimeSpan LinkingTime = TimeSpan.FromSeconds(4);

    /// <summary>The provider, or null when there is none of this name.</summary>
    public IIdentityClient? Find(string provider) => identities.SingleOrDefault(identity => identity.Provider == provider);

    /// <summary>Where the person says yes or no; null when nobody can be sent off, because Redis is away.</summary>
    public async Task<Uri?> StartAsync(CurrentMember member, IIdentityClient identity, string returnAddress, string? loginHint)
    {
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(VerifierBytes));
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var consent = new PendingConsent(
            member.WorkspaceId.Value, member.UserId.Value, identity.Provider, verifier, returnAddress, time.GetUtcNow() + ConsentStates.Lifetime);
        return await states.KeepAsync(consent) is { } state
            ? identity.AuthorizationUrl(new AuthorizationOrder(state, challenge, loginHint))
            : null;
    }

    /// <summary>Takes a person back. Returns where to send them on to.</summary>
    public async Task<string> FinishAsync(ConsentAnswer answer, CancellationToken cancellationToken)
    {
        var taken = answer.State is { Length: > 0 and <= LongestState } state ? await states.TakeAsync(state) : default;
        if (taken.Consent is not { } consent)
        {
            LogUnknownState();
            return Failed(addresses.Default, taken.IsAway ? ConsentCode.Unavailable : ConsentCode.InvalidState);
        }

        var code = await TryConnectAsync(consent, answer, cancellationToken);
        if (code is not null)
        {
            LogFailed(consent.Provider, code);
            return Failed(consent.ReturnAddress, code);
        }

        return ReturnAddresses.With(consent.ReturnAddress, ("auth", "success"), ("provider", consent.Provider));
    }

    // A person on their way back is sent on, also while our own database is away.
    private async Task<string?> TryConnectAsync(PendingConsent consent, ConsentAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(consent, answer, cancellationToken);
        }
        catch (NpgsqlException away)
        {
            LogAway(away.SqlState ?? away.GetType().Name);
            return ConsentCode.Unavailable;
        }
    }

    // Null when the account is connected.
    private async Task<string?> ConnectAsync(PendingConsent consent, ConsentAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Error is { Length: > 0 } error)
        {
            return ConsentCode.OfAnswer(error);
        }

        if (answer.Code is not { Length: > 0 and <= LongestCode } code)
        {
            return ConsentCode.ProviderError;
        }

        var exchanged = await Find(consent.Provider)!.ExchangeAsync(code, consent.CodeVerifier, cancellationToken);
        if (exchanged.Error is { } refused)
        {
            return ConsentCode.OfExchange(refused);
        }

        // From here on the grant is ours to keep or to give back: the person leaving the page must not leave it half done.
        return await KeepAsync(consent, exchanged.Answer, CancellationToken.None);
    }

    private async Task<string?> KeepAsync(PendingConsent consent, Grant grant, CancellationToken cancellationToken)
    {
        if (!grant.HasCalendarAccess)
        {
            await departures.GiveBackAsync(consent, grant, cancellationToken);
            return ConsentCode.ScopeMissing;
        }

        var saved = await connections.SaveAsync(consent, grant, cancellationToken);
        if (saved.Connection is not { } connection)
        {
            await departures.GiveBackAsync(consent, grant, cancellationToken);
            return saved.ErrorCode;
        }

        LogConnected(connection.Id, connection.Provider);
        using var patience = new CancellationTokenSource(LinkingTime, time);
        await links.RefreshAsync(connection.Id, patience.Token);
        return null;
    }

    private static string Failed(string address, string code) => ReturnAddresses.With(address, ("auth", "error"), ("code", code));

    [LoggerMessage(LogLevel.Information, "Connection {Connection} to {Provider} was made")]
    private partial void LogConnected(Guid connection, string provider);

    [LoggerMessage(LogLevel.Information, "An account at {Provider} was not connected: {Code}")]
    private partial void LogFailed(string provider, string code);

    [LoggerMessage(LogLevel.Error, "A consent could not be kept: the database cannot be reached ({Code})")]
    private partial void LogAway(string code);

    [LoggerMessage(LogLevel.Warning, "Somebody came back with a state that is not known (any more)")]
    private partial void LogUnknownState();
}

/// <summary>What a provider sends back with a person. Never log it.</summary>
/// <param name="State">Ours.</param>
/// <param name="Code">For tokens, good once.</param>
/// <param name="Error">Instead of the code.</param>
internal sealed record ConsentAnswer(string? State, string? Code, string? Error)
{
    /// <inheritdoc />
    public override string ToString() => "Answer of a provider";
}
