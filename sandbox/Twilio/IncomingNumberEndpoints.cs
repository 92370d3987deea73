using System.Security.Cryptography;
using System.Text;
using PeteRental.Sandbox.Vapi.Schema;

namespace PeteRental.Sandbox.Twilio;

/// <summary>What a number can do.</summary>
internal sealed record Capabilities(bool Voice, bool Sms, bool Mms, bool Fax);

/// <summary>A number that an account owns.</summary>
internal sealed record IncomingNumberReply(
    string Sid, string AccountSid, string FriendlyName, string PhoneNumber, Capabilities Capabilities, string Status, string ApiVersion, string Uri);

/// <summary>A page of them.</summary>
internal sealed record IncomingNumbersReply(
    IReadOnlyList<IncomingNumberReply> IncomingPhoneNumbers, int Page, int PageSize, int Start, int End, string Uri, string FirstPageUri,
    string? NextPageUri, string? PreviousPageUri);

/// <summary>An account's numbers, as at <c>…/IncomingPhoneNumbers.json</c>.</summary>
internal static class IncomingNumberEndpoints
{
    private const int PageSize = 50;

    /// <summary>Maps the search for a number.</summary>
    public static void MapIncomingNumbers(this IEndpointRouteBuilder accounts) =>
        accounts.MapGet("/{sid}/IncomingPhoneNumbers.json", Find).WithTags("Twilio").WithSummary("The account's numbers by PhoneNumber")
            .WithDescription("Every E.164 number asked for is owned and can do voice, SMS and MMS, but those that end in 0404. Without PhoneNumber the list is empty.");

    private static TwilioReply Find(TwilioCaller caller, string sid, HttpRequest request)
    {
        if (!caller.CanUse(sid))
        {
            return TwilioReply.NotFound(request);
        }

        var number = request.Query["PhoneNumber"].ToString();
        var uri = $"/{TwilioEndpoints.Version}/Accounts/{sid}/IncomingPhoneNumbers";
        List<IncomingNumberReply> found = PhoneNumberShape.IsE164(number) && TwilioCredentials.Owns(number) ? [Number(sid, number, uri)] : [];
        var page = uri + ".json" + request.QueryString;
        return TwilioReply.Ok(new IncomingNumbersReply(found, 0, PageSize, 0, Math.Max(found.Count - 1, 0), page, page, null, null));
    }

    private static IncomingNumberReply Number(string sid, string number, string uri)
    {
        var numberSid = "PN" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sid + number)))[..32];
        return new IncomingNumberReply(
            numberSid, sid, number, number, new Capabilities(Voice: true, Sms: true, Mms: true, Fax: false), "in-use", TwilioEndpoints.Version,
            $"{uri}/{numberSid}.json");
    }
}
