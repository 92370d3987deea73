namespace PeteRental.Sandbox.Microsoft.Identity;

/// <summary>The permissions that an application can ask for here.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string Profile = "profile";
    public const string Email = "email";
    public const string OfflineAccess = "offline_access";
    public const string ReadUser = "User.Read";
    public const string ReadCalendars = "Calendars.Read";
    public const string WriteCalendars = "Calendars.ReadWrite";
    public const string ReadSettings = "MailboxSettings.Read";
    public const string WriteSettings = "MailboxSettings.ReadWrite";

    private const string Resource = "https://graph.microsoft.com/";

    private static readonly Dictionary<string, string> Known = new[]
    {
        OpenId, Profile, Email, OfflineAccess, ReadUser, "User.ReadBasic.All", ReadCalendars, WriteCalendars, "Calendars.ReadBasic",
        "Calendars.Read.Shared", "Calendars.ReadWrite.Shared", ReadSettings, WriteSettings,
    }.ToDictionary(scope => scope, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a list with spaces; false, with the culprit, when one of them does not exist.</summary>
    public static bool TryRead(string text, out IReadOnlyList<string> scopes, out string unknown)
    {
        var names = text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.StartsWith(Resource, StringComparison.OrdinalIgnoreCase) ? name[Resource.Length..] : name)
            .ToList();
        unknown = names.Find(name => !Known.ContainsKey(name)) ?? "";
        scopes = unknown.Length > 0 ? [] : [.. names.Select(name => Known[name]).Distinct(StringComparer.Ordinal)];
        return unknown.Length == 0;
    }

    /// <summary>As the token endpoint tells them: what is for getting tokens only is not named.</summary>
    public static string Told(IEnumerable<string> scopes) => string.Join(' ', scopes.Where(scope => scope != OfflineAccess));
}
