using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.Sandbox.Clerk;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.Google;
using PeteRental.Sandbox.Microsoft;
using PeteRental.Sandbox.Microsoft.Graph;
using PeteRental.Sandbox.OpenRouter;
using PeteRental.Sandbox.Sites;
using PeteRental.Sandbox.Twilio;
using PeteRental.Sandbox.Vapi;

namespace PeteRental.Sandbox;

/// <summary>What every stand-in shares: JSON, errors, faults, the record of requests.</summary>
public static class SandboxExtensions
{
    private const int DefaultPort = 8090;
    private const long MaxBodyBytes = 8 * 1024 * 1024;

    // As long as Twilio waits for a webhook.
    private static readonly TimeSpan CallbackTimeout = TimeSpan.FromSeconds(15);

    private static readonly string[] ControlPaths =
    [
        "/control/faults", "/control/requests", "/control/sms", "/control/sites", "/control/sites/{name}", "/control/clock", "/control/reset",
        "/control/clerk/webhooks", "/control/microsoft/accounts/{email}", "/control/microsoft/accounts/{email}/events",
        "/control/microsoft/accounts/{email}/calendars", "/control/microsoft/accounts/{email}/invitations",
        "/control/microsoft/accounts/{email}/revoke", "/control/microsoft/accounts/{email}/expire-sync",
        "/control/microsoft/accounts/{email}/lifecycle",
        "/control/google/accounts/{email}", "/control/google/accounts/{email}/events", "/control/google/accounts/{email}/calendars",
        "/control/google/accounts/{email}/invitations", "/control/google/accounts/{email}/revoke",
        "/control/google/accounts/{email}/expire-sync",
    ];

    /// <summary>Registers the sandbox's services.</summary>
    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        // Loopback only: whoever reaches this port can be anybody.
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{DefaultPort}");
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);

        AddStandIns(builder.Services);
        AddHttpConventions(builder.Services);
    }

    /// <summary>Errors as problem details; then what arrived is recorded; then faults; then the stand-ins.</summary>
    public static void UseSandbox(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<RequestLogMiddleware>();
        app.UseMiddleware<GraphThrottleMiddleware>();
        app.UseMiddleware<FaultMiddleware>();
        app.UseRouting();
        app.UseMiddleware<VapiKeyMiddleware>();
        app.UseMiddleware<TwilioCredentialsMiddleware>();
        app.UseMiddleware<GoogleBearerMiddleware>();
        app.UseMiddleware<GraphBearerMiddleware>();
        app.UseCors();
    }

    /// <summary>What there is, for a person who opens the address, and a probe for the AppHost.</summary>
    public static void MapIndex(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => TypedResults.Ok(new
        {
            Service = "PeteRental sandbox",
            StandsFor = new Dictionary<string, string>
            {
                ["/clerk"] = "Clerk",
                ["/vapi"] = "Vapi",
                ["/twilio"] = "Twilio",
                ["/microsoft/login"] = "the Microsoft identity platform",
                ["/microsoft/graph/v1.0"] = "Microsoft Graph's calendars",
                ["/google"] = "Google",
                ["/sites/{name}"] = "property websites",
                ["/duckduckgo/html"] = "DuckDuckGo",
                ["/llm/v1"] = "OpenRouter",
                ["/hooks/{name}"] = "a customer's webhook receiver",
            },
            Control = ControlPaths,
            SignIn = "/clerk/sign-in",
        }));
        app.MapGet("/health", () => TypedResults.Ok(new { Status = "healthy" }));
        app.MapGet("/alive", () => TypedResults.Ok(new { Status = "alive" }));
    }

    private static void AddStandIns(IServiceCollection services)
    {
        services.AddOptions<SandboxOptions>()
            .BindConfiguration(SandboxOptions.Section)
            .Validate(
                options => options.PublicUrl is null or { IsAbsoluteUri: true, Scheme: "http" or "https", AbsolutePath: "/" },
                "Sandbox:PublicUrl is an origin such as http://localhost:8090, without a path.")
            .Validate(
                options => options.Origins.All(SandboxOptions.IsOrigin),
                "Sandbox:AllowedOrigins holds origins such as http://localhost:8080: scheme, host and port, no trailing slash.")
            .Validate(options => options.VapiFileReadsUntilDone >= 1, "Sandbox:VapiFileReadsUntilDone is at least 1.")
            .ValidateOnStart();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SandboxClock>();
        services.AddSingleton<FaultBook>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<SigningKey>();
        services.AddSingleton<TokenIssuer>();
        services.AddClerkWebhooks();
        services.AddSingleton<VapiAccounts>();
        services.AddSingleton<IAccountOfRequest, AccountOfVapiRequest>();

        services.AddGoogle();
        services.AddMicrosoft();
        services.AddSingleton<SiteBook>();
        services.AddSingleton<LlmAccounts>();
        services.AddSingleton<IAccountOfRequest, AccountOfLlmRequest>();

        services.AddSingleton<IAccountOfRequest, AccountOfTwilioRequest>();
        services.AddSingleton<SmsBook>();
        services.AddSingleton<SmsDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<SmsDelivery>());
        services.AddHttpClient(SmsDelivery.ClientName, client => client.Timeout = CallbackTimeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    }

    private static void AddHttpConventions(IServiceCollection services)
    {
        services.AddCors();
        services.AddProblemDetails();
        services.AddExceptionHandler<UnreadableRequestHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.DictionaryKeyPolicy = null;
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
    }
}
