namespace PeteRental.Sandbox.Google.Identity;

/// <summary>The scopes as Google writes them in answers.</summary>
internal static class GoogleScope
{
    public const string Prefix = "https://www.googleapis.com/auth/";
    public const string OpenId = "openid";
    public const string Email = Prefix + "userinfo.email";
    public const string Profile = Prefix + "userinfo.profile";

    private static readonly Dictionary<string, string> Calendar = new(StringComparer.Ordinal)
    {
        ["calendar"] = "See, edit, share and permanently delete all your calendars",
        ["calendar.readonly"] = "See and download any calendar you can access",
        ["calendar.events"] = "View and edit events on all your calendars",
        ["calendar.events.readonly"] = "View events on all your calendars",
        ["calendar.events.owned"] = "See, create, change and delete events on calendars you own",
        ["calendar.events.owned.readonly"] = "See the events on calendars you own",
        ["calendar.events.public.readonly"] = "See the events on public calendars",
        ["calendar.events.freebusy"] = "See the availability on calendars you have access to",
        ["calendar.freebusy"] = "View your availability in your calendars",
        ["calendar.calendarlist"] = "See, add and remove calendars you are subscribed to",
        ["calendar.calendarlist.readonly"] = "See the list of calendars you are subscribed to",
        ["calendar.calendars"] = "See and change the properties of calendars you have access to",
        ["calendar.calendars.readonly"] = "See the title, description, default zone and other properties of calendars",
        ["calendar.app.created"] = "Make secondary calendars, and see, create, change and delete events on them",
        ["calendar.settings.readonly"] = "View your calendar settings",
    };

    /// <summary>The full name of a scope as it was asked for, null when Google does not know it.</summary>
    public static string? Full(string scope) => scope switch
    {
        OpenId => OpenId,
        "email" or Email => Email,
        "profile" or Profile => Profile,
        _ when scope.StartsWith(Prefix, StringComparison.Ordinal) && Calendar.ContainsKey(scope[Prefix.Length..]) => scope,
        _ => null,
    };

    /// <summary>Signing in itself is not asked about, so it cannot be refused on its own.</summary>
    public static bool CanBeUnticked(string scope) => scope is not (OpenId or Email or Profile);

    /// <summary>Full names of calendar scopes by the part after the common prefix.</summary>
    public static string[] Of(params string[] names) => [.. names.Select(name => Prefix + name)];

    /// <summary>What it is called on the page.</summary>
    public static string Describe(string scope) => scope switch
    {
        OpenId => "Associate you with your personal info on Google",
        Email => "See your primary Google Account email address",
        Profile => "See your personal info, including any personal info you've made publicly available",
        _ => Calendar[scope[Prefix.Length..]],
    };
}
