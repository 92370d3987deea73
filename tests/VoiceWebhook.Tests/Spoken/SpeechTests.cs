using PeteRental.Contracts.Calendar;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tests.Spoken;

/// <summary>What callers hear, word for word, in both languages.</summary>
public class SpeechTests
{
    private const string Zone = "America/Chicago";
    private const string Home = "118 Birchwood Ave, Apt 4";
    private const string Caller = "+15550100187";

    private static readonly Opening Tuesday10 = At("2026-11-24T10:00:00-06:00");
    private static readonly Opening Tuesday14 = At("2026-11-24T14:00:00-06:00");
    private static readonly Opening Wednesday14 = At("2026-11-25T14:30:00-06:00");
    private static readonly Opening Friday9 = At("2026-11-27T09:00:00-06:00");

    private static Opening At(string start) => new(DateTimeOffset.Parse(start, null), DateTimeOffset.Parse(start, null).AddMinutes(30));

    private static VoiceAvailabilityReply Availability(
        string outcome, int total = 0, Opening[]? openings = null, Opening[]? later = null, string? date = null) =>
        new(outcome, Zone, total, openings ?? [], later ?? [], date);

    private static SpokenAppointment Viewing(
        Opening at, string status = "confirmed", string? email = null, string? phone = Caller, string home = Home, string name = "Renée O'Connor") =>
        new(Guid.CreateVersion7(), status, at.StartTime, at.EndTime, Zone, home, name, email, phone);

    private static VoiceBookingReply Reply(
        string outcome,
        SpokenAppointment? appointment = null,
        Opening? asked = null,
        Opening? previous = null,
        Opening[]? alternatives = null,
        SpokenAppointment[]? candidates = null) =>
        new(outcome, Zone, appointment, asked?.StartTime, previous?.StartTime, alternatives ?? [], candidates ?? []);

    private static void Says(string english, string spanish, Func<Speech, string> say)
    {
        Assert.Equal(english, say(Speech.In("en")));
        Assert.Equal(spanish, say(Speech.In("es-MX")));
    }

    [Fact]
    public void Openings_on_several_days() => Says(
        "For 118 Birchwood Ave, Apt 4, I have Tuesday, November 24 at 10 AM, Wednesday, November 25 at 2:30 PM, or Friday, November 27 at 9 AM, and 41 more times are open. Which works best for you?",
        "Para 118 Birchwood Ave, Apt 4 tengo el martes 24 de noviembre a las 10 de la mañana, el miércoles 25 de noviembre a las 2:30 de la tarde o el viernes 27 de noviembre a las 9 de la mañana, y hay 41 horarios más. ¿Cuál le queda mejor?",
        speech => speech.Openings(Availability("ok", 44, [Tuesday10, Wednesday14, Friday9]), Home));

    [Fact]
    public void Openings_of_one_day_name_the_day_once() => Says(
        "I have Tuesday, November 24 at 10 AM or 2 PM. Which works best for you?",
        "Tengo el martes 24 de noviembre a las 10 de la mañana o a las 2 de la tarde. ¿Cuál le queda mejor?",
        speech => speech.Openings(Availability("ok", 2, [Tuesday10, Tuesday14]), null));

    [Fact]
    public void A_single_opening_is_offered_for_booking() => Says(
        "I have one opening, Tuesday, November 24 at 10 AM. Shall I book it for you?",
        "Tengo un solo horario, el martes 24 de noviembre a las 10 de la mañana. ¿Se lo reservo?",
        speech => speech.Openings(Availability("ok", 1, [Tuesday10]), null));

    [Fact]
    public void No_opening_offers_the_next_ones_and_a_call_back() => Says(
        "I'm sorry, I have nothing open on Saturday, November 28. The next I have is Tuesday, November 24 at 10 AM, or Friday, November 27 at 9 AM. Would that work, or would you rather have someone call you back?",
        "Lo siento, no tengo nada libre el sábado 28 de noviembre. Lo más próximo es el martes 24 de noviembre a las 10 de la mañana o el viernes 27 de noviembre a las 9 de la mañana. ¿Le sirve, o prefiere que le devuelvan la llamada?",
        speech => speech.Openings(Availability("none", later: [Tuesday10, Friday9], date: "2026-11-28"), null));

