using PeteRental.Gateway.Edge;
using PeteRental.Gateway.Health;
using PeteRental.Gateway.Home;
using PeteRental.Gateway.OpenApi;
using PeteRental.Gateway.Routing;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRedisClient("cache");
builder.AddEdge();
builder.AddRouting();
builder.AddAggregateHealth();
builder.AddMergedOpenApi();

var app = builder.Build();
app.UseEdge();
app.MapHome();
app.MapAggregateHealth();
app.MapMergedOpenApi();
app.MapRoutes();
app.Run();
