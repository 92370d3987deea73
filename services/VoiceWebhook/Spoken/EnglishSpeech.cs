using System.Globalization;
using NodaTime;
using PeteRental.Contracts.Calendar;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>English as a kind receptionist speaks it.</summary>
internal sealed class EnglishSpeech : Speech
{
    // Spelled out, so that what callers hear does not depend on a machine's locale data.
    internal static readonly SymbolWords Words = new("number", "and", "at", "dot", "dash", "underscore", "plus");

    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    internal static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ];

    /// <inheritdoc />
    public override HomeSpeech Homes { get; } = new EnglishHomes();

    private protected override SymbolWords Symbols => Words;

    public override string Say(Situation situation) => situation switch
    {
        Situation.CalendarAway => "I'm sorry, I can't reach the calendar right now. Could we try that again in a minute?",
        Situation.StillChecking => "I'm sorry, I'm still checking and it's taking longer than usual. Could you give me a moment and ask me again?",
        Situation.AgentUnknown => "I'm sorry, this line isn't set up for viewings yet. Please contact the office directly.",
        Situation.AgentInactive => "I'm sorry, this line isn't taking bookings at the moment. Please contact the office directly.",
        Situation.ToolUnknown => "I'm sorry, that's not something I can do. I can check open times, book a viewing, or change one. What would you like?",
        Situation.CallUnreadable => "I'm sorry, I didn't get all of that. Could you say it once more?",
        Situation.TooManyAtOnce => "I'm sorry, that was a lot at once. Could we take it one thing at a time?",
        Situation.HomesAway =>
            "I'm sorry, I can't look up homes right now. If you know the address, I can find a time for you to see it. Which address is it?",
        Situation.HomeMissing => "Which home would you like to hear about?",
        Situation.CallbackNotAvailable =>
            "I'm sorry, I can't arrange a call back just yet, but I can find you a time for a viewing. Would you like that?",
        Situation.NameMissing => "May I have your name for the viewing, please?",
        Situation.AddressMissing => "Which address would you like to see?",
        Situation.TimeMissing => "Which day and time would suit you?",
        Situation.EmailUnusable => "I'm sorry, I didn't get that e-mail address right. Could you spell it for me?",
        Situation.PhoneUnusable => "I'm sorry, I didn't get that phone number right. Could you say it again, digit by digit?",
        Situation.CallerNumberHidden =>
            "I can't see which number you're calling from, so I can't change a viewing on this call. Could you call from your own phone, or use the link in your confirmation?",
        Situation.OtherNumber =>
            "For everyone's privacy, I can only talk about viewings under the number you're calling from. Would you like me to look those up?",
        Situation.NumberAndNameMissing => "I can look that up. What phone number and what name is the viewing under?",
        Situation.NothingUnderNumberAndName => "I don't see an upcoming viewing under that name and number. Would you like to book one?",
        Situation.NobodyOnThisLine => "I'm sorry, nobody can take your call on this line right now. Please try again later.",
        _ => "I'm sorry, something isn't working right now. Could we try that again in a minute?",
    };

    private protected override string OffersOpenings(IReadOnlyList<LocalDateTime> openings, int more, string? home)
    {
        var lead = home is null ? "I have" : $"For {home}, I have";
        var rest = more switch
        {
            0 => "",
            1 => ", and one more time is open",
            _ => string.Create(CultureInfo.InvariantCulture, $", and {more} more times are open"),
        };
        return openings.Count == 1 && more == 0
            ? $"{lead} one opening, {Moments(openings)}. Shall I book it for you?"
            : $"{lead} {Moments(openings)}{rest}. Which works best for you?";
    }

    private protected override string HasNoOpenings(LocalDate? day, IReadOnlyList<LocalDateTime> later)
    {
        var lead = day is { } known ? $"I'm sorry, I have nothing open on {Day(known)}." : "I'm sorry, I have nothing open in that time.";
        return later.Count == 0
            ? $"{lead} Would you like to try another day, or have someone call you back?"
            : $"{lead} The next I have is {Moments(later)}. Would that work, or would you rather have someone call you back?";
    }

    private protected override string DayIsOver(LocalDate? day, IReadOnlyList<LocalDateTime> later)
    {
        var lead = day is { } known ? $"{Day(known)} has already passed." : "That day has already passed.";
        return later.Count == 0
            ? $"{lead} Which day would you like instead?"
            : $"{lead} The next I have is {Moments(later)}. Would that work for you?";
    }

    private protected override string DayUnclear() =>
        "I'm sorry, I didn't catch which day you meant. Which day would you like, this Friday or next Tuesday for example?";

    private protected override string Booked(Viewing viewing, Contact contact, bool isReserved)
    {
        var name = viewing.Name is null ? "" : $", {viewing.Name}";
        return isReserved
            ? $"Thank you{name}. I've reserved {Moment(viewing.At)} for you to see {HomeOf(viewing)}. {Unconfirmed(contact)}"
            : $"You're all set{name}. I've booked your viewing of {HomeOf(viewing)} on {Moment(viewing.At)}. {Destination(contact)}";
    }

    private protected override string Moved(Viewing viewing, LocalDateTime? previous, Contact contact, bool isReserved)
    {
        var from = previous is { } known ? $" from {Moment(known)}" : "";
        return isReserved
            ? $"I've reserved the new time: your viewing of {HomeOf(viewing)} moves{from} to {Moment(viewing.At)}. {Unconfirmed(contact)}"
            : $"Done. Your viewing of {HomeOf(viewing)} has moved{from} to {Moment(viewing.At)}. {Destination(contact)}";
    }

    private protected override string Cancelled(Viewing viewing) =>
        $"Your viewing of {HomeOf(viewing)} on {Moment(viewing.At)} is cancelled. Would you like to book another time?";

    private protected override string Found(Viewing viewing, bool isReserved) => isReserved
        ? $"{Moment(viewing.At)} is reserved for you to see {HomeOf(viewing)}, but it isn't confirmed yet. Would you like to keep it, move it, or cancel it?"
        : $"You're booked to see {HomeOf(viewing)} on {Moment(viewing.At)}. Would you like to keep it, move it, or cancel it?";

    private protected override string HasViewingAt(LocalDateTime at) =>
        $"There is a viewing under that name and number on {Moment(at)}. The address is in your confirmation. Is there anything else I can help with?";

    private protected override string Several(IReadOnlyList<Viewing> viewings, int more)
    {
        var list = viewings.Select(viewing => $"{HomeOf(viewing)} on {Moment(viewing.At)}").ToList();
        var rest = more == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", and {more} more");
        return $"You have viewings of {Join(list, more == 0 ? "and" : "")}{rest}. Which one do you mean?";
    }

    private protected override string NotFound() =>
        "I don't see an upcoming viewing under the number you're calling from. Would you like to book one?";

    private protected override string? Refusal(string outcome, LocalDateTime? asked)
    {
        var time = asked is { } known ? Moment(known) : "that time";
        var day = asked is { } local ? Day(local.Date) : "that day";
        return outcome switch
        {
            VoiceOutcome.SlotTaken or VoiceOutcome.None => $"I'm sorry, {time} is already taken.",
            VoiceOutcome.OutsideHours => $"I'm sorry, {time} is outside our viewing hours.",
            VoiceOutcome.Closed => $"I'm sorry, there are no viewings on {day}.",
            VoiceOutcome.FullDay => $"I'm sorry, {day} has no more room.",
            VoiceOutcome.Notice => $"I'm sorry, {time} is too soon for us to arrange.",
            VoiceOutcome.Horizon => $"I'm sorry, {time} is further ahead than I can book.",
            VoiceOutcome.Past => $"I'm sorry, {time} has already passed.",
            _ => null,
        };
    }

    private protected override string Alternatives(IReadOnlyList<LocalDateTime> alternatives) => alternatives.Count switch
    {
        0 => "Which other day would you like me to look at?",
        1 => $"The nearest I have is {Moments(alternatives)}. Would that work for you?",
        _ => $"I could offer {Moments(alternatives)}. Would one of those work for you?",
    };

    private protected override string MeantThisYear(LocalDateTime asked) =>
        $"That date is in the past. Did you mean {Moment(asked)}?";

    private protected override string TimeUnclear(IReadOnlyList<LocalDateTime> alternatives)
    {
        var offer = alternatives.Count == 0 ? "" : $"I could offer {Moments(alternatives)}. ";
        return $"I'm sorry, I didn't catch the day and time. {offer}When would you like to come?";
    }

    private protected override string DetailsUnusable() =>
        "I'm sorry, some of those details didn't come through. Could you give me your name, the address, and the time once more?";

    private protected override string CalendarUnavailable() =>
        "I'm sorry, I can't reach the calendar right now, so I can't arrange a time. Would you like someone to call you back?";

    // A reserved time may turn out to be taken: then the caller is offered others in the same way.
    private static string Unconfirmed(Contact contact)
    {
        var phone = contact.IsCallersPhone ? "the number you're calling from" : $"the number ending in {contact.LastDigits}";
        var email = contact.Email ?? "the e-mail address you gave me";
        return (contact.HasEmail, contact.HasPhone) switch
        {
            (_, true) => $"It isn't confirmed yet: you'll get a text at {phone} that confirms it or offers you another time.",
            (true, false) => $"It isn't confirmed yet: you'll get an e-mail to {email} that confirms it or offers you another time.",
            _ => "It isn't confirmed yet, and I have no phone number or e-mail address to tell you by, so please call again to hear whether it is.",
        };
    }

    private static string Destination(Contact contact)
    {
        var phone = contact.IsCallersPhone ? "the number you're calling from" : $"the number ending in {contact.LastDigits}";
        var email = contact.Email ?? "the e-mail address you gave me";
        return (contact.HasEmail, contact.HasPhone) switch
        {
            (true, true) => $"The confirmation goes to {email}, and by text to {phone}.",
            (true, false) => $"The confirmation goes to {email}.",
            (false, true) => $"You'll get the confirmation by text at {phone}.",
            _ => "I have no phone number or e-mail address for the confirmation, so please make a note of it.",
        };
    }

    private static string HomeOf(Viewing viewing) => viewing.Home ?? "the home";

    private static string Day(LocalDate day) => $"{Days[(int)day.DayOfWeek - 1]}, {Months[day.Month - 1]} {day.Day}";

    private static string Time(LocalTime time) => time.ToString(time.Minute == 0 ? "h tt" : "h:mm tt", CultureInfo.InvariantCulture);

    private static string Moment(LocalDateTime moment) => $"{Day(moment.Date)} at {Time(moment.TimeOfDay)}";

    // Times of one day are said with the day once: "Tuesday, November 24 at 10 AM or 2 PM".
    private static string Moments(IReadOnlyList<LocalDateTime> moments)
    {
        var days = moments.GroupBy(moment => moment.Date)
            .Select(day => $"{Day(day.Key)} at {Join([.. day.Select(moment => Time(moment.TimeOfDay))], "or")}");
        return Join([.. days], "or");
    }

    private static string Join(List<string> items, string last) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ when last.Length == 0 => string.Join(", ", items),
        2 when !items[0].Contains(',', StringComparison.Ordinal) => $"{items[0]} {last} {items[1]}",
        _ => $"{string.Join(", ", items[..^1])}, {last} {items[^1]}",
    };
}
