using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PeteRental.ServiceDefaults.Problems;
using PeteRental.VoiceWebhook.Authentication;
using PeteRental.VoiceWebhook.Messages;

namespace PeteRental.VoiceWebhook.Webhook;

/// <summary>The one address that Vapi talks to.</summary>
internal static class WebhookEndpoints
{
    public static void MapVapiWebhook(this IEndpointRouteBuilder app) =>
        app.MapPost("/vapi/webhook", ReceiveAsync)
            .AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(WebhookBody.LongestDrained))
            .WithTags("Voice")
            .WithSummary("Receives Vapi's webhook messages")
            .WithDescription(
                "Authenticated by X-Vapi-Secret, Authorization: Bearer, or an HMAC signature (x-signature over '{timestamp}.{body}', x-timestamp), "
                + "with a webhook secret of the workspace. Answers 200 in Vapi's shape to everything that is authentic JSON; 401 to a missing or wrong "
                + "secret (429 when repeated), 413 above 2 MB, 400 to what is not JSON.")
            .AddOpenApiOperationTransformer(DescribeBodyAsync);

    // Not Accepts(): that would also refuse a message for its content type, and the body says better what it is.
    private static Task DescribeBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "Vapi's message; only the members that are needed are read.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } },
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, WebhookAuthenticator authenticator, MessageHandler handler, CancellationToken cancellationToken)
    {
        using var deadline = handler.StartDeadline();
        var address = AddressOf(context);
        var signature = WebhookSignature.Of(context.Request);
        var admission = await authenticator.BySecretAsync(
            WebhookSecret.HashesOf(context.Request), signature is not null, address, cancellationToken);
        if (admission.Admission is not (Admission.Admitted or Admission.Undecided))
        {
            return Refusal(context, admission.Admission);
        }

        using var body = await WebhookBody.ReadAsync(context.Request, cancellationToken);
        if (body is null)
        {
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "The request body is larger than 2 MB.");
        }

        var message = MessageReader.Read(body.Bytes.Span);
        if (admission.Admission is Admission.Undecided)
        {
            admission = await authenticator.BySignatureAsync(signature!, body.Bytes, message?.Call, address, cancellationToken);
        }

        if (admission.Admission is not Admission.Admitted)
        {
            return Refusal(context, admission.Admission);
        }

        if (message is null)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "malformed_json", "The request body is not JSON.");
        }

        Activity.Current?.SetTag("workspace_id", admission.Workspace.ToString()).SetTag("call_id", message.Call.CallId);
        return await handler.HandleAsync(admission.Workspace, message, deadline.Token);
    }

    private static IResult Refusal(HttpContext context, Admission admission)
    {
        // A bare status, without the explanation that other errors carry: whoever guesses learns nothing.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        switch (admission)
        {
            case Admission.RefusedTooOften:
                context.Response.Headers.RetryAfter = "60";
                return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
            case Admission.Unavailable:
                context.Response.Headers.RetryAfter = "5";
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, "unavailable", "The secret cannot be checked just now. Please try again in a moment.");
            default:
                return TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        }
    }

    // The gateway sets this header from the connection it accepted, whatever the request brought along.
    private static IPAddress AddressOf(HttpContext context) =>
        context.Request.Headers["X-Forwarded-For"] is [.., { } forwarded]
        && IPAddress.TryParse(forwarded.AsSpan(forwarded.LastIndexOf(',') + 1).Trim(), out var address)
            ? address
            : context.Connection.RemoteIpAddress ?? IPAddress.None;
}
