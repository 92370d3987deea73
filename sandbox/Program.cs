using PeteRental.Sandbox;
using PeteRental.Sandbox.Clerk;
using PeteRental.Sandbox.Control;
using PeteRental.Sandbox.DuckDuckGo;
using PeteRental.Sandbox.Google;
using PeteRental.Sandbox.Hooks;
using PeteRental.Sandbox.Microsoft;
using PeteRental.Sandbox.OpenRouter;
using PeteRental.Sandbox.Sites;
using PeteRental.Sandbox.Twilio;
using PeteRental.Sandbox.Vapi;

var builder = WebApplication.CreateBuilder(args);
if (!builder.Environment.IsDevelopment())
{
    await Console.Error.WriteLineAsync(
        "The sandbox signs in anybody who asks, so it runs in Development only; this environment is "
        + $"'{builder.Environment.EnvironmentName}'. Set ASPNETCORE_ENVIRONMENT=Development, or leave the sandbox out.");
    return 1;
}

builder.AddSandbox();

var app = builder.Build();
app.UseSandbox();
app.MapIndex();
app.MapClerk();
app.MapSignIn();
app.MapClerkWebhooks();
app.MapHooks();
app.MapVapi();
app.MapTwilio();
app.MapGoogle();
app.MapMicrosoft();
app.MapSites();
app.MapDuckDuckGo();
app.MapLlm();
app.MapFaults();
app.MapControl();
app.MapSmsControl();
app.MapSiteControl();
await app.RunAsync();
return 0;
