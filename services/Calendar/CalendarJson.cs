using System.Text.Json.Serialization;
using PeteRental.Calendar.Booking;
using PeteRental.Contracts.Calendar;
using PeteRental.Contracts.Events;

namespace PeteRental.Calendar;

/// <summary>JSON without reflection for what VoiceWebhook asks while a caller waits, and for what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VoiceAvailabilityRequest))]
[JsonSerializable(typeof(VoiceAvailabilityReply))]
[JsonSerializable(typeof(VoiceBookingRequest))]
[JsonSerializable(typeof(VoiceBookingReply))]
[JsonSerializable(typeof(VoiceFindRequest))]
[JsonSerializable(typeof(VoiceRescheduleRequest))]
[JsonSerializable(typeof(VoiceCancelRequest))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(AppointmentFacts))]
internal sealed partial class CalendarJson : JsonSerializerContext;
