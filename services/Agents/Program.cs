using PeteRental.Agents;
using PeteRental.Agents.Identities;
using PeteRental.Agents.Users;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Secrets;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("agentsdb");
builder.AddMigrations();
builder.AddMessaging("messaging");
builder.AddSecrets();
builder.Services.AddAgents();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapIdentities();
app.MapUsers();
await app.RunAsync();
