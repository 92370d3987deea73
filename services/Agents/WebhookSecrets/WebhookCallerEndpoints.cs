using Microsoft.AspNetCore.Http.HttpResults;
using PeteRental.Agents.Audit;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.WebhookSecrets;

/// <summary>What VoiceWebhook asks about webhooks that arrive, and the operators' way to bring a token along.</summary>
internal static class WebhookCallerEndpoints
{
    private const int Sha256HexLength = 64;

    public static void MapWebhookCallers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/internal").RequireService().WithTags("Internal");
        group.MapGet("/webhook-secrets/{sha256}", FindAsync).WithSummary("The workspace of a token, by the token's SHA-256");
        group.MapPost("/webhook-keys", KeysAsync).WithSummary("The keys to check a signed webhook with");
        group.MapPost("/webhook-keys/uses", MarkUses).WithSummary("Signing keys that were used");
        group.MapPost("/webhook-secrets", ImportAsync).WithSummary("Takes over a token for the workspace of the signed identity");
    }

    private static async Task<Results<Ok<WebhookSecretReply>, ProblemHttpResult>> FindAsync(
        string sha256, WebhookCallers callers, CancellationToken cancellationToken) =>
        sha256.Length == Sha256HexLength && sha256.All(char.IsAsciiHexDigit)
        && await callers.FindAsync(Convert.FromHexString(sha256), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problem.NotFound("webhook secret");

    private static async Task<Results<Ok<WebhookKeysReply>, ProblemHttpResult>> KeysAsync(
        WebhookKeysRequest request, WebhookCallers callers, CancellationToken cancellationToken) =>
        await callers.KeysAsync(request, cancellationToken) is { } keys
            ? TypedResults.Ok(keys)
            : Problem.NotFound("signing key");

    private static NoContent MarkUses(WebhookKeyUsesRequest request, SecretUse use)
    {
        foreach (var secret in request.SecretIds)
        {
            use.Mark(secret);
        }

        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ImportedWebhookSecretReply>, ProblemHttpResult>> ImportAsync(
        ImportWebhookSecretRequest request, CallingService caller, WebhookSecretStore secrets, CancellationToken cancellationToken)
    {
        if (caller.WorkspaceId is not { } workspace)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "workspace_needed", "The signed identity names no workspace.");
        }

        var errors = request.Check();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await secrets.ImportAsync(Actor.Of(caller, workspace), request.Secret!, request.Name!.Trim(), cancellationToken) switch
        {
            SecretImport.Done done => TypedResults.Ok(done.Secret),
            SecretImport.OthersSecret => Problem.Of(
                StatusCodes.Status409Conflict, "webhook_secret_taken", "This token belongs to another workspace already."),
            _ => Problem.NotFound("workspace"),
        };
    }
}
