namespace PeteRental.Sandbox.Vapi;

/// <summary>Stands for Vapi's REST API.</summary>
internal static class VapiEndpoints
{
    /// <summary>Where Vapi lives here.</summary>
    public const string Prefix = "/vapi";

    /// <summary>Maps everything under <c>/vapi</c>.</summary>
    public static void MapVapi(this IEndpointRouteBuilder app)
    {
        app.MapFileStorage();
        var vapi = app.MapGroup(Prefix).WithMetadata(new VapiKeyRequired());
        vapi.MapAssistants();
        vapi.MapTools();
        vapi.MapFiles();
        vapi.MapPhoneNumbers();
        vapi.MapCalls();
        vapi.Map("/{**path}", Unknown).ExcludeFromDescription();
    }

    /// <summary>The real one answers a method that a path does not have the same way, so a PUT is 404 and not 405.</summary>
    private static VapiReply Unknown(HttpRequest request, string? path) => VapiReply.NotFound($"Cannot {request.Method} /{path}");
}
