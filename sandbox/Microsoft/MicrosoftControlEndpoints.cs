using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Calendars;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>What the owner of an account changes about it.</summary>
/// <param name="TimeZone">Of the mailbox, by Windows' or the IANA's name.</param>
public sealed record MicrosoftAccountRequest(string? TimeZone);

/// <summary>A calendar that the owner adds.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Id">Its id, made up when left out.</param>
/// <param name="CanEdit">False for one that somebody else shares for reading.</param>
/// <param name="TimeZone">Kept and told back; calendars have no zone of their own at Graph.</param>
public sealed record MicrosoftCalendarRequest(string? Name, string? Id = null, bool? CanEdit = null, string? TimeZone = null);

/// <summary>What happens to subscriptions: <c>missed</c>, <c>reauthorizationRequired</c> or <c>subscriptionRemoved</c>.</summary>
public sealed record MicrosoftLifecycleRequest(string? Event);

/// <summary>Somebody's account as its owner sees and changes it, for tests and demonstrations.</summary>
internal static class MicrosoftControlEndpoints
{
    private const string RemovedEvent = "subscriptionRemoved";

    private static readonly string[] LifecycleEvents = ["missed", "reauthorizationRequired", RemovedEvent];

    /// <summary>Maps <c>/control/microsoft/accounts/{email}</c>.</summary>
    public static void MapMicrosoftControl(this IEndpointRouteBuilder app)
    {
        var account = app.MapGroup("/control/microsoft/accounts/{email}").WithTags("Control: Microsoft");
        account.MapGet("/", Show).WithSummary("Zone, grants and subscriptions, without secrets");
        account.MapPatch("/", Change).WithSummary("Moves the mailbox to another zone");
        account.MapGet("/calendars", ListCalendars).WithSummary("Calendars");
        account.MapPost("/calendars", AddCalendar).WithSummary("Adds a calendar");
        account.MapGet("/invitations", ListInvitations).WithSummary("Mails that attendees got, oldest first");
        account.MapPost("/revoke", Revoke).WithSummary("The owner takes back what they allowed applications");
        account.MapPost("/expire-sync", ExpireSync).WithSummary("Delta tokens become unknown: 410");
        account.MapPost("/lifecycle", TellLifecycle).WithSummary("Tells every subscriber that has a lifecycle address");
        account.MapMicrosoftControlEvents();
    }

    /// <summary>The answer to what is no address.</summary>
    internal static IResult NoAddress() => new Invalid().When(true, "email", "An e-mail address.").ToProblem();

    private static IResult Show(string email, MicrosoftAccounts accounts, TokenBook tokens, SandboxClock clock)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        return Results.Json(new
        {
            email = account.Email,
            id = account.Id,
            tenant_id = account.TenantId,
            display_name = account.DisplayName,
            time_zone = account.Mailbox.Zone.Name,
            grants = tokens.Grants(account, grant => new
            {
                client_id = grant.ClientId,
                scopes = grant.Scopes.Order(StringComparer.Ordinal).ToList(),
                granted_at = grant.GrantedAt,
                refreshes = grant.Refreshes,
                last_refreshed_at = grant.LastRefreshedAt,
            }),
            subscriptions = account.Subscriptions.List(clock.Now).Select(subscription => new
            {
                id = subscription.Id,
                client_id = subscription.ClientId,
                resource = subscription.Resource,
                change_type = string.Join(',', subscription.ChangeTypes),
                notification_url = subscription.NotificationUrl,
                lifecycle_notification_url = subscription.LifecycleUrl,
                expires_at = subscription.ExpiresAt,
            }),
        });
    }

    private static IResult Change(string email, MicrosoftAccountRequest request, MicrosoftAccounts accounts, TokenBook tokens, SandboxClock clock)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        if (request.TimeZone is not null)
        {
            if (GraphZone.Find(request.TimeZone) is not { } zone)
            {
                return new Invalid().When(true, "time_zone", "A zone such as America/Chicago or Central Standard Time.").ToProblem();
            }

            account.Mailbox.Zone = zone;
        }

        return Show(email, accounts, tokens, clock);
    }

    private static IResult ListCalendars(string email, MicrosoftAccounts accounts) => accounts.Get(email) is { } account
        ? Results.Json(new { value = account.Mailbox.Calendars.Select(calendar => Calendar(account, calendar)) })
        : NoAddress();

    private static IResult ListInvitations(string email, MicrosoftAccounts accounts) => accounts.Get(email) is { } account
        ? Results.Json(new { invitations = account.Mailbox.Invitations.List() })
        : NoAddress();

    private static IResult AddCalendar(string email, MicrosoftCalendarRequest request, MicrosoftAccounts accounts)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        var invalid = new Invalid()
            .When(request.Name is not { Length: > 0 and <= 255 }, "name", "From 1 to 255 characters.")
            .When(request.Id is not null && !MicrosoftControlEvents.IsId(request.Id), "id", MicrosoftControlEvents.IdRule)
            .When(request.TimeZone is not null && GraphZone.Find(request.TimeZone) is null, "time_zone", "A zone such as America/Chicago or Central Standard Time.");
        if (invalid.Any)
        {
            return invalid.ToProblem();
        }

        return account.Mailbox.AddCalendar(request.Id, request.Name!, request.CanEdit ?? true, request.TimeZone) is { } made
            ? Results.Json(Calendar(account, made), statusCode: StatusCodes.Status201Created)
            : Results.Problem("The id is taken, or there are too many calendars.", statusCode: StatusCodes.Status409Conflict);
    }

    private static IResult Revoke(string email, MicrosoftAccounts accounts, TokenBook tokens, GraphNotifier notifier, SandboxClock clock)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        var grants = tokens.Revoke(account);
        foreach (var subscription in account.Subscriptions.List(clock.Now))
        {
            account.Subscriptions.Remove(subscription.Id);
            notifier.TellLifecycle(account, subscription, RemovedEvent);
        }

        return Results.Json(new { grants_revoked = grants });
    }

    private static IResult ExpireSync(string email, MicrosoftAccounts accounts)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        account.Changes.Expire();
        return Results.NoContent();
    }

    private static IResult TellLifecycle(string email, MicrosoftLifecycleRequest request, MicrosoftAccounts accounts, GraphNotifier notifier, SandboxClock clock)
    {
        if (accounts.Get(email) is not { } account)
        {
            return NoAddress();
        }

        if (!LifecycleEvents.Contains(request.Event, StringComparer.Ordinal))
        {
            return new Invalid().When(true, "event", $"One of {string.Join(", ", LifecycleEvents)}.").ToProblem();
        }

        var subscriptions = account.Subscriptions.List(clock.Now);
        foreach (var subscription in subscriptions)
        {
            if (request.Event == RemovedEvent)
            {
                account.Subscriptions.Remove(subscription.Id);
            }

            notifier.TellLifecycle(account, subscription, request.Event!);
        }

        return Results.Json(new { told = subscriptions.Count(subscription => subscription.LifecycleUrl is not null) });
    }

    private static Dictionary<string, object?> Calendar(MicrosoftAccount account, GraphCalendar calendar) =>
        new(calendar.ToJson(account), StringComparer.Ordinal) { ["time_zone"] = calendar.TimeZone };
}
