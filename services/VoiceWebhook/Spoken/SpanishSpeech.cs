using System.Globalization;
using NodaTime;
using PeteRental.Contracts.Calendar;

namespace PeteRental.VoiceWebhook.Spoken;

/// <summary>Spanish as it is spoken in the United States, with the polite form of address.</summary>
internal sealed class SpanishSpeech : Speech
{
    internal static readonly SymbolWords Words = new("número", "y", "arroba", "punto", "guion", "guion bajo", "más");

    private static readonly string[] Days = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
    internal static readonly string[] Months =
    [
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ];

    /// <inheritdoc />
    public override HomeSpeech Homes { get; } = new SpanishHomes();

    private protected override SymbolWords Symbols => Words;

    public override string Say(Situation situation) => situation switch
    {
        Situation.CalendarAway => "Lo siento, ahora mismo no puedo consultar el calendario. ¿Lo intentamos de nuevo en un minuto?",
        Situation.StillChecking => "Lo siento, todavía lo estoy revisando y tarda más de lo normal. ¿Me da un momento y me lo pide otra vez?",
        Situation.AgentUnknown => "Lo siento, esta línea todavía no está lista para reservar visitas. Por favor, comuníquese directamente con la oficina.",
        Situation.AgentInactive => "Lo siento, esta línea no está tomando reservas en este momento. Por favor, comuníquese directamente con la oficina.",
        Situation.ToolUnknown =>
            "Lo siento, eso no lo puedo hacer. Puedo buscar horarios libres, reservar una visita o cambiarla. ¿Qué desea?",
        Situation.CallUnreadable => "Lo siento, no le entendí bien. ¿Me lo puede repetir?",
        Situation.TooManyAtOnce => "Lo siento, fueron muchas cosas a la vez. ¿Vamos una por una?",
        Situation.HomesAway =>
            "Lo siento, ahora mismo no puedo buscar viviendas. Si conoce la dirección, le busco un horario para visitarla. ¿Cuál es la dirección?",
        Situation.HomeMissing => "¿De qué vivienda quiere saber más?",
        Situation.CallbackNotAvailable =>
            "Lo siento, todavía no puedo pedir que le devuelvan la llamada, pero puedo buscarle un horario para una visita. ¿Le parece bien?",
        Situation.NameMissing => "¿Me puede dar su nombre para la visita, por favor?",
        Situation.AddressMissing => "¿Qué dirección le gustaría visitar?",
        Situation.TimeMissing => "¿Qué día y a qué hora le queda bien?",
        Situation.EmailUnusable => "Lo siento, no anoté bien ese correo electrónico. ¿Me lo puede deletrear?",
        Situation.PhoneUnusable => "Lo siento, no anoté bien ese número de teléfono. ¿Me lo puede repetir dígito por dígito?",
        Situation.CallerNumberHidden =>
            "No veo el número desde el que llama, así que no puedo cambiar una visita en esta llamada. ¿Puede llamar desde su propio teléfono, o usar el enlace de su confirmación?",
        Situation.OtherNumber =>
            "Por privacidad, solo puedo hablar de las visitas que están con el número desde el que llama. ¿Quiere que busque esas?",
        Situation.NumberAndNameMissing => "Con gusto la busco. ¿A qué número de teléfono y a qué nombre está la visita?",
        Situation.NothingUnderNumberAndName => "No encuentro ninguna visita próxima con ese nombre y número. ¿Quiere reservar una?",
        Situation.NobodyOnThisLine => "Lo siento, en este momento nadie puede atender su llamada. Por favor, intente más tarde.",
        _ => "Lo siento, algo no funciona en este momento. ¿Lo intentamos de nuevo en un minuto?",
    };

    private protected override string OffersOpenings(IReadOnlyList<LocalDateTime> openings, int more, string? home)
    {
        var lead = home is null ? "Tengo" : $"Para {home} tengo";
        var rest = more switch
        {
            0 => "",
            1 => ", y hay un horario más",
            _ => string.Create(CultureInfo.InvariantCulture, $", y hay {more} horarios más"),
        };
        return openings.Count == 1 && more == 0
            ? $"{lead} un solo horario, {Moments(openings)}. ¿Se lo reservo?"
            : $"{lead} {Moments(openings)}{rest}. ¿Cuál le queda mejor?";
    }

