using PeteRental.Rentals;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("rentalsdb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", _ => { });
builder.Services.AddRentals();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
await app.RunAsync();
