using PeteRental.Scraper;
using PeteRental.Scraper.Jobs;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("scraperdb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", consumers =>
{
    consumers.AddConsumer<ScrapeRequestedConsumer>();
    consumers.AddConsumer<ScrapeCancelledConsumer>();
});
builder.Services.AddScraper();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
await app.RunAsync();
