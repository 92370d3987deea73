using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>The secrets that Vapi's webhooks prove themselves with. Several at once, so that they can be rotated without a gap.</summary>
internal static class WebhookSecretEndpoints
{
    public static void MapWebhookSecrets(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/workspace/webhook-secrets").RequireOwner().WithTags("Workspace");
        group.MapGet("/", ListAsync).WithSummary("The workspace's webhook secrets, without the secrets");
        group.MapPost("/", AddAsync).WithSummary("Makes a webhook secret and shows it once")
            .WithDescription("A workspace has at most 20. Of a token only its hash is kept; an hmac key is kept encrypted.");
        group.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Revokes a webhook secret");
    }

    private static async Task<Ok<WebhookSecretListReply>> ListAsync(
        CurrentMember member, WebhookSecretStore secrets, CancellationToken cancellationToken)
    {
        var list = await secrets.ListAsync(member.WorkspaceId, cancellationToken);
        return TypedResults.Ok(new WebhookSecretListReply(list, list.Count));
    }

    private static async Task<Results<Created<NewWebhookSecretReply>, ProblemHttpResult>> AddAsync(
        NewWebhookSecretRequest request, CurrentMember member, WebhookSecretStore secrets, HttpResponse response, CancellationToken cancellationToken)
    {
        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var kind = request.Kind.Or(SecretText.Token)!;
        var name = request.Name.Or(kind == SecretText.Token ? "Webhook token" : "Signing key")!.Trim();
        if (await secrets.AddAsync(Actor.Of(member), kind, name, cancellationToken) is not { } secret)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict, "too_many_webhook_secrets", $"A workspace has at most {WebhookSecretStore.MaxSecrets}: revoke one first.");
        }

        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/workspace/webhook-secrets/{secret.SecretId}", secret);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, CurrentMember member, WebhookSecretStore secrets, CancellationToken cancellationToken) =>
        await secrets.RemoveAsync(Actor.Of(member), id, cancellationToken) ? TypedResults.NoContent() : Problem.NotFound("webhook secret");
}
