using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Microsoft.Graph;
using PeteRental.Sandbox.Microsoft.Identity;

namespace PeteRental.Sandbox.Microsoft;

/// <summary>Stands for Microsoft: the identity platform, and the calendars of Graph.</summary>
internal static class MicrosoftExtensions
{
    /// <summary>Where all of it lives here.</summary>
    public const string Prefix = "/microsoft";

    // As long as Graph waits for a receiver.
    private static readonly TimeSpan ReceiverTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Registers the stand-in's services.</summary>
    public static void AddMicrosoft(this IServiceCollection services)
    {
        services.AddOptions<MicrosoftOptions>()
            .BindConfiguration(MicrosoftOptions.Section)
            .Validate(options => options.ClientSecret.Length > 0, "Sandbox:Microsoft:ClientSecret is not empty.")
            .Validate(options => options.WhenDuplicate is not null, "Sandbox:Microsoft:DuplicateTransaction is 409, 400 or replay.")
            .Validate(options => options.MostAtOnce >= 0, "Sandbox:Microsoft:MostAtOnce is at least 0, which means any number.")
            .ValidateOnStart();
        services.AddSingleton<MicrosoftAccounts>();
        services.AddSingleton<TokenBook>();
        services.AddSingleton<IdentityKey>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<IAccountOfRequest, MicrosoftRequests>();
        services.AddSingleton<GraphNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<GraphNotifier>());
        services.AddHttpClient(GraphNotifier.ClientName, client => client.Timeout = ReceiverTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    /// <summary>Maps everything under <c>/microsoft</c>, and its control.</summary>
    public static void MapMicrosoft(this IEndpointRouteBuilder app)
    {
        app.MapMicrosoftIdentity();
        app.MapGraph();
        app.MapMicrosoftControl();
    }
}
