using System.Globalization;

namespace PeteRental.Calendar.Providers.Microsoft;

/// <summary>
/// The mark on events of ours: their <c>transactionId</c>, such as <c>0198…af-0</c>, a viewing and how often an event was made for it.
/// It makes creating idempotent, it can never be changed, it comes with every event that Graph tells of (also in delta, which expands no
/// extended properties), and a copy that somebody makes of the event does not have it.
/// </summary>
internal static class EventMark
{
    private const int IdLength = 32;

    /// <summary>The mark of a viewing's event.</summary>
    public static string Of(Guid appointmentId, int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"{appointmentId:N}-{generation}");

    /// <summary>The viewing of a mark; null when the event is somebody else's.</summary>
    public static Guid? Read(string? transactionId) =>
        transactionId is { Length: > IdLength + 1 } && transactionId[IdLength] == '-'
        && int.TryParse(transactionId.AsSpan(IdLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && Guid.TryParseExact(transactionId.AsSpan(0, IdLength), "N", out var appointmentId)
            ? appointmentId : null;
}
