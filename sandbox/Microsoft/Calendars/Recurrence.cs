using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using PeteRental.Sandbox.Microsoft.Graph;

namespace PeteRental.Sandbox.Microsoft.Calendars;

/// <summary>The pattern of a series. Exchange has more of them; these are the ones that the sandbox expands.</summary>
internal enum RecurrenceKind
{
    Daily,
    Weekly,
    AbsoluteMonthly,
}

/// <summary>When a series takes place: dates only, since its wall time stays the same over all changes of the clocks.</summary>
/// <param name="Kind">The pattern.</param>
/// <param name="Interval">Every so many days, weeks or months.</param>
/// <param name="Days">Of the week, for weekly series.</param>
/// <param name="FirstDay">Where weeks begin, which matters from every second week on.</param>
/// <param name="DayOfMonth">For monthly series; a shorter month has it on its last day.</param>
/// <param name="Start">Not before.</param>
/// <param name="End">Not after.</param>
/// <param name="Count">Not more.</param>
internal sealed record Recurrence(
    RecurrenceKind Kind, int Interval, IReadOnlySet<IsoDayOfWeek> Days, IsoDayOfWeek FirstDay, int DayOfMonth,
    LocalDate Start, LocalDate? End, int? Count)
{
    private const int MostOccurrences = 999;

    /// <summary>The dates until <paramref name="last"/>, in order, exceptions not taken out.</summary>
    public IEnumerable<LocalDate> Dates(LocalDate last)
    {
        var until = End is { } end && end < last ? end : last;
        return Candidates(until).SkipWhile(date => date < Start).TakeWhile(date => date <= until).Take(Count ?? int.MaxValue);
    }

    /// <summary>As Graph writes it.</summary>
    public JsonObject ToJson(string zone) => new()
    {
        ["pattern"] = new JsonObject
        {
            ["type"] = Kind switch { RecurrenceKind.Daily => "daily", RecurrenceKind.Weekly => "weekly", _ => "absoluteMonthly" },
            ["interval"] = Interval,
            ["month"] = 0,
            ["dayOfMonth"] = DayOfMonth,
            ["daysOfWeek"] = Days.Count == 0 ? null : new JsonArray([.. Days.Order().Select(day => JsonValue.Create(NameOf(day)))]),
            ["firstDayOfWeek"] = NameOf(FirstDay),
            ["index"] = "first",
        },
        ["range"] = new JsonObject
        {
            ["type"] = End is not null ? "endDate" : Count is not null ? "numbered" : "noEnd",
            ["startDate"] = LocalDatePattern.Iso.Format(Start),
            ["endDate"] = LocalDatePattern.Iso.Format(End ?? new LocalDate(1, 1, 1)),
            ["recurrenceTimeZone"] = zone,
            ["numberOfOccurrences"] = Count ?? 0,
        },
    };

    /// <summary>Reads one whose shape was checked.</summary>
    /// <param name="value">pattern and range.</param>
    /// <param name="start">The date on which the series' first event is.</param>
    public static Outcome<Recurrence, GraphError> Read(JsonElement value, LocalDate start)
    {
        var pattern = value.GetProperty("pattern");
        var range = value.GetProperty("range");
        RecurrenceKind? kind = Text(pattern, "type") switch
        {
            "daily" => RecurrenceKind.Daily,
            "weekly" => RecurrenceKind.Weekly,
            "absoluteMonthly" => RecurrenceKind.AbsoluteMonthly,
            _ => null,
        };
        if (kind is null)
        {
            return Wrong("The sandbox expands daily, weekly and absoluteMonthly series only.");
        }

        var days = pattern.TryGetProperty("daysOfWeek", out var named) && named.ValueKind == JsonValueKind.Array
            ? named.EnumerateArray().Select(day => DayOf(day.GetString())).OfType<IsoDayOfWeek>().ToHashSet()
            : [];
        var recurrence = new Recurrence(
            kind.Value, Number(pattern, "interval") ?? 1, kind == RecurrenceKind.Weekly ? days : [],
            DayOf(Text(pattern, "firstDayOfWeek")) ?? IsoDayOfWeek.Sunday,
            kind == RecurrenceKind.AbsoluteMonthly ? Number(pattern, "dayOfMonth") ?? 0 : 0, start,
            Text(range, "type") == "endDate" ? DateOf(range, "endDate") : null,
            Text(range, "type") == "numbered" ? Number(range, "numberOfOccurrences") : null);
        return recurrence.Check(DateOf(range, "startDate"), Text(range, "type")) is { } wrong ? Wrong(wrong) : recurrence;
    }

    private string? Check(LocalDate? startDate, string? rangeType) => this switch
    {
        _ when startDate != Start => "The startDate of the range is the date of the event's start.",
        { Interval: < 1 or > 99 } => "The interval is from 1 to 99.",
        { Kind: RecurrenceKind.Weekly, Days.Count: 0 } => "A weekly series needs daysOfWeek.",
        { Kind: RecurrenceKind.AbsoluteMonthly, DayOfMonth: < 1 or > 31 } => "A monthly series needs dayOfMonth, from 1 to 31.",
        _ when rangeType == "endDate" && (End is null || End < Start) => "The endDate is a date that is not before the startDate.",
        _ when rangeType == "numbered" && Count is null or < 1 or > MostOccurrences => "A numbered series needs numberOfOccurrences, from 1 to 999.",
        _ => null,
    };

    private IEnumerable<LocalDate> Candidates(LocalDate until) => Kind switch
    {
        RecurrenceKind.Daily => Steps(until, step => Start.PlusDays(step * Interval)),
        RecurrenceKind.Weekly => Steps(until, step => WeekOf(Start).PlusWeeks(step * Interval)).SelectMany(week =>
            Enumerable.Range(0, 7).Select(week.PlusDays).Where(date => Days.Contains(date.DayOfWeek))),
        _ => Steps(until, step => Start.With(DateAdjusters.StartOfMonth).PlusMonths(step * Interval)).Select(month =>
            month.PlusDays(Math.Min(DayOfMonth, month.Calendar.GetDaysInMonth(month.Year, month.Month)) - 1)),
    };

    private static IEnumerable<LocalDate> Steps(LocalDate until, Func<int, LocalDate> at)
    {
        for (var step = 0; at(step) is var date && date <= until; step++)
        {
            yield return date;
        }
    }

    private LocalDate WeekOf(LocalDate date) => date.DayOfWeek == FirstDay ? date : date.Previous(FirstDay);

    private static GraphError Wrong(string message) => GraphError.BadRequest("ErrorInvalidRecurrence", message);

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static LocalDate? DateOf(JsonElement of, string name) =>
        Text(of, name) is { } text && LocalDatePattern.Iso.Parse(text) is { Success: true } date ? date.Value : null;

    private static IsoDayOfWeek? DayOf(string? name) => Enum.TryParse<IsoDayOfWeek>(name, ignoreCase: true, out var day) && Enum.IsDefined(day) && day != IsoDayOfWeek.None ? day : null;

    private static string NameOf(IsoDayOfWeek day) => day.ToString().ToLowerInvariant();
}
