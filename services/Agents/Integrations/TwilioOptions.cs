namespace PeteRental.Agents.Integrations;

/// <summary>Where Twilio is. Section <c>Twilio</c>.</summary>
internal sealed class TwilioOptions
{
    private Uri _baseAddress = new("https://api.twilio.com/2010-04-01/");

    /// <summary>Twilio's REST API, with its version.</summary>
    public Uri BaseAddress
    {
        get => _baseAddress;
        // Without the slash, relative addresses would replace the version.
        set => _baseAddress = value.AbsoluteUri.EndsWith('/') ? value : new Uri(value.AbsoluteUri + "/");
    }
}
