using System.Reflection;
using Microsoft.AspNetCore.Http;
using PeteRental.Contracts;

namespace PeteRental.ServiceDefaults.Identity;

/// <summary>The signed-in person of a request and their workspace. A handler takes it as a parameter.</summary>
/// <param name="UserId">The person.</param>
/// <param name="WorkspaceId">The workspace of this request; nothing else in a request can choose it.</param>
/// <param name="Role">What they may do in it.</param>
/// <param name="Subject">The person at the sign-in provider.</param>
/// <param name="ImpersonatedBy">Who acts as the person, an operator at the sign-in provider; null for the person themselves.</param>
public sealed record CurrentMember(UserId UserId, WorkspaceId WorkspaceId, WorkspaceRole Role, string Subject, string? ImpersonatedBy = null)
{
    /// <summary>Binds from the identity that authentication established.</summary>
    public static ValueTask<CurrentMember?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<SignedIdentity>() is { UserId: { } user, WorkspaceId: { } workspace, Role: { } role, Subject: { } subject }
            ? new CurrentMember(
                new UserId(user), new WorkspaceId(workspace), role, subject, context.Features.Get<SessionToken>()?.ImpersonatedBy)
            : null);
}

/// <summary>The service that calls an internal endpoint, and the workspace it acts for. A handler takes it as a parameter.</summary>
/// <param name="Service">Name of the caller.</param>
/// <param name="WorkspaceId">Null for questions that belong to no workspace yet.</param>
public sealed record CallingService(string Service, WorkspaceId? WorkspaceId)
{
    /// <summary>Binds from the identity that authentication established.</summary>
    public static ValueTask<CallingService?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<SignedIdentity>() is { IsService: true } identity
            ? new CallingService(identity.Service, identity.WorkspaceId is { } workspace ? new WorkspaceId(workspace) : null)
            : null);
}