    [Fact]
    public void No_opening_at_all_offers_another_day_and_a_call_back() => Says(
        "I'm sorry, I have nothing open in that time. Would you like to try another day, or have someone call you back?",
        "Lo siento, no tengo nada libre en ese tiempo. ¿Quiere probar otro día, o prefiere que le devuelvan la llamada?",
        speech => speech.Openings(Availability("none"), null));

    [Fact]
    public void A_day_in_the_past() => Says(
        "Friday, October 2 has already passed. Which day would you like instead?",
        "La fecha que pidió, el viernes 2 de octubre, ya pasó. ¿Qué día prefiere?",
        speech => speech.Openings(Availability("past", date: "2026-10-02"), null));

    [Fact]
    public void An_unclear_day() => Says(
        "I'm sorry, I didn't catch which day you meant. Which day would you like, this Friday or next Tuesday for example?",
        "Lo siento, no entendí qué día quiere. ¿Qué día le gustaría, por ejemplo este viernes o el próximo martes?",
        speech => speech.Openings(Availability("unclear_time"), null));

    [Fact]
    public void Booked_with_the_callers_own_number() => Says(
        "You're all set, Renée O'Connor. I've booked your viewing of 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM. You'll get the confirmation by text at the number you're calling from.",
        "Todo listo, Renée O'Connor. Reservé su visita a 118 Birchwood Ave, Apt 4 para el martes 24 de noviembre a las 10 de la mañana. Le llegará la confirmación por mensaje de texto al número desde el que llama.",
        speech => speech.Scheduling(Reply("booked", Viewing(Tuesday10)), Caller));

    [Fact]
    public void Booked_with_an_e_mail_address_and_another_number() => Says(
        "You're all set, Renée O'Connor. I've booked your viewing of 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM. The confirmation goes to renee dot o underscore c at example dot test, and by text to the number ending in 0 1 2 3.",
        "Todo listo, Renée O'Connor. Reservé su visita a 118 Birchwood Ave, Apt 4 para el martes 24 de noviembre a las 10 de la mañana. Le llegará la confirmación a renee punto o guion bajo c arroba example punto test, y por mensaje de texto al número que termina en 0 1 2 3.",
        speech => speech.Scheduling(Reply("booked", Viewing(Tuesday10, email: "renee.o_c@example.test", phone: "+15550100123")), Caller));

    [Fact]
    public void Booked_without_any_contact_asks_to_make_a_note() => Says(
        "You're all set, Renée O'Connor. I've booked your viewing of 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM. I have no phone number or e-mail address for the confirmation, so please make a note of it.",
        "Todo listo, Renée O'Connor. Reservé su visita a 118 Birchwood Ave, Apt 4 para el martes 24 de noviembre a las 10 de la mañana. No tengo un teléfono ni un correo para la confirmación, así que por favor anótelo.",
        speech => speech.Scheduling(Reply("booked", Viewing(Tuesday10, phone: null)), null));

    [Fact]
    public void Reserved_says_that_it_is_not_confirmed_yet() => Says(
        "Thank you, Renée O'Connor. I've reserved Tuesday, November 24 at 10 AM for you to see 118 Birchwood Ave, Apt 4. It isn't confirmed yet: you'll get a text at the number you're calling from that confirms it or offers you another time.",
        "Gracias, Renée O'Connor. Le aparté el martes 24 de noviembre a las 10 de la mañana para visitar 118 Birchwood Ave, Apt 4. Todavía no está confirmado: le llegará un mensaje de texto al número desde el que llama para confirmarlo u ofrecerle otro horario.",
        speech => speech.Scheduling(Reply("reserved", Viewing(Tuesday10, status: "reserved")), Caller));

    [Fact]
    public void Reserved_is_confirmed_by_e_mail_when_there_is_no_number() => Says(
        "Thank you, Renée O'Connor. I've reserved Tuesday, November 24 at 10 AM for you to see 118 Birchwood Ave, Apt 4. It isn't confirmed yet: you'll get an e-mail to ann at home dot test that confirms it or offers you another time.",
        "Gracias, Renée O'Connor. Le aparté el martes 24 de noviembre a las 10 de la mañana para visitar 118 Birchwood Ave, Apt 4. Todavía no está confirmado: le llegará un correo a ann arroba home punto test para confirmarlo u ofrecerle otro horario.",
        speech => speech.Scheduling(Reply("reserved", Viewing(Tuesday10, status: "reserved", email: "ann@home.test", phone: null)), null));

