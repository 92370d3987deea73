namespace PeteRental.VoiceWebhook.Messages;

/// <summary>The tools, by the names that they are registered under at Vapi. They live in prompts and must not change.</summary>
public static class ToolNames
{
#pragma warning disable CS1591 // What each does is said where it is answered.
    public const string GetAvailability = "get_availability";
    public const string SetAppointment = "set_appointment";
    public const string BookAppointment = "book_appointment";
    public const string FindAppointment = "find_appointment";
    public const string RescheduleAppointment = "reschedule_appointment";
    public const string CancelAppointment = "cancel_appointment";
    public const string SearchRentals = "search_rentals";
    public const string SearchProperties = "search_properties";
    public const string GetRentalDetails = "get_rental_details";
    public const string RequestCallback = "request_callback";
#pragma warning restore CS1591
}
