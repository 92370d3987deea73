using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using PeteRental.Agents.Users;
using PeteRental.ServiceDefaults.Messaging;

namespace PeteRental.Agents.Clerk;

/// <summary>
/// Gives an announcement of the sign-in provider its effect, once, whatever order they come in and however often. What it does not
/// know, or cannot make sense of, it lets pass: an error would only make the provider send it again.
/// </summary>
internal sealed partial class ClerkEventHandler(
    NpgsqlDataSource database, PersonEraser people, OrganizationAnnouncements organizations, MembershipAnnouncements members, Outbox outbox,
    TimeProvider time, ILogger<ClerkEventHandler> logger)
{
    private const string Consumer = "clerk";

    /// <summary>Handles a delivery.</summary>
    /// <param name="messageId">The provider's id of the message, the same when it is sent again.</param>
    /// <param name="sentAt">When it was sent: what counts as its time when it says none.</param>
    /// <param name="announcement">What it says.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task HandleAsync(string messageId, DateTimeOffset sentAt, ClerkEvent announcement, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await Inbox.TryRecordAsync(connection, transaction, MessageOf(messageId), Consumer, cancellationToken))
        {
            return;
        }

        if (!await ApplyAsync(connection, transaction, announcement, announcement.At ?? sentAt, cancellationToken))
        {
            LogPassed(announcement.Type.Length <= 100 ? announcement.Type : announcement.Type[..100]);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    private async Task<bool> ApplyAsync(
        DbConnection connection, DbTransaction transaction, ClerkEvent announcement, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var data = announcement.Data;
        var now = time.GetUtcNow();
        switch (announcement.Type)
        {
            case "user.created" or "user.updated" when PersonAnnouncement.Read(data, at) is { } person:
                await PersonAnnouncements.ApplyAsync(connection, transaction, person, now, cancellationToken);
                return true;
            case "user.deleted" when Ids.Of(data.Text("id")) is { } subject:
                await people.EraseAsync(connection, transaction, subject, Consumer, cancellationToken);
                return true;
            case "organizationMembership.created" or "organizationMembership.updated" when MembershipAnnouncement.Read(data, at) is { } member:
                await members.ApplyAsync(connection, transaction, member, now, cancellationToken);
                return true;
            case "organizationMembership.deleted" when MembershipAnnouncement.Read(data, at) is { } member:
                // Its data are those of the membership's last change; it ended when the event says.
                await MembershipAnnouncements.RemoveAsync(connection, transaction, member, at > member.At ? at : member.At, now, cancellationToken);
                return true;
            case "organization.created" or "organization.updated" when OrganizationAnnouncement.Read(data, at) is { } organization:
                await organizations.ApplyAsync(connection, transaction, organization, now, cancellationToken);
                return true;
            case "organization.deleted" when OrganizationAnnouncement.Read(data, at) is { } organization:
                await organizations.CloseAsync(connection, transaction, organization, now, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    // The inbox knows messages by UUID; half of a hash is one.
    private static Guid MessageOf(string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    [LoggerMessage(LogLevel.Information, "An announcement of type '{Type}' was let pass")]
    private partial void LogPassed(string type);
}
