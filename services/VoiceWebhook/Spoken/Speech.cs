using System.Globalization;
using NodaTime;
using PeteRental.Contracts.Calendar;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>Answers that depend on nothing but the situation.</summary>
public enum Situation
{
    /// <summary>The calendar does not answer.</summary>
    CalendarAway,

    /// <summary>A tool takes longer than a caller waits.</summary>
    StillChecking,

    /// <summary>No agent of the workspace belongs to this call.</summary>
    AgentUnknown,

    /// <summary>The agent is switched off.</summary>
    AgentInactive,

    /// <summary>There is no such tool.</summary>
    ToolUnknown,

    /// <summary>The tool call cannot be read.</summary>
    CallUnreadable,

    /// <summary>More tool calls in one message than are run.</summary>
    TooManyAtOnce,

    /// <summary>Homes cannot be looked up right now.</summary>
    HomesAway,

    /// <summary>Nothing says which home is meant.</summary>
    HomeMissing,

    /// <summary>Call-backs cannot be arranged yet.</summary>
    CallbackNotAvailable,

    /// <summary>A booking needs a name.</summary>
    NameMissing,

    /// <summary>A booking needs an address.</summary>
    AddressMissing,

    /// <summary>A booking needs a time.</summary>
    TimeMissing,

    /// <summary>What was given as an e-mail address is none.</summary>
    EmailUnusable,

    /// <summary>What was given as a phone number is none.</summary>
    PhoneUnusable,

    /// <summary>Nothing proves whose viewing it is: the call shows no number.</summary>
    CallerNumberHidden,

    /// <summary>The number asked about is not the caller's.</summary>
    OtherNumber,

    /// <summary>A web caller may look a viewing up with number and name.</summary>
    NumberAndNameMissing,

    /// <summary>No coming viewing under the number and name that a web caller gave.</summary>
    NothingUnderNumberAndName,

    /// <summary>No agent takes calls to this number.</summary>
    NobodyOnThisLine,
}

/// <summary>
/// Every sentence that a caller hears from us, in their language. Pure: values in, one line out: no line breaks, no markup,
/// no ids, under 600 characters, a question at the end when it is the caller's turn to decide, and times in the calendar's zone
/// with weekday, month, day and hour, so that a misunderstanding is heard while it can still be put right.
/// </summary>
public abstract class Speech
{
    /// <summary>No answer is this long or longer.</summary>
    public const int Longest = PlainWords.LongestAnswer;

    private const int LongestHome = 100;
    private const int LongestName = 40;
    private const int LongestEmail = 48;

    private static readonly EnglishSpeech English = new();
    private static readonly SpanishSpeech Spanish = new();

    private protected Speech()
    {
    }

    private protected abstract SymbolWords Symbols { get; }

    /// <summary>What is said about homes, in the same language.</summary>
    public abstract HomeSpeech Homes { get; }

    /// <summary>The speech of a language tag; English unless it is Spanish.</summary>
    public static Speech In(string? language) =>
        language is not null && language.StartsWith("es", StringComparison.OrdinalIgnoreCase) ? Spanish : English;

    /// <summary>The answer to a situation.</summary>
    public abstract string Say(Situation situation);

    /// <summary>What is free.</summary>
    /// <param name="reply">What Calendar found.</param>
    /// <param name="address">The home, in the caller's words; null when none was named.</param>
    public string Openings(VoiceAvailabilityReply reply, string? address)
    {
        var clock = new WallClock(reply.Timezone);
        var day = DayOf(reply.Date);
        return PlainWords.OneLine(reply.Outcome switch
        {
            VoiceOutcome.Ok when reply.Openings.Count > 0 => OffersOpenings(
                clock.Read(reply.Openings), Math.Max(0, reply.TotalSlots - Math.Min(reply.Openings.Count, WallClock.Most)), Home(address)),
            VoiceOutcome.Ok or VoiceOutcome.None => HasNoOpenings(day, clock.Read(reply.NextLater)),
            VoiceOutcome.Past => DayIsOver(day, clock.Read(reply.NextLater)),
            VoiceOutcome.UnclearTime => DayUnclear(),
            VoiceOutcome.CalendarUnavailable => CalendarUnavailable(),
            _ => Say(Situation.CalendarAway),
        });
    }

    /// <summary>What became of a booking, a change, a cancellation or a look-up.</summary>
    /// <param name="reply">What Calendar did.</param>
    /// <param name="callerNumber">The number the call comes from, E.164; null when it shows none.</param>
    public string Scheduling(VoiceBookingReply reply, string? callerNumber)
    {
        var clock = new WallClock(reply.Timezone);
        return PlainWords.OneLine(reply.Appointment is { } appointment
            ? Settled(reply, clock, appointment, callerNumber)
            : Unsettled(reply, clock));
    }

    /// <summary>A viewing found for a web caller, who gave a number and a name but proved neither: the time, never the place.</summary>
    public string FoundUnproven(SpokenAppointment appointment) =>
        PlainWords.OneLine(HasViewingAt(new WallClock(appointment.Timezone).Read(appointment.StartTime)));

