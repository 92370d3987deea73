using PeteRental.Calendar;
using PeteRental.Calendar.Availability;
using PeteRental.Calendar.Booking;
using PeteRental.Calendar.Calendars;
using PeteRental.Calendar.Connections;
using PeteRental.Calendar.Sync;
using PeteRental.Calendar.Voice;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Http;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Redis;
using PeteRental.ServiceDefaults.Secrets;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("calendardb");
builder.AddMigrations();
builder.AddRedisClient("cache");
builder.AddMessaging("messaging", consumers =>
{
    consumers.AddConsumer<UserRegisteredConsumer>();
    consumers.AddConsumer<UserErasedConsumer>();
});
builder.AddServiceClient<AgentsClient>("agents");
builder.AddSecrets();
builder.AddSecretRotation(new SealedColumn("connections", "sealed_tokens"), new SealedColumn("departures", "sealed_tokens"));
builder.Services.AddCalendar();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapCalendars();
app.MapConnections();
app.MapSetup();
app.MapAvailability();
app.MapEvents();
app.MapAppointments();
app.MapVoice();
app.MapPush();
app.MapSecretRotation();
await app.RunAsync();
