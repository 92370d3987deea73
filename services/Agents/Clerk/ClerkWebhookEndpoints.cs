using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PeteRental.ServiceDefaults;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.Clerk;

/// <summary>Where the sign-in provider announces people, organisations and who belongs to which.</summary>
internal static partial class ClerkWebhookEndpoints
{
    public static void MapClerkWebhooks(this IEndpointRouteBuilder app) =>
        app.MapPost("/webhooks/clerk", ReceiveAsync).AllowAnonymous().WithTags("Users")
            .WithSummary("Receives Clerk's webhooks")
            .WithDescription(
                "Authenticated by Svix's signature over the raw body (svix-id, svix-timestamp, svix-signature, or the same of webhook-). 204 to what is "
                + "authentic, also when it is of an unknown type or was delivered before; 400 without the headers or when it is no JSON object; 401 when "
                + "the signature is wrong or more than 300 seconds old; 403 from another instance than the configured one; 413 above 1 MB; 503 "
                + "clerk_webhooks_off while no secret is configured.");

    private static async Task<Results<NoContent, ProblemHttpResult>> ReceiveAsync(
        HttpRequest request, IOptions<ClerkWebhookOptions> options, ClerkEventHandler handler, TimeProvider time, ILogger<ClerkEventHandler> logger,
        CancellationToken cancellationToken)
    {
        if (SvixSignature.KeyOf(options.Value.WebhookSecret) is not { } key)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "clerk_webhooks_off", "No signing secret is configured for these webhooks.");
        }

        if (SvixSignature.Of(request.Headers) is not { } signature)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "signature_missing", "The headers svix-id, svix-timestamp and svix-signature are needed.");
        }

        if (await ReadAsync(request.Body, cancellationToken) is not { } body)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The request body is larger than 1 MB.");
        }

        if (!signature.IsValid(body.Span, key, time.GetUtcNow()))
        {
            return Problem.Of(StatusCodes.Status401Unauthorized, "signature_invalid", "The signature does not fit the body, or is too old.");
        }

        if (ClerkEvent.Read(body) is not { } announcement)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed_json", "The request body is not a JSON object.");
        }

        if (options.Value.InstanceId is { Length: > 0 } instance && announcement.InstanceId != instance)
        {
            LogOtherInstance(logger);
            return Problem.Of(StatusCodes.Status403Forbidden, "wrong_instance", "The event comes from another instance than the configured one.");
        }

        await handler.HandleAsync(signature.Id, signature.SentAt, announcement, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The body as it was sent, since that is what was signed; null when it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var block = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(block, cancellationToken)) > 0;)
        {
            await body.WriteAsync(block.AsMemory(0, read), cancellationToken);
            if (body.Length > ServiceDefaultsExtensions.MaxBodyBytes)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    [LoggerMessage(LogLevel.Warning, "A webhook with the right signature came from another Clerk instance than Clerk:InstanceId")]
    private static partial void LogOtherInstance(ILogger logger);
}