    private protected abstract string OffersOpenings(IReadOnlyList<LocalDateTime> openings, int more, string? home);

    private protected abstract string HasNoOpenings(LocalDate? day, IReadOnlyList<LocalDateTime> later);

    private protected abstract string DayIsOver(LocalDate? day, IReadOnlyList<LocalDateTime> later);

    private protected abstract string DayUnclear();

    private protected abstract string Booked(Viewing viewing, Contact contact, bool isReserved);

    private protected abstract string Moved(Viewing viewing, LocalDateTime? previous, Contact contact, bool isReserved);

    private protected abstract string Cancelled(Viewing viewing);

    private protected abstract string Found(Viewing viewing, bool isReserved);

    private protected abstract string HasViewingAt(LocalDateTime at);

    private protected abstract string Several(IReadOnlyList<Viewing> viewings, int more);

    private protected abstract string NotFound();

    /// <summary>Why a time is refused, as one sentence; null when the reason is not one we know.</summary>
    private protected abstract string? Refusal(string outcome, LocalDateTime? asked);

    private protected abstract string Alternatives(IReadOnlyList<LocalDateTime> alternatives);

    private protected abstract string MeantThisYear(LocalDateTime asked);

    private protected abstract string TimeUnclear(IReadOnlyList<LocalDateTime> alternatives);

    private protected abstract string DetailsUnusable();

    /// <summary>The connected calendar cannot be asked, and nothing is promised without it.</summary>
    private protected abstract string CalendarUnavailable();

    private string Settled(VoiceBookingReply reply, WallClock clock, SpokenAppointment appointment, string? callerNumber)
    {
        var viewing = ViewingOf(appointment, clock);
        var isReserved = appointment.Status == "reserved";
        return reply.Outcome switch
        {
            VoiceOutcome.Booked or VoiceOutcome.Reserved => Booked(
                viewing, ContactOf(appointment, callerNumber), isReserved || reply.Outcome == VoiceOutcome.Reserved),
            VoiceOutcome.Rescheduled => Moved(viewing, clock.Read(reply.PreviousStart), ContactOf(appointment, callerNumber), isReserved),
            VoiceOutcome.Cancelled => Cancelled(viewing),
            VoiceOutcome.Found => Found(viewing, isReserved),
            _ => Unsettled(reply, clock),
        };
    }

    private string Unsettled(VoiceBookingReply reply, WallClock clock)
    {
        var asked = clock.Read(reply.RequestedStart);
        var alternatives = clock.Read(reply.Alternatives);
        return reply.Outcome switch
        {
            VoiceOutcome.Several => Several(
                [.. reply.Candidates.Take(WallClock.Most).Select(candidate => ViewingOf(candidate, clock))],
                Math.Max(0, reply.Candidates.Count - WallClock.Most)),
            VoiceOutcome.NotFound => NotFound(),
            VoiceOutcome.PastYear when asked is { } corrected => MeantThisYear(corrected),
            VoiceOutcome.PastYear or VoiceOutcome.UnclearTime => TimeUnclear(alternatives),
            VoiceOutcome.Invalid => DetailsUnusable(),
            VoiceOutcome.CalendarUnavailable => CalendarUnavailable(),
            var outcome => Refusal(outcome, asked) is { } refusal ? $"{refusal} {Alternatives(alternatives)}" : Say(Situation.CalendarAway),
        };
    }

    private Viewing ViewingOf(SpokenAppointment appointment, WallClock clock) =>
        new(clock.Read(appointment.StartTime), Home(appointment.PropertyAddress), PlainWords.Of(appointment.AttendeeName, LongestName, Symbols));

    private Contact ContactOf(SpokenAppointment appointment, string? callerNumber)
    {
        var phone = appointment.AttendeePhone;
        var digits = phone is { Length: >= 4 } ? string.Join(' ', phone[^4..].Where(char.IsAsciiDigit)) : "";
        return new Contact(
            HasEmail: !string.IsNullOrWhiteSpace(appointment.AttendeeEmail),
            Email: PlainWords.OfEmail(appointment.AttendeeEmail, LongestEmail, Symbols),
            HasPhone: digits.Length > 0,
            IsCallersPhone: phone is not null && phone == callerNumber,
            LastDigits: digits);
    }

    private string? Home(string? address) => PlainWords.Of(address, LongestHome, Symbols);

    private static LocalDate? DayOf(string? date) =>
        DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? LocalDate.FromDateOnly(day)
            : null;

    /// <summary>A viewing as it is said: when, where, who. Place and name are null when nothing sayable is left of them.</summary>
    private protected readonly record struct Viewing(LocalDateTime At, string? Home, string? Name);

    /// <summary>Where the confirmation goes.</summary>
    private protected readonly record struct Contact(bool HasEmail, string? Email, bool HasPhone, bool IsCallersPhone, string LastDigits);
}
