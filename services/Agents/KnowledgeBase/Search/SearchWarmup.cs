using Npgsql;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Search;

/// <summary>
/// Searches once when the service starts, in a workspace that nobody has: compiling all that a search needs takes longer than a caller's
/// question may, and the first caller's would be answered with nothing.
/// </summary>
internal sealed partial class SearchWarmup(KnowledgeSearch search, ILogger<SearchWarmup> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await search.FindAsync(new WorkspaceId(Guid.Empty), "¿Aceptan mascotas? Do you take pets?", 1, TimeSpan.Zero, stoppingToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            LogCold(exception.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "The search of documents was not warmed up ({Reason})")]
    private partial void LogCold(string reason);
}
