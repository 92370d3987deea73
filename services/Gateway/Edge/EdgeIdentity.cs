using PeteRental.Contracts;
using PeteRental.ServiceDefaults.Identity;

namespace PeteRental.Gateway.Edge;

/// <summary>The person behind a request, after their token was checked and Agents said who they are.</summary>
internal sealed record EdgeIdentity(UserId UserId, WorkspaceId WorkspaceId, WorkspaceRole Role, string Subject);
