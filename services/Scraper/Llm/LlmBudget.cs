using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace PeteRental.Scraper.Llm;

/// <summary>
/// What workspaces have spent this month. A call is paid at its highest price before it is made, in one statement, so that readings side
/// by side cannot spend the same dollar; a process that dies in between has spent it.
/// </summary>
internal sealed class LlmBudget(NpgsqlDataSource database, IOptions<LlmOptions> options, TimeProvider time)
{
    /// <summary>Pays a call in advance: the month it was paid in, or null when the budget does not cover it.</summary>
    public async Task<DateOnly?> TryReserveAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var month = new DateOnly(now.Year, now.Month, 1);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var reserved = await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO llm_spending (workspace_id, month, cost, calls) SELECT @workspaceId, @month, @MostPerCall, 1 WHERE @MostPerCall <= @MonthlyBudget
            ON CONFLICT (workspace_id, month) DO UPDATE SET cost = llm_spending.cost + @MostPerCall, calls = llm_spending.calls + 1
            WHERE llm_spending.cost + @MostPerCall <= @MonthlyBudget
            """,
            new { workspaceId, month, options.Value.MostPerCall, options.Value.MonthlyBudget },
            cancellationToken: cancellationToken));
        return reserved == 1 ? month : null;
    }

    /// <summary>Puts what a call has cost in the place of what was paid in advance. Not to be cancelled: the money is spent.</summary>
    public async Task SettleAsync(Guid workspaceId, DateOnly month, decimal cost)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE llm_spending SET cost = greatest(0, cost - @MostPerCall + @cost) WHERE workspace_id = @workspaceId AND month = @month",
            new { workspaceId, month, options.Value.MostPerCall, cost });
    }
}
