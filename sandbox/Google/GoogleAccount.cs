using System.Net.Mail;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using PeteRental.Sandbox.Google.Calendar;

namespace PeteRental.Sandbox.Google;

/// <summary>A calendar in somebody's list.</summary>
/// <param name="Calendar">It may be another person's.</param>
/// <param name="Role">freeBusyReader, reader, writerWithoutPrivateAccess, writer or owner.</param>
/// <param name="IsPrimary">The one that every account has.</param>
/// <param name="IsHidden">Left out of the list unless asked for.</param>
internal sealed record ListedCalendar(GoogleCalendar Calendar, string Role, bool IsPrimary, bool IsHidden)
{
    /// <summary>The roles, least first.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"];

    public bool CanWrite => Role is "owner" or "writer" or "writerWithoutPrivateAccess";

    public bool HasAtLeast(string role) => IndexOf(Role) >= IndexOf(role);

    private static int IndexOf(string role) => Roles.Index().First(pair => pair.Item == role).Index;
}

/// <summary>A mail that Google would send to a guest.</summary>
internal sealed record Invitation(string CalendarId, string EventId, string To, string Kind, string SendUpdates, DateTimeOffset At);

/// <summary>Somebody with a Google account.</summary>
internal sealed class GoogleAccount(string email, GoogleCalendar primary)
{
    private const int MaxCalendars = 1_000;
    private const int MaxInvitations = 1_000;

    private readonly Lock _gate = new();
    private readonly List<ListedCalendar> _calendars = [new ListedCalendar(primary, "owner", IsPrimary: true, IsHidden: false)];
    private readonly Queue<Invitation> _invitations = [];

    public string Email { get; } = email;

    /// <summary>Google's name for the account: digits, always the same for the same address.</summary>
    public string Subject { get; } = SubjectOf(email);

    public GoogleCalendar Primary { get; } = primary;

    /// <summary>The form in which addresses are compared, null when it is none.</summary>
    public static string? Normalize(string? email) =>
        MailAddress.TryCreate(email?.Trim(), out var parsed) && parsed.Address == email!.Trim() && parsed.Address.Length <= 254
            ? parsed.Address.ToLowerInvariant()
            : null;

    public IReadOnlyList<ListedCalendar> Calendars()
    {
        lock (_gate)
        {
            return [.. _calendars];
        }
    }

    /// <summary>A calendar by its id or <c>primary</c>, null when it is not in the list.</summary>
    public ListedCalendar? Find(string calendarId)
    {
        lock (_gate)
        {
            return _calendars.Find(listed => calendarId == "primary"
                ? listed.IsPrimary
                : string.Equals(listed.Calendar.Id, calendarId, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Puts a calendar into the list or changes what it is there; false when the list is full.</summary>
    public bool Add(ListedCalendar listed)
    {
        lock (_gate)
        {
            var known = _calendars.FindIndex(other => other.Calendar == listed.Calendar);
            if (known >= 0)
            {
                _calendars[known] = listed;
                return true;
            }

            if (_calendars.Count >= MaxCalendars)
            {
                return false;
            }

            _calendars.Add(listed);
            return true;
        }
    }

    public IReadOnlyList<Invitation> Invitations()
    {
        lock (_gate)
        {
            return [.. _invitations];
        }
    }

    /// <summary>Records mails; the oldest are forgotten.</summary>
    public void Invite(IEnumerable<Invitation> invitations)
    {
        lock (_gate)
        {
            foreach (var invitation in invitations)
            {
                _invitations.Enqueue(invitation);
                if (_invitations.Count > MaxInvitations)
                {
                    _invitations.Dequeue();
                }
            }
        }
    }

    private static string SubjectOf(string email)
    {
        var number = new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(email)), isUnsigned: true);
        return "1" + (number % BigInteger.Pow(10, 20)).ToString("D20", System.Globalization.CultureInfo.InvariantCulture);
    }
}
