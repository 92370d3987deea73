namespace PeteRental.Sandbox.Twilio;

/// <summary>An account, as Twilio tells it.</summary>
internal sealed record AccountReply(
    string Sid, string FriendlyName, string Status, string Type, string OwnerAccountSid, string AuthToken,
    string DateCreated, string DateUpdated, string Uri, IReadOnlyDictionary<string, string> SubresourceUris);

/// <summary>Accounts, as at <c>https://api.twilio.com/2010-04-01/Accounts</c>.</summary>
internal static class AccountEndpoints
{
    private static readonly DateTimeOffset Opened = new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Maps the account itself.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder accounts) =>
        accounts.MapGet("/{file:regex(^[^/]+\\.json$)}", Get).WithTags("Twilio").WithSummary("The account of the credentials")
            .WithDescription(
                "Any sid AC and 32 hexadecimal digits; the auth token is good when it is 32 hexadecimal digits that are not all zeros. A sid that "
                + "ends in 5555 is suspended, in 7777 a trial. API keys are refused here, as standard keys are by the real one.");

    private static TwilioReply Get(TwilioCaller caller, string file, HttpRequest request)
    {
        var sid = file[..^".json".Length];
        if (caller.AuthToken is not { } authToken)
        {
            return TwilioReply.Unauthorized();
        }

        if (!caller.CanUse(sid))
        {
            return TwilioReply.NotFound(request);
        }

        var uri = $"/{TwilioEndpoints.Version}/Accounts/{sid}";
        return TwilioReply.Ok(new AccountReply(
            sid, $"Sandbox account {sid[^4..]}", TwilioCredentials.IsSuspended(sid) ? "suspended" : "active", TwilioCredentials.IsTrial(sid) ? "Trial" : "Full",
            sid, authToken, TwilioReply.Time(Opened), TwilioReply.Time(Opened), uri + ".json",
            new Dictionary<string, string> { ["messages"] = uri + "/Messages.json", ["incoming_phone_numbers"] = uri + "/IncomingPhoneNumbers.json" }));
    }
}