    [Fact]
    public void Reserved_without_any_contact_promises_no_message() => Says(
        "Thank you, Renée O'Connor. I've reserved Tuesday, November 24 at 10 AM for you to see 118 Birchwood Ave, Apt 4. It isn't confirmed yet, and I have no phone number or e-mail address to tell you by, so please call again to hear whether it is.",
        "Gracias, Renée O'Connor. Le aparté el martes 24 de noviembre a las 10 de la mañana para visitar 118 Birchwood Ave, Apt 4. Todavía no está confirmado, y no tengo un teléfono ni un correo para avisarle, así que por favor llame otra vez para saberlo.",
        speech => speech.Scheduling(Reply("reserved", Viewing(Tuesday10, status: "reserved", phone: null)), null));

    [Fact]
    public void A_calendar_that_cannot_be_asked_is_not_booked_but_a_call_back_is_offered()
    {
        Says(
            "I'm sorry, I can't reach the calendar right now, so I can't arrange a time. Would you like someone to call you back?",
            "Lo siento, ahora no puedo consultar el calendario, así que no puedo fijar un horario. ¿Quiere que le devuelvan la llamada?",
            speech => speech.Scheduling(Reply("calendar_unavailable", asked: Tuesday10), Caller));
        Says(
            "I'm sorry, I can't reach the calendar right now, so I can't arrange a time. Would you like someone to call you back?",
            "Lo siento, ahora no puedo consultar el calendario, así que no puedo fijar un horario. ¿Quiere que le devuelvan la llamada?",
            speech => speech.Openings(Availability("calendar_unavailable"), Home));
    }

    [Fact]
    public void Found_but_only_reserved() => Says(
        "Tuesday, November 24 at 10 AM is reserved for you to see 118 Birchwood Ave, Apt 4, but it isn't confirmed yet. Would you like to keep it, move it, or cancel it?",
        "Tiene apartado el martes 24 de noviembre a las 10 de la mañana para visitar 118 Birchwood Ave, Apt 4, pero todavía no está confirmado. ¿Quiere dejarlo así, cambiarlo o cancelarlo?",
        speech => speech.Scheduling(Reply("found", Viewing(Tuesday10, status: "reserved")), Caller));

