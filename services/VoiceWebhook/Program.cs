using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;
using PeteRental.VoiceWebhook;
using PeteRental.VoiceWebhook.Calls;
using PeteRental.VoiceWebhook.Webhook;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("voicedb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", bus => bus.AddVoiceConsumers());
builder.AddVoice();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapVapiWebhook();
app.MapCalls();
app.Run();
