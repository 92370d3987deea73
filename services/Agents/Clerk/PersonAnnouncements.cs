using System.Data.Common;
using Dapper;
using PeteRental.Agents.Users;

namespace PeteRental.Agents.Clerk;

/// <summary>Writes down what the provider says of a person, unless something later was heard already.</summary>
internal static class PersonAnnouncements
{
    public static async Task ApplyAsync(
        DbConnection connection, DbTransaction transaction, PersonAnnouncement person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await Subjects.LockAsync(connection, transaction, person.Subject, cancellationToken))
        {
            return;
        }

        // A workspace of their own comes with their first token: many who sign up only ever work in an organisation's.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO users AS u (id, subject, email, is_verified, full_name, phone, announced_at, created_at, updated_at)
            VALUES (@Id, @Subject, @Email, @IsVerified, @FullName, @Phone, @At, @now, @now)
            ON CONFLICT (subject) DO UPDATE SET
                email = CASE WHEN @SetsEmail THEN excluded.email ELSE u.email END,
                is_verified = CASE WHEN @SetsEmail THEN excluded.is_verified ELSE u.is_verified END,
                full_name = CASE WHEN @SetsName AND NOT u.name_is_own THEN excluded.full_name ELSE u.full_name END,
                phone = CASE WHEN @SetsPhone AND NOT u.phone_is_own THEN excluded.phone ELSE u.phone END,
                announced_at = excluded.announced_at,
                updated_at = excluded.updated_at
            WHERE u.announced_at IS NULL OR u.announced_at <= excluded.announced_at
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                person.Subject,
                SetsEmail = person.Email.IsGiven,
                Email = person.Email.Value,
                person.IsVerified,
                SetsName = person.FullName.IsGiven,
                FullName = person.FullName.Value,
                SetsPhone = person.Phone.IsGiven,
                Phone = person.Phone.Value,
                person.At,
                now,
            },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>The person, made when they are not known yet; the caller holds their lock.</summary>
    public static async Task<Guid> EnsureAsync(
        DbConnection connection, DbTransaction transaction, MembershipAnnouncement member, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var person = new { Id = Guid.CreateVersion7(now), member.Subject, member.Email, member.FullName, now };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO users (id, subject, email, full_name, created_at, updated_at) VALUES (@Id, @Subject, @Email, @FullName, @now, @now)
            ON CONFLICT (subject) DO NOTHING
            """,
            person,
            transaction,
            cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<Guid>(new CommandDefinition(
            "SELECT id FROM users WHERE subject = @Subject", person, transaction, cancellationToken: cancellationToken));
    }
}
