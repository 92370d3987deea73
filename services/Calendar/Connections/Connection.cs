using PeteRental.Contracts;

namespace PeteRental.Calendar.Connections;

/// <summary>Whether an account can be used.</summary>
internal static class ConnectionStatus
{
    /// <summary>It can.</summary>
    public const string Connected = "connected";

    /// <summary>Its grant is gone: the person has to connect it again.</summary>
    public const string ReconnectRequired = "reconnect_required";
}

/// <summary>An account at a provider that a person has connected, without its tokens.</summary>
/// <param name="Id">The connection.</param>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="UserId">Whose account it is.</param>
/// <param name="Provider">microsoft or google.</param>
/// <param name="AccountId">The provider's own id of the account.</param>
/// <param name="AccountEmail">For people.</param>
/// <param name="Status">See <see cref="ConnectionStatus"/>.</param>
/// <param name="AccessExpiresAt">When the access token has to be replaced.</param>
internal sealed record Connection(
    Guid Id, WorkspaceId WorkspaceId, UserId UserId, string Provider, string AccountId, string AccountEmail, string Status,
    DateTimeOffset AccessExpiresAt)
{
    /// <summary>True while its grant is good.</summary>
    public bool IsUsable => Status == ConnectionStatus.Connected;
}

/// <summary>The tokens of a connection as they are sealed. Never log them.</summary>
/// <param name="AccessToken">For calls.</param>
/// <param name="RefreshToken">For new ones.</param>
internal sealed record ConnectionTokens(string AccessToken, string RefreshToken)
{
    /// <inheritdoc />
    public override string ToString() => "Tokens of a connection";
}
