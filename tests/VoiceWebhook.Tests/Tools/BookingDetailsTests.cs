using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Spoken;
using PeteRental.VoiceWebhook.Tools;

namespace PeteRental.VoiceWebhook.Tests.Tools;

public class BookingDetailsTests
{
    private static readonly PhoneNumber Caller = PhoneNumber.Parse("+15550100187")!.Value;

    private static (BookingDetails? Details, Situation? Missing) Read(Dictionary<string, object?> changes, PhoneNumber? caller)
    {
        var all = new Dictionary<string, object?>
        {
            ["property_address"] = "118 Birchwood Ave",
            ["start_time"] = "tomorrow at 2",
            ["attendee_name"] = "Ana Lee",
        };
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        var details = BookingDetails.Read(ToolArguments.Read(JsonSerializer.SerializeToUtf8Bytes(all))!, caller, out var missing);
        return (details, details is null ? missing : null);
    }

    private static (BookingDetails? Details, Situation? Missing) Read(string field, object? value) => Read(new() { [field] = value }, Caller);

    [Fact]
    public void Name_address_and_time_are_enough_and_the_callers_number_is_the_contact()
    {
        var (details, _) = Read([], Caller);

        Assert.Equal(new BookingDetails("118 Birchwood Ave", "tomorrow at 2", "Ana Lee", null, Caller, null), details);
    }

    [Theory]
    [InlineData("property_address", null, Situation.AddressMissing)]
    [InlineData("property_address", "  \t ", Situation.AddressMissing)]
    [InlineData("property_address", "unknown", Situation.AddressMissing)]
    [InlineData("property_address", "🏠🏠", Situation.AddressMissing)]
    [InlineData("start_time", null, Situation.TimeMissing)]
    [InlineData("start_time", "null", Situation.TimeMissing)]
    [InlineData("attendee_name", null, Situation.NameMissing)]
    [InlineData("attendee_name", "\u0001\u0002", Situation.NameMissing)]
    [InlineData("attendee_name", "902", Situation.NameMissing)]
    [InlineData("attendee_name", "N/A", Situation.NameMissing)]
    [InlineData("attendee_email", "not an address", Situation.EmailUnusable)]
    [InlineData("attendee_email", "ana@home", Situation.EmailUnusable)]
    [InlineData("attendee_email", "ana@@home.test", Situation.EmailUnusable)]
    [InlineData("attendee_email", "ana@home.test\r\nBcc: x@y.test", Situation.EmailUnusable)]
    [InlineData("attendee_phone", "555-0199", Situation.PhoneUnusable)]
    public void The_first_thing_that_is_missing_or_unusable_is_asked_for(string field, string? value, Situation missing) =>
        Assert.Equal(missing, Read(field, value).Missing);

    [Fact]
    public void Something_of_another_type_is_asked_for_again()
    {
        Assert.Equal(Situation.NameMissing, Read("attendee_name", new[] { "Ana" }).Missing);
        Assert.Equal(Situation.TimeMissing, Read("start_time", new { d = 1 }).Missing);
        Assert.Equal(Situation.EmailUnusable, Read("attendee_email", new { }).Missing);
        Assert.Equal(Situation.PhoneUnusable, Read("attendee_phone", Array.Empty<int>()).Missing);
    }

    [Theory]
    [InlineData("attendee_name", 101)]
    [InlineData("property_address", 201)]
    [InlineData("start_time", 101)]
    public void Something_too_long_is_asked_for_again(string field, int length) =>
        Assert.NotNull(Read(field, new string('a', length)).Missing);

    [Theory]
    [InlineData("ana.lee@example.test", "ana.lee@example.test")]
    [InlineData("ana dot lee at example dot test", "ana.lee@example.test")]
    [InlineData("ana punto lee arroba example punto test", "ana.lee@example.test")]
    [InlineData("none", null)]
    [InlineData("not provided", null)]
    [InlineData("", null)]
    public void An_e_mail_address_may_be_dictated_or_left_out(string given, string? email)
    {
        var (details, _) = Read("attendee_email", given);

        Assert.Equal(email, details!.Email);
    }

    [Theory]
    [InlineData("(555) 010-0123", "+15550100123")]
    [InlineData("the number I'm calling from", "+15550100187")]
    [InlineData("unknown", "+15550100187")]
    public void A_number_given_is_the_contact_else_the_callers_own(string given, string phone)
    {
        var (details, _) = Read("attendee_phone", given);

        Assert.Equal(phone, details!.Phone?.Value);
    }

    [Fact]
    public void Without_any_number_there_is_none()
    {
        var (details, _) = Read([], caller: null);

        Assert.Null(details!.Phone);
    }

    [Fact]
    public void Control_characters_become_spaces_and_long_notes_are_cut()
    {
        var (details, _) = Read(new() { ["attendee_name"] = "Ana\r\n\u0000Lee\u202e", ["notes"] = new string('n', 3_000) }, Caller);

        Assert.Equal("Ana Lee", details!.Name);
        Assert.Equal(1_000, details.Notes!.Length);
    }

    [Fact]
    public void Whatever_is_given_is_either_asked_for_or_clean() =>
        Prop.ForAll<string?, string?, string?>((name, address, email) =>
            {
                var (details, missing) = Read(
                    new() { ["attendee_name"] = name, ["property_address"] = address, ["attendee_email"] = email, ["notes"] = name }, Caller);
                return details is null
                    ? missing is not null
                    : new[] { details.Name, details.Address, details.Email, details.Notes }.All(text => text is null || IsClean(text));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static bool IsClean(string text) =>
        text.Length is > 0 and <= 1_000 && text.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar) && text.Trim() == text;
}
