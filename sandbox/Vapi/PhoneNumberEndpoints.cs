using System.Text.Json;
using PeteRental.Sandbox.Twilio;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Phone numbers, as at <c>https://api.vapi.ai/phone-number</c>.</summary>
internal static class PhoneNumberEndpoints
{
    private static readonly JsonElement Active = JsonSerializer.SerializeToElement("active");

    /// <summary>Maps <c>/vapi/phone-number</c>.</summary>
    public static void MapPhoneNumbers(this IEndpointRouteBuilder vapi)
    {
        var group = vapi.MapGroup("/phone-number").WithTags("Vapi: phone numbers");
        group.MapGet("/", List).WithSummary("Phone numbers, latest first").WithDescription("With the Twilio auth token, as the real one answers them.");
        group.MapPost("/", Import).WithSummary("Imports a number from Twilio")
            .WithDescription(
                "The credentials have to be good at /twilio and the number owned there. A number that this account has already is refused with 400.");
        group.MapGet("/{id}", Get).WithSummary("One phone number");
        group.MapPatch("/{id}", Update).WithSummary("Changes a phone number").WithDescription("assistantId null takes it away from its assistant.");
        group.MapDelete("/{id}", Delete).WithSummary("Deletes a phone number and answers it");
    }

    private static VapiReply List(VapiAccount account, ListQuery query) => account.PhoneNumbers.List(query);

    private static VapiReply Import(VapiAccount account, VapiBody body)
    {
        if (body.Check(PhoneNumberShape.Imported) is { Count: > 0 } refusals)
        {
            return VapiReply.BadRequest(refusals);
        }

        var number = body.Text("number")!;
        var sid = body.Text("twilioAccountSid")!;
        if (!TwilioCredentials.AreGood(sid, body.Text("twilioAuthToken"), body.Text("twilioApiKey"), body.Text("twilioApiSecret")))
        {
            return VapiReply.BadRequest("Twilio Error: Authenticate");
        }

        if (!TwilioCredentials.Owns(number))
        {
            return VapiReply.BadRequest($"Number {number} Not Found on Twilio.");
        }

        var fields = body.Over(VapiBody.Nothing);
        fields["status"] = Active;
        return account.PhoneNumbers.Add(
            fields,
            other => other.Text("number") == number,
            $"Existing Phone Number Has Identical `number` {number} and `twilioAccountSid` {sid}.");
    }

    private static VapiReply Get(VapiAccount account, string id) => account.PhoneNumbers.Get(id);

    private static VapiReply Update(VapiAccount account, string id, VapiBody body) =>
        account.PhoneNumbers.Change(id, _ => body.Check(PhoneNumberShape.Changed), before => body.Over(before.Fields, "provider", "number", "twilioAccountSid"));

    private static VapiReply Delete(VapiAccount account, string id) => account.PhoneNumbers.Remove(id);
}
