// A small application: a server, and a service that needs it.
var builder = DistributedApplication.CreateBuilder(args);
var cache = builder.AddRedis("cache");
builder.AddProject("echo", "../Echo/Echo.csproj")
    .WithHttpEndpoint(port: int.TryParse(builder.Configuration["Small:Port"], out var port) ? port : null)
    .WithHttpHealthCheck("/health")
    .WithEnvironment("ECHO_BROKEN", builder.Configuration["Small:Broken"])
    .WithReference(cache)
    .WaitFor(cache);
builder.Build().Run();
