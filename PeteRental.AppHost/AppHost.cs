using Microsoft.Extensions.Hosting;

// The whole system on one page, in Aspire's app model. It runs as local processes (hosting/), or as containers when built
// with -p:AspirePackages=true; so this page uses nothing that Aspire itself does not have.
var builder = DistributedApplication.CreateBuilder(args);

// Keys of 32 bytes in base64: one signs what services say to each other, one seals secrets at rest.
var identityKey = builder.AddParameter("identity-key", secret: true);
var masterKey = builder.AddParameter("master-key", secret: true);

// Servers. Each service owns one database, and nobody else reads it.
var postgres = builder.AddPostgres("postgres").WithDataVolume();
var cache = builder.AddRedis("cache").WithDataVolume();
var messaging = builder.AddRabbitMQ("messaging").WithDataVolume();

// Services. The gateway is the only one that callers from outside can reach.
var agents = AddService("agents", "../services/Agents/Agents.csproj", database: "agentsdb");
var calendar = AddService("calendar", "../services/Calendar/Calendar.csproj", database: "calendardb")
    .WithReference(agents);
var rentals = AddService("rentals", "../services/Rentals/Rentals.csproj", database: "rentalsdb")
    .WithReference(agents);
var scraper = AddService("scraper", "../services/Scraper/Scraper.csproj", database: "scraperdb");
var voiceWebhook = AddService("voicewebhook", "../services/VoiceWebhook/VoiceWebhook.csproj", database: "voicedb")
    .WithReference(agents)
    .WithReference(calendar)
    .WithReference(rentals);
var gateway = builder.AddProject("gateway", "../services/Gateway/Gateway.csproj")
    .WithHttpEndpoint(port: 8080)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("Identity__Key", identityKey)
    .WithReference(cache).WaitFor(cache)
    .WithReference(agents).WaitFor(agents)
    .WithReference(calendar).WaitFor(calendar)
    .WithReference(rentals).WaitFor(rentals)
    .WithReference(voiceWebhook).WaitFor(voiceWebhook);

