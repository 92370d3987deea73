using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google.Calendar;

/// <summary>Calendars, the list of them and the settings, as at <c>https://www.googleapis.com/calendar/v3</c>.</summary>
internal static class CalendarEndpoints
{
    private static readonly ScopesAccepted ToList = new(GoogleScope.Of(
        "calendar", "calendar.readonly", "calendar.calendarlist", "calendar.calendarlist.readonly"));

    private static readonly ScopesAccepted ToGet = new(GoogleScope.Of(
        "calendar", "calendar.readonly", "calendar.calendars", "calendar.calendars.readonly", "calendar.app.created"));

    private static readonly ScopesAccepted ToSettings = new(GoogleScope.Of("calendar", "calendar.readonly", "calendar.settings.readonly"));

    /// <summary>Maps calendars.</summary>
    public static void MapCalendars(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Google: calendars");
        group.MapGet("/users/me/calendarList", List).WithMetadata(ToList).WithSummary("The calendars of the account, a page at a time");
        group.MapGet("/users/me/calendarList/{calendarId}", GetEntry).WithMetadata(ToList).WithSummary("One calendar of the list");
        group.MapGet("/users/me/settings/{setting}", Setting).WithMetadata(ToSettings).WithSummary("The account's time zone");
        group.MapGet("/calendars/{calendarId}", Get).WithMetadata(ToGet).WithSummary("One calendar");
    }

    /// <summary>A calendar as it stands in the list.</summary>
    public static JsonObject Entry(ListedCalendar listed)
    {
        var entry = new JsonObject
        {
            ["kind"] = "calendar#calendarListEntry",
            ["etag"] = $"\"{listed.Calendar.Generation}\"",
            ["id"] = listed.Calendar.Id,
            ["summary"] = listed.Calendar.Summary,
            ["timeZone"] = listed.Calendar.Zone.Id,
            ["colorId"] = "14",
            ["backgroundColor"] = "#9fe1e7",
            ["foregroundColor"] = "#000000",
            ["selected"] = true,
            ["accessRole"] = listed.Role,
            ["defaultReminders"] = new JsonArray(),
        };
        if (listed.IsPrimary)
        {
            entry["primary"] = true;
        }

        if (listed.IsHidden)
        {
            entry["hidden"] = true;
        }

        return entry;
    }

    private static GoogleReply List(GoogleCaller caller, HttpRequest request, IOptions<GoogleOptions> options)
    {
        var read = new QueryReader(request.Query);
        var size = read.Size("maxResults", 100, 250, options.Value.PageSize);
        var (role, showHidden) = (read.Text("minAccessRole"), read.Flag("showHidden"));
        var fingerprint = Tokens.Fingerprint(request);
        var position = read.Text("pageToken") is { } token ? Tokens.Page(token, fingerprint) : null;
        var refusal = read.Refusal
            ?? (role is null || ListedCalendar.Roles.Contains(role, StringComparer.Ordinal)
                ? null
                : GoogleReply.Invalid("Invalid value for: minAccessRole", "minAccessRole"))
            ?? (read.Text("pageToken") is null || position is not null ? null : GoogleReply.Invalid("Invalid page token value.", "pageToken"));
        if (refusal is not null)
        {
            return refusal;
        }

        var start = (int)(position?.Key ?? 0);
        var wanted = caller.Account.Calendars()
            .Where(listed => (showHidden || !listed.IsHidden) && (role is null || listed.HasAtLeast(role)))
            .Skip(start).Take(size + 1).ToList();
        var page = new JsonObject
        {
            ["kind"] = "calendar#calendarList",
            ["etag"] = $"\"{caller.Account.Primary.Generation}\"",
            ["items"] = new JsonArray([.. wanted.Take(size).Select(Entry)]),
        };
        if (wanted.Count > size)
        {
            page["nextPageToken"] = Tokens.OfPage(new ListPosition(0, start + size, ""), fingerprint);
        }

        return GoogleReply.Ok(page);
    }

    private static GoogleReply GetEntry(string calendarId, GoogleCaller caller) =>
        caller.Account.Find(calendarId) is { } listed ? GoogleReply.Ok(Entry(listed)) : GoogleReply.NotFound;

    private static GoogleReply Get(string calendarId, GoogleCaller caller) => caller.Account.Find(calendarId) is not { } listed
        ? GoogleReply.NotFound
        : GoogleReply.Ok(new JsonObject
        {
            ["kind"] = "calendar#calendar",
            ["etag"] = $"\"{listed.Calendar.Generation}\"",
            ["id"] = listed.Calendar.Id,
            ["summary"] = listed.Calendar.Summary,
            ["timeZone"] = listed.Calendar.Zone.Id,
            ["conferenceProperties"] = new JsonObject { ["allowedConferenceSolutionTypes"] = new JsonArray("hangoutsMeet") },
        });

    private static GoogleReply Setting(string setting, GoogleCaller caller)
    {
        var value = setting switch
        {
            "timezone" => caller.Account.Primary.Zone.Id,
            "locale" => "en",
            "format24HourTime" => "false",
            "weekStart" => "0",
            _ => null,
        };
        return value is null
            ? GoogleReply.NotFound
            : GoogleReply.Ok(new JsonObject { ["kind"] = "calendar#setting", ["etag"] = "\"0\"", ["id"] = setting, ["value"] = value });
    }
}
