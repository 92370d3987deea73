using System.Net;
using PeteRental.Contracts;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults.Requests;
using PeteRental.VoiceWebhook.Messages;
using PeteRental.VoiceWebhook.Workspaces;

namespace PeteRental.VoiceWebhook.Authentication;

/// <summary>Whether a webhook request is let in.</summary>
public enum Admission
{
    /// <summary>It belongs to a workspace.</summary>
    Admitted,

    /// <summary>Its secret or signature is missing or wrong.</summary>
    Refused,

    /// <summary>The same, and too often from the same address.</summary>
    RefusedTooOften,

    /// <summary>Nobody can tell just now.</summary>
    Unavailable,

    /// <summary>Only its signature can tell, and that needs the body.</summary>
    Undecided,
}

/// <summary>The answer to who sends a request. The workspace counts only when it is admitted.</summary>
public readonly record struct AdmissionResult(Admission Admission, WorkspaceId Workspace = default);

/// <summary>Finds the workspace that a webhook request proves to come from.</summary>
public sealed class WebhookAuthenticator(WorkspaceDirectory directory, FailedAttempts attempts, SigningKeyUse use, TimeProvider time)
{
    /// <summary>By what the headers show. The body need not be read for that.</summary>
    /// <param name="secrets">Hashes of the secrets presented.</param>
    /// <param name="isSigned">The request carries a signature as well, or only that.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    public async ValueTask<AdmissionResult> BySecretAsync(
        IReadOnlyList<string> secrets, bool isSigned, IPAddress address, CancellationToken cancellationToken)
    {
        var isUnavailable = false;
        var isGuess = false;
        foreach (var hash in secrets)
        {
            var isNew = !directory.RemembersSecret(hash);
            isGuess |= isNew;
            if (isNew && attempts.IsFlooding(address))
            {
                continue;
            }

            var found = await directory.FindBySecretAsync(hash, cancellationToken);
            if (found.Value is { } secret)
            {
                return new(Admission.Admitted, new WorkspaceId(secret.WorkspaceId));
            }

            isUnavailable |= found.IsUnavailable;
        }

        return isSigned ? new(Admission.Undecided) : isUnavailable ? new(Admission.Unavailable) : Refuse(address, isGuess);
    }

    /// <summary>By a signature over the body. Whose key it must be is found by the assistant or the number in the message; no message, no key.</summary>
    public async ValueTask<AdmissionResult> BySignatureAsync(
        WebhookSignature signature, ReadOnlyMemory<byte> body, CallFacts? call, IPAddress address, CancellationToken cancellationToken)
    {
        var number = PhoneNumber.Parse(call?.DialledNumber)?.Value;
        var isGuess = call is not null && !directory.RemembersKeys(call.AssistantId, number);
        if (call is null || (isGuess && attempts.IsFlooding(address)))
        {
            return Refuse(address, isGuess);
        }

        var found = await directory.FindKeysAsync(call.AssistantId, number, cancellationToken);
        if (found.IsUnavailable)
        {
            return new(Admission.Unavailable);
        }

        return found.Value is { } keys && OwnerOf(keys, signature, body.Span) is { } owner
            ? new(Admission.Admitted, owner)
            : Refuse(address, isGuess);
    }

    // Two workspaces may name the same assistant, and only the key tells which of them Vapi speaks for.
    private WorkspaceId? OwnerOf(WebhookKeysReply found, WebhookSignature signature, ReadOnlySpan<byte> body)
    {
        foreach (var candidate in (found.Others ?? []).Prepend(found))
        {
            for (var index = 0; index < candidate.Keys.Count; index++)
            {
                if (Decode(candidate.Keys[index]) is { } key && signature.IsValid(body, [key], time.GetUtcNow()))
                {
                    use.Mark(candidate, index);
                    return new WorkspaceId(candidate.WorkspaceId);
                }
            }
        }

        return null;
    }

    private AdmissionResult Refuse(IPAddress address, bool isGuess) =>
        new(attempts.RecordAndCheck(address, isGuess) ? Admission.RefusedTooOften : Admission.Refused);

    private static byte[]? Decode(string key)
    {
        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
