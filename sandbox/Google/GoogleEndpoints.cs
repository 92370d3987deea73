using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Google.Calendar;
using PeteRental.Sandbox.Google.Identity;

namespace PeteRental.Sandbox.Google;

/// <summary>Stands for Google's identity platform and its Calendar API.</summary>
internal static class GoogleEndpoints
{
    /// <summary>Where Google lives here.</summary>
    public const string Prefix = "/google";

    // As long as a receiver may take before the message counts as unheard.
    private static readonly TimeSpan PushTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Registers what the stand-in keeps.</summary>
    public static void AddGoogle(this IServiceCollection services)
    {
        services.AddOptions<GoogleOptions>()
            .BindConfiguration(GoogleOptions.Section)
            .Validate(options => options.ClientSecret.Length > 0, "Sandbox:Google:ClientSecret is not empty.")
            .Validate(options => options.PageSize is >= 1 and <= 2_500, "Sandbox:Google:PageSize is from 1 to 2500.")
            .ValidateOnStart();
        services.AddSingleton<GoogleSigningKey>();
        services.AddSingleton<GoogleGrants>();
        services.AddSingleton<GoogleAccounts>();
        services.AddSingleton<PushChannels>();
        services.AddSingleton<EventWriter>();
        services.AddSingleton<PushDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<PushDelivery>());
        services.AddHttpClient(PushDelivery.ClientName, client => client.Timeout = PushTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<GoogleSandbox>();
        services.AddSingleton<IAccountOfRequest, GoogleAccountOfRequest>();
    }

    /// <summary>Maps everything under <c>/google</c> and <c>/control/google</c>.</summary>
    public static void MapGoogle(this IEndpointRouteBuilder app)
    {
        app.MapAuthorize();
        app.MapTokens();
        var api = app.MapGroup(Prefix + "/calendar/v3");
        api.MapCalendars();
        api.MapFreeBusy();
        api.MapEvents();
        api.MapChannels();
        api.Map("/{**path}", () => GoogleReply.NotFound).ExcludeFromDescription();
        app.MapGoogleControl();
    }
}

/// <summary>All that the stand-in holds, to be forgotten at once.</summary>
internal sealed class GoogleSandbox(GoogleGrants grants, GoogleAccounts accounts, PushChannels channels, PushDelivery delivery)
{
    public void Clear()
    {
        grants.Clear();
        channels.Clear();
        delivery.Clear();
        accounts.Clear();
    }
}
