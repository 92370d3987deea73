using PeteRental.Rentals;
using PeteRental.Rentals.Database;
using PeteRental.Rentals.Files;
using PeteRental.Rentals.Rentals;
using PeteRental.Rentals.Scrapes;
using PeteRental.Rentals.Sources;
using PeteRental.Rentals.Voice;
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
    consumers.AddScrapeConsumers();
    consumers.AddInstanceConsumer<WorkspaceChanges>();
});
builder.AddServiceClient<AgentsClient>("agents");
builder.Services.AddRentals();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapRentals();
app.MapRentalFiles();
app.MapDatabase();
app.MapVoice();
app.MapSources();
app.MapScrapes();
await app.RunAsync();
