namespace PeteRental.Sandbox.Twilio;

/// <summary>Stands for Twilio's REST API.</summary>
internal static class TwilioEndpoints
{
    /// <summary>Where Twilio lives here.</summary>
    public const string Prefix = "/twilio";

    /// <summary>The version that the paths begin with.</summary>
    public const string Version = "2010-04-01";

    /// <summary>Maps everything under <c>/twilio</c>.</summary>
    public static void MapTwilio(this IEndpointRouteBuilder app)
    {
        var twilio = app.MapGroup(Prefix).WithMetadata(new TwilioCredentialsRequired());
        var accounts = twilio.MapGroup($"/{Version}/Accounts");
        accounts.MapAccounts();
        accounts.MapIncomingNumbers();
        accounts.MapMessages();
        twilio.Map("/{**path}", (HttpRequest request) => TwilioReply.NotFound(request)).ExcludeFromDescription();
    }
}
