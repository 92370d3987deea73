using System.Text.RegularExpressions;
using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi.Schema;

/// <summary>Phone numbers: those imported from Twilio. The other providers' are refused.</summary>
internal static partial class PhoneNumberShape
{
    private static readonly Rule E164Number = new TextRule(
        Accepts: text => E164().IsMatch(text),
        Says: "must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).");

    private static readonly ShapeRule Transfer = Shape(
        ("type", Text), ("message", Any), ("callerId", UpTo(40)), ("transferPlan", Anything), ("description", Text)).Needs("type");

    private static readonly Rule Fallback = new ChoiceRule(
        "type",
        ("number", Transfer.With(("number", Length(3, 40)), ("extension", Length(1, 10)), ("numberE164CheckEnabled", Flag)).Needs("number")),
        ("sip", Transfer.With(("sipUri", Text), ("sipHeaders", Anything)).Needs("sipUri")));

    private static readonly ShapeRule Twilio = Shape(
        ("provider", OneOf("twilio")),
        ("number", E164Number),
        ("twilioAccountSid", Text), ("twilioAuthToken", Text), ("twilioApiKey", Text), ("twilioApiSecret", Text),
        ("name", UpTo(40)),
        ("assistantId", Text), ("workflowId", Text), ("squadId", Text),
        ("server", ServerShape.Server),
        ("smsEnabled", Flag),
        ("fallbackDestination", Fallback),
        ("hooks", ListOf(Anything))).Needs("provider", "number", "twilioAccountSid");

    /// <summary>An import.</summary>
    public static Rule Imported { get; } = new ChoiceRule("provider", ("twilio", Twilio));

    /// <summary>A change: the provider may be named, and stays.</summary>
    public static Rule Changed { get; } = Twilio.NeedsNothing();

    /// <summary>A number as the whole world writes it: <c>+15550100200</c>.</summary>
    public static bool IsE164(string? text) => text is not null && E164().IsMatch(text);

    [GeneratedRegex(@"\A\+[1-9]\d{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();
}