    private protected override string HasNoOpenings(LocalDate? day, IReadOnlyList<LocalDateTime> later)
    {
        var lead = day is { } known ? $"Lo siento, no tengo nada libre {Day(known)}." : "Lo siento, no tengo nada libre en ese tiempo.";
        return later.Count == 0
            ? $"{lead} ¿Quiere probar otro día, o prefiere que le devuelvan la llamada?"
            : $"{lead} Lo más próximo es {Moments(later)}. ¿Le sirve, o prefiere que le devuelvan la llamada?";
    }

    private protected override string DayIsOver(LocalDate? day, IReadOnlyList<LocalDateTime> later)
    {
        var lead = day is { } known ? $"La fecha que pidió, {Day(known)}, ya pasó." : "Ese día ya pasó.";
        return later.Count == 0
            ? $"{lead} ¿Qué día prefiere?"
            : $"{lead} Lo más próximo es {Moments(later)}. ¿Le sirve?";
    }

    private protected override string DayUnclear() =>
        "Lo siento, no entendí qué día quiere. ¿Qué día le gustaría, por ejemplo este viernes o el próximo martes?";

    private protected override string Booked(Viewing viewing, Contact contact, bool isReserved)
    {
        var name = viewing.Name is null ? "" : $", {viewing.Name}";
        return isReserved
            ? $"Gracias{name}. Le aparté {Moment(viewing.At)} para visitar {HomeOf(viewing)}. {Unconfirmed(contact)}"
            : $"Todo listo{name}. Reservé su visita a {HomeOf(viewing)} para {Moment(viewing.At)}. {Destination(contact)}";
    }

    private protected override string Moved(Viewing viewing, LocalDateTime? previous, Contact contact, bool isReserved)
    {
        var from = previous is { } known ? $" Antes era {Moment(known)}." : "";
        return isReserved
            ? $"Le aparté el nuevo horario: su visita a {HomeOf(viewing)} sería {Moment(viewing.At)}.{from} {Unconfirmed(contact)}"
            : $"Listo. Su visita a {HomeOf(viewing)} ahora es {Moment(viewing.At)}.{from} {Destination(contact)}";
    }

    private protected override string Cancelled(Viewing viewing) =>
        $"Su visita a {HomeOf(viewing)}, {Moment(viewing.At)}, está cancelada. ¿Quiere reservar otro horario?";

    private protected override string Found(Viewing viewing, bool isReserved) => isReserved
        ? $"Tiene apartado {Moment(viewing.At)} para visitar {HomeOf(viewing)}, pero todavía no está confirmado. ¿Quiere dejarlo así, cambiarlo o cancelarlo?"
        : $"Tiene una visita a {HomeOf(viewing)} {Moment(viewing.At)}. ¿Quiere dejarla así, cambiarla o cancelarla?";

    private protected override string HasViewingAt(LocalDateTime at) =>
        $"Hay una visita con ese nombre y número {Moment(at)}. La dirección está en su confirmación. ¿Le puedo ayudar en algo más?";

