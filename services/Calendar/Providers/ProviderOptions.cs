namespace PeteRental.Calendar.Providers;

/// <summary>Outside calendars, section <c>Calendars</c>.</summary>
internal sealed class ProviderOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Calendars";

    /// <summary>Microsoft 365 and Outlook.com.</summary>
    public MicrosoftOptions Microsoft { get; set; } = new();

    /// <summary>Google Calendar.</summary>
    public GoogleOptions Google { get; set; } = new();

    /// <summary>Where providers send people back to: the gateway's <c>/calendar/auth/callback</c>, exactly as registered with them.</summary>
    public Uri? CallbackUrl { get; set; }

    /// <summary>The gateway's <c>/webhooks/</c> as the providers reach it; without it diaries are polled only.</summary>
    public Uri? NotificationUrl { get; set; }

    /// <summary>Origins that people may be sent back to afterwards. The first one is used when none is asked for.</summary>
    public IList<string> ReturnOrigins { get; } = [];

    /// <summary>How long a caller waits for all diaries together to say whether a time is free.</summary>
    public TimeSpan CheckLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How viewings are written into diaries.</summary>
    public EventWriterOptions Writer { get; set; } = new();
}

/// <summary>The pace of writing. All of it is patience: nothing is given up.</summary>
internal sealed class EventWriterOptions
{
    /// <summary>How often what is due is looked for, besides at once after each change.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Before the second attempt; twice as long before each further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Between attempts at most.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After a refusal that another attempt is not likely to change.</summary>
    public TimeSpan RefusedPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Between looks at what cannot be written now, such as while the account has to be connected again, and at conflicts.</summary>
    public TimeSpan WaitingPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt may take, with all its calls.</summary>
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an attempt keeps other replicas away. Longer than an attempt takes.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Our application at Microsoft.</summary>
internal sealed class MicrosoftOptions
{
    /// <summary>Application (client) id; empty switches the provider off.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Client secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>common, organizations, consumers, or a tenant's id.</summary>
    public string Tenant { get; set; } = "common";

    /// <summary>The identity platform.</summary>
    public Uri LoginAddress { get; set; } = new("https://login.microsoftonline.com/");

    /// <summary>Graph.</summary>
    public Uri GraphAddress { get; set; } = new("https://graph.microsoft.com/v1.0/");

    /// <summary>Events asked for on a page, 1 to 1,000 (Graph's limit). Graph may give fewer.</summary>
    public int PageSize { get; set; } = 1_000;
}

/// <summary>Our application at Google.</summary>
internal sealed class GoogleOptions
{
    /// <summary>Client id; empty switches the provider off.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Client secret.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>Where people consent.</summary>
    public Uri AuthorizeAddress { get; set; } = new("https://accounts.google.com/o/oauth2/v2/auth");

    /// <summary>Trades codes and refresh tokens.</summary>
    public Uri TokenAddress { get; set; } = new("https://oauth2.googleapis.com/token");

    /// <summary>Takes grants back.</summary>
    public Uri RevokeAddress { get; set; } = new("https://oauth2.googleapis.com/revoke");

    /// <summary>The Calendar API.</summary>
    public Uri ApiAddress { get; set; } = new("https://www.googleapis.com/calendar/v3/");
}