// People sign in with Clerk: the real one where it is configured, else, in Development, the sandbox's stand-in.
var clerk = builder.Configuration.GetSection("Clerk");
if (builder.Environment.IsDevelopment())
{
    var sandbox = builder.AddProject("sandbox", "../sandbox/Sandbox.csproj")
        .WithHttpEndpoint(port: 8090)
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health");
    sandbox
        .WithEnvironment("Sandbox__PublicUrl", sandbox.GetEndpoint("http"))
        .WithEnvironment("Sandbox__AllowedOrigins__0", gateway.GetEndpoint("http"))
        .WithEnvironment("Sandbox__ClerkWebhookUrl", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/webhooks/clerk"));
    gateway.WaitFor(sandbox);
    UseUnlessConfigured("Vapi:BaseAddress", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/vapi/"));
    UseUnlessConfigured("Vapi:EuropeBaseAddress", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/vapi/"));
    UseUnlessConfigured("Vapi:WebhookUrl", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/vapi/webhook"));
    UseUnlessConfigured("Twilio:BaseAddress", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/twilio/2010-04-01/"));

    // The one address of this machine that the scraper may read, so that it can read the sample sites.
    scraper
        .WithEnvironment("Scraper__AllowedOrigins__0", sandbox.GetEndpoint("http"))
        .WithEnvironment("Scraper__Search__Address", ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/duckduckgo/html/"));
    PlayCalendarProviders(ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}"));
    PlayLanguageModel(ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/llm/v1"));

    if (clerk["Issuer"] is null)
    {
        UseClerk(
            ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/clerk"),
            ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/clerk/.well-known/jwks.json"));
        // The sandbox's own secret, known to everybody: it is good for nothing but the sandbox's sign-in.
        agents.WithEnvironment("Clerk__WebhookSecret", "whsec_ZGV2ZWxvcG1lbnQtY2xlcmstd2ViaG9vay1zZWNyZXQ=");
        AddDemo(sandbox);
    }
}

// Elsewhere the providers are the real ones, and only an operator knows the address under which Vapi can reach us.
if (!builder.Environment.IsDevelopment() && builder.Configuration["Vapi:WebhookUrl"] is { } webhook)
{
    agents.WithEnvironment("Vapi__WebhookUrl", webhook);
}

UseCalendarProviders();
UseLanguageModel();
if (clerk["Issuer"] is not null || !builder.Environment.IsDevelopment())
{
    var issuer = builder.AddParameterFromConfiguration("clerk-issuer", "Clerk:Issuer").Resource;
    UseClerk(
        ReferenceExpression.Create($"{issuer}"),
        clerk["JwksUrl"] is { } address ? ReferenceExpression.Create($"{address}") : ReferenceExpression.Create($"{issuer}/.well-known/jwks.json"));
    // Without its secret no webhook of Clerk's is accepted: people are then known by their tokens alone.
    foreach (var (name, key) in new[] { ("clerk-webhook-secret", "WebhookSecret"), ("clerk-instance-id", "InstanceId") })
    {
        if (clerk[key] is not null)
        {
            agents.WithEnvironment($"Clerk__{key}", builder.AddParameterFromConfiguration(name, $"Clerk:{key}", secret: key == "WebhookSecret"));
        }
    }
}

builder.Build().Run();

IResourceBuilder<ProjectResource> AddService(string name, string project, string database)
{
    var owned = postgres.AddDatabase(database);
    return builder.AddProject(name, project)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithEnvironment("Identity__Key", identityKey)
        .WithEnvironment("Secrets__MasterKey", masterKey)
        .WithReference(owned).WaitFor(owned)
        .WithReference(cache).WaitFor(cache)
        .WithReference(messaging).WaitFor(messaging);
}

// A provider that is not configured is played by the sandbox, which also finds us by our local address.
void UseUnlessConfigured(string setting, ReferenceExpression local) =>
    agents.WithEnvironment(
        setting.Replace(":", "__"),
        builder.Configuration[setting] is { } configured ? ReferenceExpression.Create($"{configured}") : local);

// Diaries at Microsoft and Google, each where our application there is configured. They come back to, and tell of changes at, the
// gateway; outside Development only an operator knows by which address.
void UseCalendarProviders()
{
    var settings = builder.Configuration.GetSection("Calendars");
    foreach (var provider in new[] { "Microsoft", "Google" })
    {
        if (settings[$"{provider}:ClientId"] is { Length: > 0 } application)
        {
            calendar
                .WithEnvironment($"Calendars__{provider}__ClientId", application)
                .WithEnvironment(
                    $"Calendars__{provider}__ClientSecret",
                    builder.AddParameterFromConfiguration($"{provider.ToLowerInvariant()}-client-secret", $"Calendars:{provider}:ClientSecret", secret: true));
        }
    }

    foreach (var setting in new[] { "Microsoft:Tenant", "CallbackUrl", "NotificationUrl" })
    {
        if (settings[setting] is { Length: > 0 } configured)
        {
            calendar.WithEnvironment($"Calendars__{setting.Replace(":", "__")}", configured);
        }
    }

    // People are sent back to the gateway's own pages unless others are listed too.
    var (origins, isLocal) = (settings.GetSection("ReturnOrigins").GetChildren().Select(entry => entry.Value).OfType<string>().ToList(), settings["CallbackUrl"] is null);
    if (!isLocal)
    {
        origins.Insert(0, new Uri(settings["CallbackUrl"]!).GetLeftPart(UriPartial.Authority));
    }
    else
    {
        calendar.WithEnvironment("Calendars__ReturnOrigins__0", gateway.GetEndpoint("http"));
    }

    foreach (var (index, origin) in origins.Index())
    {
        calendar.WithEnvironment($"Calendars__ReturnOrigins__{index + (isLocal ? 1 : 0)}", origin);
    }
}

// For pages that no rule can read: OpenRouter, or whatever speaks like it, where its key is configured.
void UseLanguageModel()
{
    var settings = builder.Configuration.GetSection("Scraper:Llm");
    if (string.IsNullOrEmpty(settings["ApiKey"]))
    {
        return;
    }

    scraper
        .WithEnvironment("Scraper__Llm__ApiKey", builder.AddParameterFromConfiguration("llm-api-key", "Scraper:Llm:ApiKey", secret: true))
        .WithEnvironment("Scraper__Llm__Endpoint", settings["Endpoint"] ?? "https://openrouter.ai/api/v1")
        .WithEnvironment("Scraper__Llm__Model", settings["Model"] ?? "openai/gpt-4o-mini");
    if (settings["MonthlyBudget"] is { Length: > 0 } budget)
    {
        scraper.WithEnvironment("Scraper__Llm__MonthlyBudget", budget);
    }
}

// The sandbox's own key, good for nothing else.
void PlayLanguageModel(ReferenceExpression endpoint)
{
    if (string.IsNullOrEmpty(builder.Configuration["Scraper:Llm:ApiKey"]))
    {
        scraper
            .WithEnvironment("Scraper__Llm__ApiKey", "sk-or-sandbox")
            .WithEnvironment("Scraper__Llm__Endpoint", endpoint)
            .WithEnvironment("Scraper__Llm__Model", "openai/gpt-4o-mini");
    }
}

// In Development a provider that is not configured is played by the sandbox, which also finds us by our local address.
void PlayCalendarProviders(ReferenceExpression sandbox)
{
    var settings = builder.Configuration.GetSection("Calendars");
    if (settings["CallbackUrl"] is null)
    {
        calendar.WithEnvironment("Calendars__CallbackUrl", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/calendar/auth/callback"));
    }

    if (settings["NotificationUrl"] is null)
    {
        calendar.WithEnvironment("Calendars__NotificationUrl", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/webhooks/"));
    }

    // The sandbox's own secrets, known to everybody: they are good for nothing else.
    if (string.IsNullOrEmpty(settings["Microsoft:ClientId"]))
    {
        calendar
            .WithEnvironment("Calendars__Microsoft__ClientId", "peterental")
            .WithEnvironment("Calendars__Microsoft__ClientSecret", "sandbox-microsoft-secret")
            .WithEnvironment("Calendars__Microsoft__LoginAddress", ReferenceExpression.Create($"{sandbox}/microsoft/login/"))
            .WithEnvironment("Calendars__Microsoft__GraphAddress", ReferenceExpression.Create($"{sandbox}/microsoft/graph/v1.0/"));
    }

    if (string.IsNullOrEmpty(settings["Google:ClientId"]))
    {
        calendar
            .WithEnvironment("Calendars__Google__ClientId", "peterental")
            .WithEnvironment("Calendars__Google__ClientSecret", "sandbox-google-secret")
            .WithEnvironment("Calendars__Google__AuthorizeAddress", ReferenceExpression.Create($"{sandbox}/google/o/oauth2/v2/auth"))
            .WithEnvironment("Calendars__Google__TokenAddress", ReferenceExpression.Create($"{sandbox}/google/token"))
            .WithEnvironment("Calendars__Google__RevokeAddress", ReferenceExpression.Create($"{sandbox}/google/revoke"))
            .WithEnvironment("Calendars__Google__ApiAddress", ReferenceExpression.Create($"{sandbox}/google/calendar/v3/"));
    }
}

// Every service checks tokens itself, the gateway's word notwithstanding.
void UseClerk(ReferenceExpression issuer, ReferenceExpression keys)
{
    foreach (var service in new[] { agents, calendar, rentals, scraper, voiceWebhook, gateway })
    {
        service
            .WithEnvironment("Clerk__Issuer", issuer)
            .WithEnvironment("Clerk__JwksUrl", keys)
            .WithEnvironment("Clerk__AuthorizedParties__0", gateway.GetEndpoint("http"));
    }
}

// Seeds the demo workspace once everything is up, and tells how to book a viewing.
void AddDemo(IResourceBuilder<ProjectResource> sandbox) =>
    builder.AddProject("demo", "../tools/pete/pete.csproj")
        .WithArgs("demo")
        .WithEnvironment("Identity__Key", identityKey)
        .WithReference(agents)
        .WithReference(gateway).WaitFor(gateway)
        .WithReference(sandbox);
