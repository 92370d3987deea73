using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace PeteRental.ServiceDefaults.Paging;

/// <summary>A page of a list that is walked by key, so that rows added or removed meanwhile neither repeat nor hide others.</summary>
/// <param name="Items">At most <c>limit</c> rows.</param>
/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>Makes a page of rows that were read with one more than the limit, which tells whether there is a next page.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, Cursor> cursorOf) =>
        rows.Count > limit ? new Page<T>([.. rows.Take(limit)], cursorOf(rows[limit - 1]).Encode()) : new Page<T>(rows, null);
}

/// <summary>The query parameters of a list.</summary>
public sealed class PageQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>Rows a page, 1 to 200; 50 when not given.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; set; }

    /// <summary>The <c>next_cursor</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; set; }

    /// <summary>The limit kept within its bounds.</summary>
    public int Size => Math.Clamp(Limit ?? DefaultLimit, 1, MaxLimit);

    /// <summary>Where to go on; false when the cursor is not one of ours.</summary>
    public bool TryGetStart(out Cursor? start)
    {
        start = null;
        if (string.IsNullOrEmpty(Cursor))
        {
            return true;
        }

        start = Paging.Cursor.Decode(Cursor);
        return start is not null;
    }
}

/// <summary>A place in a list ordered by an instant and then by id.</summary>
/// <param name="At">The instant of the last row seen.</param>
/// <param name="Id">The id of the last row seen.</param>
public sealed record Cursor(DateTimeOffset At, Guid Id)
{
    private const int TextLength = 16 + 32;

    /// <summary>Opaque text for a query string.</summary>
    public string Encode() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{At.UtcTicks:x16}{Id:N}"));

    /// <summary>The place, or null when the text is not one of ours.</summary>
    public static Cursor? Decode(string text)
    {
        Span<byte> bytes = stackalloc byte[TextLength];
        if (text.Length > 2 * TextLength || !Base64Url.IsValid(text, out var length) || length != TextLength
            || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            return null;
        }

        var decoded = Encoding.ASCII.GetString(bytes);
        return long.TryParse(decoded.AsSpan(0, 16), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(decoded.AsSpan(16), "N", out var id)
            ? new Cursor(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }
}