    private protected override string Several(IReadOnlyList<Viewing> viewings, int more)
    {
        var list = viewings.Select(viewing => $"{HomeOf(viewing)} {Moment(viewing.At)}").ToList();
        var rest = more == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" y {more} más");
        return $"Tiene visitas a {Join(list, more == 0 ? "y" : "")}{rest}. ¿A cuál se refiere?";
    }

    private protected override string NotFound() =>
        "No encuentro ninguna visita próxima con el número desde el que llama. ¿Quiere reservar una?";

    private protected override string? Refusal(string outcome, LocalDateTime? asked)
    {
        var time = asked is { } known ? Moment(known) : "ese horario";
        var day = asked is { } local ? Day(local.Date) : "ese día";
        return outcome switch
        {
            VoiceOutcome.SlotTaken or VoiceOutcome.None => $"Lo siento, {time} ya está ocupado.",
            VoiceOutcome.OutsideHours => $"Lo siento, {time} está fuera del horario de visitas.",
            VoiceOutcome.Closed => $"Lo siento, {day} no hay visitas.",
            VoiceOutcome.FullDay => $"Lo siento, {day} ya está completo.",
            VoiceOutcome.Notice => $"Lo siento, {time} es demasiado pronto para organizarlo.",
            VoiceOutcome.Horizon => $"Lo siento, {time} queda demasiado lejos para reservarlo todavía.",
            VoiceOutcome.Past => $"Lo siento, {time} ya pasó.",
            _ => null,
        };
    }

    private protected override string Alternatives(IReadOnlyList<LocalDateTime> alternatives) => alternatives.Count switch
    {
        0 => "¿Qué otro día quiere que busque?",
        1 => $"Lo más cercano es {Moments(alternatives)}. ¿Le sirve?",
        _ => $"Le puedo ofrecer {Moments(alternatives)}. ¿Le sirve alguno?",
    };

    private protected override string MeantThisYear(LocalDateTime asked) => $"Esa fecha ya pasó. ¿Quiso decir {Moment(asked)}?";

    private protected override string TimeUnclear(IReadOnlyList<LocalDateTime> alternatives)
    {
        var offer = alternatives.Count == 0 ? "" : $"Le puedo ofrecer {Moments(alternatives)}. ";
        return $"Lo siento, no entendí el día y la hora. {offer}¿Cuándo le gustaría venir?";
    }

    private protected override string DetailsUnusable() =>
        "Lo siento, algunos datos no me llegaron bien. ¿Me repite su nombre, la dirección y la hora?";

    private protected override string CalendarUnavailable() =>
        "Lo siento, ahora no puedo consultar el calendario, así que no puedo fijar un horario. ¿Quiere que le devuelvan la llamada?";

    // A reserved time may turn out to be taken: then the caller is offered others in the same way.
    private static string Unconfirmed(Contact contact)
    {
        var phone = contact.IsCallersPhone ? "al número desde el que llama" : $"al número que termina en {contact.LastDigits}";
        var email = contact.Email ?? "el correo que me dio";
        return (contact.HasEmail, contact.HasPhone) switch
        {
            (_, true) => $"Todavía no está confirmado: le llegará un mensaje de texto {phone} para confirmarlo u ofrecerle otro horario.",
            (true, false) => $"Todavía no está confirmado: le llegará un correo a {email} para confirmarlo u ofrecerle otro horario.",
            _ => "Todavía no está confirmado, y no tengo un teléfono ni un correo para avisarle, así que por favor llame otra vez para saberlo.",
        };
    }

    private static string Destination(Contact contact)
    {
        var phone = contact.IsCallersPhone ? "al número desde el que llama" : $"al número que termina en {contact.LastDigits}";
        var email = contact.Email ?? "el correo que me dio";
        return (contact.HasEmail, contact.HasPhone) switch
        {
            (true, true) => $"Le llegará la confirmación a {email}, y por mensaje de texto {phone}.",
            (true, false) => $"Le llegará la confirmación a {email}.",
            (false, true) => $"Le llegará la confirmación por mensaje de texto {phone}.",
            _ => "No tengo un teléfono ni un correo para la confirmación, así que por favor anótelo.",
        };
    }

    private static string HomeOf(Viewing viewing) => viewing.Home ?? "la vivienda";

    private static string Day(LocalDate day) => $"el {Days[(int)day.DayOfWeek - 1]} {day.Day} de {Months[day.Month - 1]}";

    private static string Time(LocalTime time)
    {
        var hour = time.Hour % 12 == 0 ? 12 : time.Hour % 12;
        var part = (time.Hour, time.Minute) switch
        {
            (12, 0) => "del mediodía",
            ( < 6, _) => "de la madrugada",
            ( < 12, _) => "de la mañana",
            ( < 20, _) => "de la tarde",
            _ => "de la noche",
        };
        var clock = time.Minute == 0
            ? hour.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{hour}:{time.Minute:00}");
        return $"a {(hour == 1 ? "la" : "las")} {clock} {part}";
    }

    private static string Moment(LocalDateTime moment) => $"{Day(moment.Date)} {Time(moment.TimeOfDay)}";

    private static string Moments(IReadOnlyList<LocalDateTime> moments)
    {
        var days = moments.GroupBy(moment => moment.Date)
            .Select(day => $"{Day(day.Key)} {Join([.. day.Select(moment => Time(moment.TimeOfDay))], "o")}");
        return Join([.. days], "o");
    }

    private static string Join(List<string> items, string last) => items.Count switch
    {
        0 => "",
        1 => items[0],
        _ when last.Length == 0 => string.Join(", ", items),
        _ => $"{string.Join(", ", items[..^1])} {last} {items[^1]}",
    };
}
