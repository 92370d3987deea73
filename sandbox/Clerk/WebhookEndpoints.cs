using Microsoft.Extensions.Options;

namespace PeteRental.Sandbox.Clerk;

/// <summary>Lets tests and demonstrations say what Clerk announces.</summary>
public static class WebhookEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    internal static void AddClerkWebhooks(this IServiceCollection services)
    {
        services.AddHttpClient(WebhookSender.ClientName, client => client.Timeout = Patience)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        services.AddSingleton<WebhookSender>();
    }

    /// <summary>Maps <c>/control/clerk/webhooks</c>.</summary>
    public static void MapClerkWebhooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/control/clerk/webhooks", SendAsync).WithTags("Control").WithSummary("Sends a webhook as Clerk would, and tells the answer");

    private static async Task<IResult> SendAsync(
        WebhookRequest request, IServiceProvider services, IOptions<SandboxOptions> options, CancellationToken cancellationToken)
    {
        var invalid = request.Check();
        var receiver = request.Url is { } url ? WebhookSender.AddressOf(url) : options.Value.ClerkWebhookUrl;
        if (invalid.When(receiver is null, "url", "No receiver is configured (Sandbox:ClerkWebhookUrl): say where to.").Any)
        {
            return invalid.ToProblem();
        }

        try
        {
            return TypedResults.Ok(await services.GetRequiredService<WebhookSender>().SendAsync(request, receiver!, cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return TypedResults.Problem("The receiver does not answer.", statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
