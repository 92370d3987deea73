using NodaTime;
using PeteRental.Sandbox.Google.Calendar;

namespace PeteRental.Sandbox.Google;

/// <summary>The accounts by address. Whoever is named has one: nothing needs to be set up before a test.</summary>
internal sealed class GoogleAccounts(TimeProvider time)
{
    /// <summary>Where accounts live until they are told otherwise.</summary>
    public const string DefaultZone = "America/Chicago";

    private const int Capacity = 2_000;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, GoogleAccount> _accounts = [];
    private readonly Dictionary<string, GoogleCalendar> _calendars = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The account of an address in its normal form; see <see cref="GoogleAccount.Normalize"/>.</summary>
    public GoogleAccount Get(string email)
    {
        lock (_gate)
        {
            if (_accounts.TryGetValue(email, out var known))
            {
                return known;
            }

            var primary = new GoogleCalendar(email, email, email, Zone(DefaultZone)!, time);
            var account = new GoogleAccount(email, primary);
            _accounts.Add(email, account);
            _calendars[email] = primary;
            if (_accounts.Count > Capacity)
            {
                Forget(_accounts.GetAt(0).Key);
            }

            return account;
        }
    }

    public bool Has(string email)
    {
        lock (_gate)
        {
            return _accounts.ContainsKey(email);
        }
    }

    /// <summary>A calendar by its id, whoever owns it.</summary>
    public GoogleCalendar? FindCalendar(string id)
    {
        lock (_gate)
        {
            return _calendars.GetValueOrDefault(id);
        }
    }

    /// <summary>A calendar of that id: the one there is, or a new one of this owner.</summary>
    public GoogleCalendar GetCalendar(string id, string owner, string summary, DateTimeZone zone)
    {
        lock (_gate)
        {
            if (!_calendars.TryGetValue(id, out var calendar))
            {
                calendar = new GoogleCalendar(id, owner, summary, zone, time);
                _calendars.Add(id, calendar);
            }

            return calendar;
        }
    }

    /// <summary>Forgets everybody and everything.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _accounts.Clear();
            _calendars.Clear();
        }
    }

    /// <summary>A zone of the IANA database, null when there is none of that name.</summary>
    public static DateTimeZone? Zone(string? id) => id is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    private void Forget(string email)
    {
        _accounts.Remove(email);
        foreach (var calendar in _calendars.Values.Where(calendar => calendar.Owner == email).ToList())
        {
            _calendars.Remove(calendar.Id);
        }
    }
}
