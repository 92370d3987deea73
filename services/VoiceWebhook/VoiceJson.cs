using System.Text.Json;
using System.Text.Json.Serialization;
using PeteRental.Contracts.Agents;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Rentals;

namespace PeteRental.VoiceWebhook;

/// <summary>What crosses to our other services and into the cache, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookSecretReply))]
[JsonSerializable(typeof(WebhookKeysRequest))]
[JsonSerializable(typeof(WebhookKeysReply))]
[JsonSerializable(typeof(WebhookKeyUsesRequest))]
[JsonSerializable(typeof(AgentRouteRequest))]
[JsonSerializable(typeof(AgentRouteReply))]
[JsonSerializable(typeof(KnowledgeQuestion))]
[JsonSerializable(typeof(KnowledgeReply))]
[JsonSerializable(typeof(VoiceAvailabilityRequest))]
[JsonSerializable(typeof(VoiceAvailabilityReply))]
[JsonSerializable(typeof(VoiceBookingRequest))]
[JsonSerializable(typeof(VoiceBookingReply))]
[JsonSerializable(typeof(VoiceFindRequest))]
[JsonSerializable(typeof(VoiceRescheduleRequest))]
[JsonSerializable(typeof(VoiceCancelRequest))]
[JsonSerializable(typeof(VoiceRentalSearch))]
[JsonSerializable(typeof(VoiceRentalReply))]
[JsonSerializable(typeof(VoiceRentalDetails))]
[JsonSerializable(typeof(VoiceRentalMatch))]
[JsonSerializable(typeof(VoiceRentalAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class VoiceJson : JsonSerializerContext;
