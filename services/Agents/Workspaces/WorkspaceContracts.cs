using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NodaTime;
using PeteRental.ServiceDefaults.Requests;

namespace PeteRental.Agents.Workspaces;

/// <summary>A workspace's own settings.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="Name">For people.</param>
/// <param name="Timezone">IANA zone that new calendars start with.</param>
/// <param name="Locale">Such as en-US: language and formats of messages.</param>
/// <param name="NotificationEmail">Where the workspace's own mail goes; null means to its owners.</param>
/// <param name="IsOrganization">Shared through an organisation of the sign-in provider; otherwise one person's own.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When a setting last changed.</param>
internal sealed record WorkspaceReply(
    Guid WorkspaceId, string Name, string Timezone, string Locale, string? NotificationEmail, bool IsOrganization,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What a save led to.</summary>
/// <param name="Workspace">As it is now.</param>
/// <param name="RequestId">To tell an operator.</param>
internal sealed record WorkspaceSavedReply(WorkspaceReply Workspace, string? RequestId);

/// <summary>What to save; what is left out stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed partial record WorkspaceRequest
{
    private const int MaxNameLength = 120;

    /// <summary>1 to 120 characters.</summary>
    public Given<string> Name { get; init; }

    /// <summary>An IANA zone such as America/Chicago.</summary>
    public Given<string> Timezone { get; init; }

    /// <summary>en or es, with or without a country: en-US.</summary>
    public Given<string> Locale { get; init; }

    /// <summary>Null removes it.</summary>
    public Given<string?> NotificationEmail { get; init; }

    public FieldErrors Check() => new FieldErrors()
        .CheckNotNull(Name, "name", name => TextRules.IsLine(name, MaxNameLength), "1 to 120 characters on one line.")
        .CheckNotNull(Timezone, "timezone", IsZone, "An IANA time zone such as America/Chicago.")
        .CheckNotNull(Locale, "locale", locale => LocaleShape().IsMatch(locale), "en or es, with or without a country, such as en-US.")
        .Check(NotificationEmail, "notification_email", email => TextRules.IsEmail(email!), "An e-mail address, or null.");

    private static bool IsZone(string text) => DateTimeZoneProviders.Tzdb.Ids.Contains(text);

    [GeneratedRegex(@"\A(en|es)(-[A-Z]{2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocaleShape();
}
