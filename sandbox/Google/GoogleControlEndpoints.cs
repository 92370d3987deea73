using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PeteRental.Sandbox.Google.Calendar;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google;

/// <summary>Where somebody lives.</summary>
/// <param name="TimeZone">An IANA name.</param>
internal sealed record GoogleAccountChange(string? TimeZone);

/// <summary>A calendar to put into somebody's list.</summary>
/// <param name="Id">Of a calendar that there is, to share it; or for a new one. Without it, one is made up.</param>
/// <param name="Name">Its summary.</param>
/// <param name="TimeZone">An IANA name; the account's without one.</param>
/// <param name="AccessRole">freeBusyReader, reader, writerWithoutPrivateAccess, writer or owner.</param>
/// <param name="CanEdit">Short for writer or reader, when there is no role.</param>
/// <param name="Hidden">Left out of the list unless asked for.</param>
internal sealed record GoogleCalendarRequest(string? Id, string? Name, string? TimeZone, string? AccessRole, bool? CanEdit, bool? Hidden)
{
    public string Role => AccessRole ?? (CanEdit switch { null => "owner", true => "writer", false => "reader" });
}

/// <summary>Acts as the owners of Google accounts would, for tests and demonstrations.</summary>
internal static class GoogleControlEndpoints
{
    /// <summary>Maps <c>/control/google</c>.</summary>
    public static void MapGoogleControl(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/control/google/accounts/{email}").WithTags("Control");
        group.MapGet("/", Describe).WithSummary("The account, what it granted and the channels that are open");
        group.MapPatch("/", Change).WithSummary("Moves the account to another zone");
        group.MapGet("/calendars", ListCalendars).WithSummary("Its calendars");
        group.MapPost("/calendars", AddCalendar).WithSummary("Makes a calendar, or shares one that there is");
        group.MapPost("/revoke", Revoke).WithSummary("Takes back everything that the account granted");
        group.MapPost("/expire-sync", ExpireSync).WithSummary("Makes every sync token of its calendars expire");
        group.MapGet("/invitations", ListInvitations).WithSummary("The mails that guests were sent, latest last");
        group.MapGoogleControlEvents();
    }

    private static IResult Describe(string email, GoogleAccounts accounts, GoogleGrants grants, PushChannels channels) =>
        With(email, accounts, account => TypedResults.Ok(Account(account, grants, channels)));

    private static IResult Change(
        string email, GoogleAccountChange change, GoogleAccounts accounts, GoogleGrants grants, PushChannels channels) => With(email, accounts, account =>
    {
        if (change.TimeZone is not null && GoogleAccounts.Zone(change.TimeZone) is null)
        {
            return new Invalid().When(true, "time_zone", "A zone of the IANA database, such as America/Chicago.").ToProblem();
        }

        account.Primary.Zone = GoogleAccounts.Zone(change.TimeZone) ?? account.Primary.Zone;
        return TypedResults.Ok(Account(account, grants, channels));
    });

    private static IResult ListCalendars(string email, GoogleAccounts accounts) => With(email, accounts, account =>
        TypedResults.Ok(new JsonObject { ["items"] = new JsonArray([.. account.Calendars().Select(CalendarEndpoints.Entry)]) }));

    private static IResult AddCalendar(string email, GoogleCalendarRequest request, GoogleAccounts accounts) => With(email, accounts, account =>
    {
        var zone = request.TimeZone is null ? account.Primary.Zone : GoogleAccounts.Zone(request.TimeZone);
        var invalid = new Invalid()
            .When(zone is null, "time_zone", "A zone of the IANA database, such as America/Chicago.")
            .When(!ListedCalendar.Roles.Contains(request.Role), "access_role", "One of " + string.Join(", ", ListedCalendar.Roles) + ".")
            .When(request.Id is { Length: 0 or > 200 }, "id", "From 1 to 200 characters.")
            .When(request.Id == account.Email, "id", "The primary calendar cannot be changed.");
        if (invalid.Any)
        {
            return invalid.ToProblem();
        }

        // The address of another account is that account's primary calendar, also before its owner was ever seen.
        var id = request.Id ?? RandomNumberGenerator.GetHexString(64, lowercase: true) + "@group.calendar.google.com";
        if (GoogleAccount.Normalize(id) is { } other && !id.EndsWith("calendar.google.com", StringComparison.Ordinal))
        {
            accounts.Get(other);
        }

        var calendar = accounts.GetCalendar(id, account.Email, request.Name ?? id, zone!);
        var listed = new ListedCalendar(calendar, request.Role, IsPrimary: false, request.Hidden is true);
        return account.Add(listed)
            ? TypedResults.Ok(CalendarEndpoints.Entry(listed))
            : new Invalid().When(true, "id", "The account has too many calendars.").ToProblem();
    });

    private static IResult Revoke(string email, GoogleAccounts accounts, GoogleGrants grants, PushChannels channels) => With(email, accounts, account =>
    {
        grants.RevokeAll(account.Email);
        channels.CloseAll(account.Email);
        return TypedResults.NoContent();
    });

    private static IResult ExpireSync(string email, GoogleAccounts accounts) => With(email, accounts, account =>
    {
        foreach (var listed in account.Calendars())
        {
            listed.Calendar.ExpireSyncTokens();
        }

        return TypedResults.NoContent();
    });

    private static IResult ListInvitations(string email, GoogleAccounts accounts) =>
        With(email, accounts, account => TypedResults.Ok(new { Items = account.Invitations() }));

    /// <summary>Acts on an account, which is made when nobody named it before.</summary>
    public static IResult With(string email, GoogleAccounts accounts, Func<GoogleAccount, IResult> act) =>
        GoogleAccount.Normalize(email) is { } address
            ? act(accounts.Get(address))
            : new Invalid().When(true, "email", "An e-mail address.").ToProblem();

    private static JsonObject Account(GoogleAccount account, GoogleGrants grants, PushChannels channels) => new()
    {
        ["email"] = account.Email,
        ["sub"] = account.Subject,
        ["time_zone"] = account.Primary.Zone.Id,
        ["grants"] = new JsonArray([.. grants.GrantsOf(account.Email).Select(granted => new JsonObject
        {
            ["client_id"] = granted.Grant.ClientId,
            ["scopes"] = new JsonArray([.. granted.Scopes.Select(scope => JsonValue.Create(scope))]),
            ["refresh_tokens"] = granted.RefreshTokens,
            ["granted_at"] = granted.Grant.GrantedAt,
        })]),
        ["channels"] = new JsonArray([.. channels.ListOf(account.Email).Select(channel =>
        {
            var described = PushChannels.Describe(channel, withToken: false);
            described["calendarId"] = channel.CalendarId;
            described["address"] = channel.Address.OriginalString;
            described["lastMessageNumber"] = channel.LastNumber;
            return described;
        })]),
    };
}
