using System.Data.Common;
using Microsoft.Extensions.Options;
using PeteRental.Agents.Audit;
using PeteRental.Agents.Workspaces;
using PeteRental.Contracts;

namespace PeteRental.Agents.Integrations;

/// <summary>
/// Tries credentials again whose provider could not be asked when they were given. A good one takes its place the way a save would
/// have put it there, so nobody has to come back and save again.
/// </summary>
internal sealed partial class CandidateChecks(
    CandidateStore candidates, IntegrationStore integrations, CredentialChecks checks, WorkspaceStore workspaces,
    IOptions<CandidateOptions> options, TimeProvider time, ILogger<CandidateChecks> logger) : BackgroundService
{
    private const int AtOnce = 8;
    private const string Name = "credential-checks";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CheckDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private async Task CheckDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            var due = await candidates.TakeDueAsync(AtOnce, time.GetUtcNow(), cancellationToken);
            await Task.WhenAll(due.Select(candidate => CheckAsync(candidate, cancellationToken)));
        }
        catch (DbException exception)
        {
            LogLater(exception);
        }
    }

    private async Task CheckAsync(DueCandidate due, CancellationToken cancellationToken)
    {
        var workspace = new WorkspaceId(due.WorkspaceId);
        var stored = await integrations.FindAsync(workspace, cancellationToken);
        var change = stored switch
        {
            { VapiCandidate: { Credential: { } account } candidate } when candidate.Id == due.Id =>
                IntegrationChange.Settle(due.Id, await checks.CheckAsync(account, cancellationToken)),
            { TwilioCandidate: { Credential: { } twilio } candidate } when candidate.Id == due.Id =>
                IntegrationChange.Settle(due.Id, await checks.CheckAsync(twilio.Account, twilio.PhoneNumber, cancellationToken)),
            _ => null,
        };
        if (change is null)
        {
            // Another one took its place, or the master key that opens it is gone.
            await candidates.DropUnreadableAsync(due, time.GetUtcNow(), cancellationToken);
            return;
        }

        await workspaces.SaveAsync(new Actor(workspace, null, Name), WorkspaceRequest.Nothing, change, cancellationToken);
        var verdict = change.Vapi?.Verdict ?? change.Twilio!.Verdict;
        LogChecked(workspace, due.Provider, verdict, change.Vapi?.ErrorCode ?? change.Twilio?.ErrorCode ?? "");
    }

    [LoggerMessage(LogLevel.Information, "The {Provider} credential that workspace {Workspace} waits for was tried again: {Verdict} {ErrorCode}")]
    private partial void LogChecked(WorkspaceId workspace, string provider, Verdict verdict, string errorCode);

    [LoggerMessage(LogLevel.Warning, "Credentials that wait for their provider could not be looked at; the next round will")]
    private partial void LogLater(Exception exception);

    [LoggerMessage(LogLevel.Debug, "No more credentials are tried again")]
    private partial void LogStopping();
}
