using PeteRental.Agents;
using PeteRental.Agents.AgentMembers;
using PeteRental.Agents.Assistants;
using PeteRental.Agents.Clerk;
using PeteRental.Agents.Identities;
using PeteRental.Agents.KnowledgeBase;
using PeteRental.Agents.Stats;
using PeteRental.Agents.Sync;
using PeteRental.Agents.Users;
using PeteRental.Agents.VoiceAgents;
using PeteRental.Agents.WebhookSecrets;
using PeteRental.Agents.Workspaces;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Messaging;
using PeteRental.ServiceDefaults.Postgres;
using PeteRental.ServiceDefaults.Secrets;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("agentsdb");
builder.AddMigrations();
builder.AddMessaging("messaging", bus => bus.AddFactConsumers());
builder.AddSecrets();
builder.AddSecretRotation(
    new SealedColumn("webhook_secrets", "sealed_key"), new SealedColumn("webhook_secrets", "sealed_token"),
    new SealedColumn("vapi_accounts", "sealed_api_key", Key: "workspace_id"), new SealedColumn("twilio_accounts", "sealed_auth_token", Key: "workspace_id"),
    new SealedColumn("credential_candidates", "sealed"));
builder.Services.AddAgents();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapIdentities();
app.MapUsers();
app.MapClerkWebhooks();
app.MapWorkspace();
app.MapWebhookSecrets();
app.MapWebhookCallers();
app.MapAgents();
app.MapAgentMembers();
app.MapAssistants();
app.MapSync();
app.MapAgentRoutes();
app.MapStats();
app.MapKnowledgeBase();
app.MapSecretRotation();
await app.RunAsync();