    [Fact]
    public void Only_a_booking_is_called_booked()
    {
        foreach (var outcome in typeof(VoiceOutcome).GetFields().Select(field => (string)field.GetRawConstantValue()!).Except(["booked", "found"]))
        {
            Assert.DoesNotContain("booked", Speech.In("en").Scheduling(Reply(outcome, asked: Tuesday10), Caller), StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(
            Enum.GetValues<Situation>(), situation => Speech.In("en").Say(situation).Contains("booked", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_taken_time_comes_with_alternatives() => Says(
        "I'm sorry, Tuesday, November 24 at 10 AM is already taken. I could offer Tuesday, November 24 at 2 PM, Wednesday, November 25 at 2:30 PM, or Friday, November 27 at 9 AM. Would one of those work for you?",
        "Lo siento, el martes 24 de noviembre a las 10 de la mañana ya está ocupado. Le puedo ofrecer el martes 24 de noviembre a las 2 de la tarde, el miércoles 25 de noviembre a las 2:30 de la tarde o el viernes 27 de noviembre a las 9 de la mañana. ¿Le sirve alguno?",
        speech => speech.Scheduling(Reply("slot_taken", asked: Tuesday10, alternatives: [Tuesday14, Wednesday14, Friday9]), Caller));

    [Theory]
    [InlineData("outside_hours", "I'm sorry, Tuesday, November 24 at 10 AM is outside our viewing hours.", "Lo siento, el martes 24 de noviembre a las 10 de la mañana está fuera del horario de visitas.")]
    [InlineData("closed", "I'm sorry, there are no viewings on Tuesday, November 24.", "Lo siento, el martes 24 de noviembre no hay visitas.")]
    [InlineData("full_day", "I'm sorry, Tuesday, November 24 has no more room.", "Lo siento, el martes 24 de noviembre ya está completo.")]
    [InlineData("notice", "I'm sorry, Tuesday, November 24 at 10 AM is too soon for us to arrange.", "Lo siento, el martes 24 de noviembre a las 10 de la mañana es demasiado pronto para organizarlo.")]
    [InlineData("horizon", "I'm sorry, Tuesday, November 24 at 10 AM is further ahead than I can book.", "Lo siento, el martes 24 de noviembre a las 10 de la mañana queda demasiado lejos para reservarlo todavía.")]
    [InlineData("past", "I'm sorry, Tuesday, November 24 at 10 AM has already passed.", "Lo siento, el martes 24 de noviembre a las 10 de la mañana ya pasó.")]
    public void Each_refusal_gives_its_reason_and_the_nearest_time(string outcome, string english, string spanish) => Says(
        english + " The nearest I have is Friday, November 27 at 9 AM. Would that work for you?",
        spanish + " Lo más cercano es el viernes 27 de noviembre a las 9 de la mañana. ¿Le sirve?",
        speech => speech.Scheduling(Reply(outcome, asked: Tuesday10, alternatives: [Friday9]), Caller));

    [Fact]
    public void A_refusal_without_alternatives_asks_for_another_day() => Says(
        "I'm sorry, that time is already taken. Which other day would you like me to look at?",
        "Lo siento, ese horario ya está ocupado. ¿Qué otro día quiere que busque?",
        speech => speech.Scheduling(Reply("slot_taken"), Caller));

    [Fact]
    public void A_year_that_is_over_is_asked_back_with_the_next_such_date() => Says(
        "That date is in the past. Did you mean Tuesday, November 24 at 10 AM?",
        "Esa fecha ya pasó. ¿Quiso decir el martes 24 de noviembre a las 10 de la mañana?",
        speech => speech.Scheduling(Reply("past_year", asked: Tuesday10), Caller));

    [Fact]
    public void An_unclear_time_is_asked_again() => Says(
        "I'm sorry, I didn't catch the day and time. When would you like to come?",
        "Lo siento, no entendí el día y la hora. ¿Cuándo le gustaría venir?",
        speech => speech.Scheduling(Reply("unclear_time"), Caller));

    [Fact]
    public void Unusable_details_are_asked_again() => Says(
        "I'm sorry, some of those details didn't come through. Could you give me your name, the address, and the time once more?",
        "Lo siento, algunos datos no me llegaron bien. ¿Me repite su nombre, la dirección y la hora?",
        speech => speech.Scheduling(Reply("invalid"), Caller));

    [Fact]
    public void Moved_says_from_when_to_when() => Says(
        "Done. Your viewing of 118 Birchwood Ave, Apt 4 has moved from Tuesday, November 24 at 10 AM to Friday, November 27 at 9 AM. You'll get the confirmation by text at the number you're calling from.",
        "Listo. Su visita a 118 Birchwood Ave, Apt 4 ahora es el viernes 27 de noviembre a las 9 de la mañana. Antes era el martes 24 de noviembre a las 10 de la mañana. Le llegará la confirmación por mensaje de texto al número desde el que llama.",
        speech => speech.Scheduling(Reply("rescheduled", Viewing(Friday9), previous: Tuesday10), Caller));

    [Fact]
    public void Moved_but_only_reserved() => Says(
        "I've reserved the new time: your viewing of 118 Birchwood Ave, Apt 4 moves from Tuesday, November 24 at 10 AM to Friday, November 27 at 9 AM. It isn't confirmed yet: you'll get a text at the number you're calling from that confirms it or offers you another time.",
        "Le aparté el nuevo horario: su visita a 118 Birchwood Ave, Apt 4 sería el viernes 27 de noviembre a las 9 de la mañana. Antes era el martes 24 de noviembre a las 10 de la mañana. Todavía no está confirmado: le llegará un mensaje de texto al número desde el que llama para confirmarlo u ofrecerle otro horario.",
        speech => speech.Scheduling(Reply("rescheduled", Viewing(Friday9, status: "reserved"), previous: Tuesday10), Caller));

    [Fact]
    public void Cancelled_offers_another_time() => Says(
        "Your viewing of 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM is cancelled. Would you like to book another time?",
        "Su visita a 118 Birchwood Ave, Apt 4, el martes 24 de noviembre a las 10 de la mañana, está cancelada. ¿Quiere reservar otro horario?",
        speech => speech.Scheduling(Reply("cancelled", Viewing(Tuesday10)), Caller));

    [Fact]
    public void Found_asks_what_to_do_with_it() => Says(
        "You're booked to see 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM. Would you like to keep it, move it, or cancel it?",
        "Tiene una visita a 118 Birchwood Ave, Apt 4 el martes 24 de noviembre a las 10 de la mañana. ¿Quiere dejarla así, cambiarla o cancelarla?",
        speech => speech.Scheduling(Reply("found", Viewing(Tuesday10)), Caller));

    [Fact]
    public void Found_for_somebody_who_proved_nothing_does_not_say_where() => Says(
        "There is a viewing under that name and number on Tuesday, November 24 at 10 AM. The address is in your confirmation. Is there anything else I can help with?",
        "Hay una visita con ese nombre y número el martes 24 de noviembre a las 10 de la mañana. La dirección está en su confirmación. ¿Le puedo ayudar en algo más?",
        speech => speech.FoundUnproven(Viewing(Tuesday10)));

    [Fact]
    public void Several_viewings_are_listed_to_choose_from() => Says(
        "You have viewings of 118 Birchwood Ave, Apt 4 on Tuesday, November 24 at 10 AM, and 902 Larkspur Ct on Friday, November 27 at 9 AM. Which one do you mean?",
        "Tiene visitas a 118 Birchwood Ave, Apt 4 el martes 24 de noviembre a las 10 de la mañana y 902 Larkspur Ct el viernes 27 de noviembre a las 9 de la mañana. ¿A cuál se refiere?",
        speech => speech.Scheduling(Reply("several", candidates: [Viewing(Tuesday10), Viewing(Friday9, home: "902 Larkspur Ct")]), Caller));

    [Fact]
    public void Nothing_found_offers_to_book() => Says(
        "I don't see an upcoming viewing under the number you're calling from. Would you like to book one?",
        "No encuentro ninguna visita próxima con el número desde el que llama. ¿Quiere reservar una?",
        speech => speech.Scheduling(Reply("not_found"), Caller));

    [Theory]
    [InlineData("2026-11-24T12:00:00-06:00", "at 12 PM", "a las 12 del mediodía")]
    [InlineData("2026-11-24T12:30:00-06:00", "12:30 PM", "a las 12:30 de la tarde")]
    [InlineData("2026-11-24T13:05:00-06:00", "1:05 PM", "a la 1:05 de la tarde")]
    [InlineData("2026-11-24T00:00:00-06:00", "at 12 AM", "a las 12 de la madrugada")]
    [InlineData("2026-11-24T20:00:00-06:00", "8 PM", "a las 8 de la noche")]
    public void Hours_are_said_as_people_say_them(string start, string english, string spanish)
    {
        var reply = Availability("ok", 1, [At(start)]);

        Assert.Contains(english, Speech.In("en").Openings(reply, null), StringComparison.Ordinal);
        Assert.Contains(spanish, Speech.In("es").Openings(reply, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_said_in_the_calendars_zone_whatever_offset_they_come_with()
    {
        var reply = Availability("ok", 1, [At("2026-11-24T16:00:00+00:00")]);

        Assert.Contains("Tuesday, November 24 at 10 AM", Speech.In(null).Openings(reply, null), StringComparison.Ordinal);
        Assert.Contains("at 4 PM", Speech.In(null).Openings(reply with { Timezone = "Nowhere/Land" }, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<b>118 Birch</b><script>alert(1)</script> 🏠 #4\r\n", "118 Birch alert 1 number 4")]
    [InlineData("**12** Oak & Elm_St `x`", "12 Oak and Elm St x")]
    [InlineData("Robert'); DROP TABLE appointments;--", "Robert' DROP TABLE appointments")]
    [InlineData("Zoë\u0301\u0301\u0301\u0301\u0301 王小明", "Zoë\u0301\u0301 王小明")]
    [InlineData("--- ...", null)]
    [InlineData("\u202e\u200b\u0007", null)]
    public void Addresses_and_names_are_said_as_plain_words(string raw, string? words) =>
        Assert.Equal(words, PlainWords.Of(raw, 100, new SymbolWords("number", "and", "at", "dot", "dash", "underscore", "plus")));

    [Fact]
    public void An_outcome_that_is_not_known_is_an_apology_and_no_success() => Says(
        "I'm sorry, I can't reach the calendar right now. Could we try that again in a minute?",
        "Lo siento, ahora mismo no puedo consultar el calendario. ¿Lo intentamos de nuevo en un minuto?",
        speech => speech.Scheduling(Reply("something_new", Viewing(Tuesday10)), Caller));
}
