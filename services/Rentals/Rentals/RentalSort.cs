using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PeteRental.Rentals.Rentals;

/// <summary>An order of a list: an expression that an index of its own is kept in, and then the id.</summary>
internal sealed record RentalSort
{
    private RentalSort(string name, string expression, string type, bool isDescending, Func<string, bool> isKey) =>
        (Name, Expression, Type, IsDescending, IsKey) = (name, expression, type, isDescending, isKey);

    /// <summary>As a request names it.</summary>
    public string Name { get; }

    /// <summary>What is sorted by. Never null, so that a cursor can stand anywhere; what nobody says comes last.</summary>
    public string Expression { get; }

    /// <summary>Its type in the database.</summary>
    public string Type { get; }

    public bool IsDescending { get; }

    private Func<string, bool> IsKey { get; }

    public static readonly RentalSort Newest = new("newest", "created_at", "timestamptz", true, IsInstant);

    /// <summary>Every order.</summary>
    public static readonly IReadOnlyDictionary<string, RentalSort> All = new[]
    {
        Newest,
        new RentalSort("updated", "updated_at", "timestamptz", true, IsInstant),
        new RentalSort("price", "coalesce(price, 'Infinity')", "numeric", false, IsNumber),
        new RentalSort("-price", "coalesce(price, -1)", "numeric", true, IsNumber),
        new RentalSort("bedrooms", "coalesce(bedrooms, 'Infinity')", "numeric", false, IsNumber),
        new RentalSort("available_date", "available_from", "date", false, IsDate),
    }.ToDictionary(sort => sort.Name);

    /// <summary>The order for a statement.</summary>
    public string OrderBy => IsDescending ? $"{Expression} DESC, id DESC" : $"{Expression}, id";

    /// <summary>Only rows behind a cursor.</summary>
    public string Behind => $"({Expression}, id) {(IsDescending ? "<" : ">")} (@key::{Type}, @afterId)";

    /// <summary>A place behind a row, for the next request.</summary>
    public string Cursor(string key, Guid id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Name}|{key}|{id:N}"));

    /// <summary>The place that a cursor of this order names; null when it is none.</summary>
    public RentalPlace? Read(string cursor)
    {
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts.Length == 3 && parts[0] == Name && IsKey(parts[1]) && Guid.TryParseExact(parts[2], "N", out var id) ? new RentalPlace(parts[1], id) : null;
    }

    private static bool IsNumber(string key) => key == "Infinity" || decimal.TryParse(key, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsDate(string key) =>
        key is "infinity" or "-infinity" || DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsInstant(string key) =>
        DateTime.TryParseExact(key, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The key of a row as text that reads back as the same.</summary>
    public string KeyText => Type == "timestamptz" ? $"to_char({Expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')" : $"({Expression})::text";
}

/// <summary>A place in a list.</summary>
/// <param name="Key">What is sorted by, of the last row seen.</param>
/// <param name="Id">Its id.</param>
internal sealed record RentalPlace(string Key, Guid Id);
