// A service that tells what it was started with, and fails in the ways that services do.
if (Environment.GetEnvironmentVariable("ECHO_BROKEN") is { Length: > 0 } words)
{
    await Console.Error.WriteLineAsync(words);
    return 3;
}

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/health", () => Results.Ok());
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapGet("/arguments", () => args);
app.MapGet("/folder", () => Directory.GetCurrentDirectory());
await app.RunAsync();
return 0;
