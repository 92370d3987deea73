using PeteRental.Scraper;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("scraperdb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", _ => { });
builder.Services.AddScraper();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
await app.RunAsync();
