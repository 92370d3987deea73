using System.Globalization;

namespace PeteRental.Calendar.Providers.Google;

/// <summary>A path of the API with its query, everything escaped: ids of calendars hold <c>@</c> and <c>#</c>.</summary>
/// <param name="Path">So far.</param>
internal readonly record struct GoogleQuery(string Path)
{
    /// <summary>The events of a calendar.</summary>
    public static GoogleQuery EventsOf(DiaryAddress diary) => new($"calendars/{Uri.EscapeDataString(diary.DiaryId)}/events");

    /// <summary>One event of a calendar.</summary>
    public static GoogleQuery EventOf(DiaryAddress diary, string eventId) => new($"{EventsOf(diary).Path}/{Uri.EscapeDataString(eventId)}");

    /// <summary>With a parameter more; none when it has no value.</summary>
    public GoogleQuery With(string name, string? value) =>
        value is null ? this : new($"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}");

    /// <summary>With a parameter more.</summary>
    public GoogleQuery With(string name, int value) => With(name, value.ToString(CultureInfo.InvariantCulture));
}
