using PeteRental.Rentals;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Workspaces;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("rentalsdb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", consumers =>
{
    consumers.AddConsumer<UserErasedConsumer>();
    consumers.AddInstanceConsumer<WorkspaceChanges>();
});
builder.AddServiceClient<AgentsClient>("agents");
builder.Services.AddRentals();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapRentals();
await app.RunAsync();
