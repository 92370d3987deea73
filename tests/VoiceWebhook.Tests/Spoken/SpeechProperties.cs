using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.Contracts.Calendar;
using PeteRental.VoiceWebhook.Spoken;

namespace PeteRental.VoiceWebhook.Tests.Spoken;

public class SpeechProperties
{
    private static readonly string[] Outcomes =
        [.. typeof(VoiceOutcome).GetFields().Select(field => (string)field.GetRawConstantValue()!), "unheard_of"];

    private static readonly string[] Decisions =
    [
        VoiceOutcome.Several, VoiceOutcome.NotFound, VoiceOutcome.SlotTaken, VoiceOutcome.OutsideHours, VoiceOutcome.Closed, VoiceOutcome.FullDay,
        VoiceOutcome.Notice, VoiceOutcome.Horizon, VoiceOutcome.Past, VoiceOutcome.PastYear, VoiceOutcome.UnclearTime, VoiceOutcome.Invalid,
    ];

    /// <summary>Anything that a model or a caller might put where words belong.</summary>
    private static readonly Gen<string?> AnyText = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string?>(),
        Gen.Choose(0, 0x10ffff).Where(code => code is < 0xd800 or > 0xdfff).Select(code => new Rune(code).ToString()).ListOf()
            .Select(runes => (string?)string.Concat(runes)),
        Gen.Elements<string?>(
            null, "", "118 Birchwood Ave, Apt 4", "a\r\nb\u2028c", "<img src=x onerror=alert(1)>", "# Heading\n* item\n[link](http://x.test)", "🏠🏡👨‍👩‍👧",
            new string('W', 5_000), string.Concat(Enumerable.Repeat("# & ", 500)), string.Concat(Enumerable.Repeat("nota ", 300)), "\ud83d", "a@b.test",
            new string('.', 40) + "@x.test", "|`~^\\{}_", "\u0001\u0000"));

    private static readonly Gen<DateTimeOffset> AnyTime =
        from minutes in Gen.Choose(0, 60 * 24 * 365 * 30)
        from offset in Gen.Choose(-14, 14)
        select new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(offset)).AddMinutes(minutes);

    private static readonly Gen<string> AnyZone = Gen.Elements("America/Chicago", "America/New_York", "Australia/Lord_Howe", "UTC", "Nowhere/Land", "");

    private static readonly Gen<Opening[]> Openings = AnyTime.Select(start => new Opening(start, start.AddMinutes(30))).ArrayOf();

    private static readonly Gen<SpokenAppointment> Appointments =
        from start in AnyTime
        from zone in AnyZone
        from address in AnyText
        from name in AnyText
        from email in AnyText
        from phone in AnyText
        from status in Gen.Elements("confirmed", "reserved", "held")
        select new SpokenAppointment(Guid.NewGuid(), status, start, start.AddMinutes(30), zone, address!, name!, email, phone);

    private static readonly Gen<VoiceBookingReply> Replies =
        from outcome in Gen.Elements(Outcomes)
        from zone in AnyZone
        from appointment in Gen.OneOf(Appointments.Select(known => (SpokenAppointment?)known), Gen.Constant<SpokenAppointment?>(null))
        from asked in Gen.OneOf(AnyTime.Select(time => (DateTimeOffset?)time), Gen.Constant<DateTimeOffset?>(null))
        from previous in Gen.OneOf(AnyTime.Select(time => (DateTimeOffset?)time), Gen.Constant<DateTimeOffset?>(null))
        from alternatives in Openings
        from candidates in Appointments.ArrayOf()
        select new VoiceBookingReply(outcome, zone, appointment, asked, previous, alternatives, candidates);

    private static readonly Gen<VoiceAvailabilityReply> Availabilities =
        from outcome in Gen.Elements(Outcomes)
        from zone in AnyZone
        from total in Gen.Choose(0, 100_000)
        from openings in Openings
        from later in Openings
        from date in Gen.Elements(null, "2026-11-24", "not a date", "2026-02-30")
        select new VoiceAvailabilityReply(outcome, zone, total, openings, later, date);

    private static readonly Gen<Speech> Speeches = Gen.Elements(Speech.In("en"), Speech.In("es"));

    [Fact]
    public void Whatever_happened_to_a_booking_is_said_in_one_plain_line() =>
        Prop.ForAll((from speech in Speeches from reply in Replies from caller in AnyText select (speech, reply, caller)).ToArbitrary(), given =>
            {
                var sentence = given.speech.Scheduling(given.reply, given.caller);
                return IsSayable(sentence)
                    && (!Decisions.Contains(given.reply.Outcome) || sentence.EndsWith('?'))
                    && !sentence.Contains(given.reply.Appointment?.AppointmentId.ToString() ?? "no id", StringComparison.OrdinalIgnoreCase);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Whatever_is_free_is_said_in_one_plain_line_that_ends_with_a_question() =>
        Prop.ForAll((from speech in Speeches from reply in Availabilities from address in AnyText select (speech, reply, address)).ToArbitrary(), given =>
                given.speech.Openings(given.reply, given.address) is var sentence && IsSayable(sentence) && sentence.EndsWith('?'))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void An_unproven_find_never_says_the_place() =>
        Prop.ForAll((from speech in Speeches from appointment in Appointments select (speech, appointment)).ToArbitrary(), given =>
                given.speech.FoundUnproven(given.appointment)
                == given.speech.FoundUnproven(given.appointment with { PropertyAddress = "x", AttendeeName = "y", AttendeeEmail = null, AttendeePhone = null }))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_situation_has_words_of_its_own_in_both_languages()
    {
        foreach (var speech in new[] { Speech.In("en"), Speech.In("es") })
        {
            var said = Enum.GetValues<Situation>().Select(speech.Say).ToList();
            Assert.All(said, sentence => Assert.True(IsSayable(sentence), sentence));
            Assert.Equal(said.Count, said.Distinct().Count());
        }
    }

    private static bool IsSayable(string sentence) =>
        sentence.Length is > 0 and < Speech.Longest
        && sentence.EnumerateRunes().All(IsSayable)
        && !sentence.Contains("  ", StringComparison.Ordinal);

    private static bool IsSayable(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || (Rune.GetUnicodeCategory(rune)) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
            or System.Globalization.UnicodeCategory.LetterNumber or System.Globalization.UnicodeCategory.OtherNumber
        || " ,.:'’-?¿".Contains(rune.ToString(), StringComparison.Ordinal);
}
