using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace PeteRental.Agents.Users;

/// <summary>
/// People as the sign-in provider names them. What is told of a person comes from tokens and from announcements, many at once and
/// in any order: whoever writes does so under a lock on the person, and not at all once the person was erased.
/// </summary>
internal static class Subjects
{
    /// <summary>What is kept of an erased person. Ids of the provider are long and random: from the hash nobody gets back to one.</summary>
    public static byte[] HashOf(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));

    /// <summary>Waits for other writers of the person until the end of their transactions; true when the person was erased.</summary>
    public static async Task<bool> LockAsync(
        DbConnection connection, DbTransaction transaction, string subject, CancellationToken cancellationToken)
    {
        var keys = new { subject, hash = HashOf(subject) };
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended(@subject, 0))", keys, transaction, cancellationToken: cancellationToken));
        // A statement of its own: it sees what was committed while the one above waited.
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM erased_subjects WHERE sha256 = @hash)", keys, transaction, cancellationToken: cancellationToken));
    }
}
