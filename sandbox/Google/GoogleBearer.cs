using Microsoft.AspNetCore.Http.Features;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google;

/// <summary>On an endpoint of the Calendar API: any one of these scopes will do, as Google's reference lists them by method.</summary>
internal sealed record ScopesAccepted(IReadOnlyList<string> Any);

/// <summary>Who calls.</summary>
internal sealed record GoogleCaller(GoogleAccount Account, IReadOnlyList<string> Scopes)
{
    private static readonly string[] OnOwned =
        [.. GoogleScope.Of("calendar.events.owned", "calendar.events.owned.readonly", "calendar.app.created")];

    private static readonly string[] OnAll = [.. GoogleScope.Of("calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly")];

    /// <summary>Only start and end of events may be seen.</summary>
    public bool SeesOnlyTimes => !Scopes.Intersect(OnAll).Any() && !Scopes.Intersect(OnOwned).Any();

    /// <summary>The caller's calendars that its scopes reach.</summary>
    public ListedCalendar? Find(string calendarId)
    {
        var listed = Account.Find(calendarId);
        var isReached = listed?.Role == "owner" || Scopes.Intersect(OnAll).Any() || !Scopes.Intersect(OnOwned).Any();
        return isReached ? listed : null;
    }

    /// <summary>The caller; see <see cref="GoogleBearerMiddleware"/>.</summary>
    public static ValueTask<GoogleCaller> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.Features.GetRequiredFeature<GoogleCaller>());
}

/// <summary>The access token of a request.</summary>
internal static class GoogleBearer
{
    private const string Scheme = "Bearer ";

    public static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header[Scheme.Length..].Trim() is { Length: > 0 } token ? token : null;
    }
}

/// <summary>Finds the account of the access token and compares its scopes with those of the method, or answers 401 and 403.</summary>
internal sealed class GoogleBearerMiddleware(RequestDelegate next, GoogleGrants grants, GoogleAccounts accounts)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ScopesAccepted>() is not { } accepted)
        {
            return next(context);
        }

        if (GoogleBearer.TokenOf(context.Request) is not { } token)
        {
            return GoogleReply.Refuse(401, "required", "Login Required.", header: "Authorization").ExecuteAsync(context);
        }

        if (grants.Find(token) is not { } access)
        {
            return GoogleReply.Refuse(401, "authError", "Invalid Credentials", header: "Authorization").ExecuteAsync(context);
        }

        if (!accepted.Any.Intersect(access.Scopes).Any())
        {
            return GoogleReply.Refuse(403, "insufficientPermissions", "Request had insufficient authentication scopes.").ExecuteAsync(context);
        }

        context.Features.Set(new GoogleCaller(accounts.Get(access.Grant.Email), access.Scopes));
        return next(context);
    }
}
