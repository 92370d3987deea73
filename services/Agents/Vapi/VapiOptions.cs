namespace PeteRental.Agents.Vapi;

/// <summary>Where Vapi is, and where it finds us. Section <c>Vapi</c>.</summary>
internal sealed class VapiOptions
{
    /// <summary>Vapi's API for organisations in the United States.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.vapi.ai/");

    /// <summary>Vapi's API for organisations in Europe.</summary>
    public Uri EuropeBaseAddress { get; set; } = new("https://api.eu.vapi.ai/");

    /// <summary>Where Vapi's webhooks reach us: the gateway's public <c>/vapi/webhook</c>. Vapi cannot call an address of a private network.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>Time limit of one request. Generous: a slow answer is better than a second attempt at the same work.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often agents that wait are looked for. Changes made here wake the search at once.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an agent at Vapi goes unlooked at.</summary>
    public TimeSpan VerifyEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>The API of a region.</summary>
    public Uri AddressOf(string region)
    {
        var address = region == VapiAccount.Europe ? EuropeBaseAddress : BaseAddress;
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
