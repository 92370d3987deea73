using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PeteRental.ServiceDefaults.Postgres;

/// <summary>Postgres for a service: one data source, small pool, prepared statements, and time limits on everything.</summary>
public static class NpgsqlExtensions
{
    /// <summary>No statement of a request may hold a connection longer than this.</summary>
    public static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Adds an <see cref="NpgsqlDataSource"/> for the connection string of this name, and its health check. Same name and shape as
    /// Aspire's client package.
    /// </summary>
    public static WebApplicationBuilder AddNpgsqlDataSource(this WebApplicationBuilder builder, string connectionName)
    {
        DapperDefaults.Apply();
        builder.Services.AddSingleton(provider => CreateDataSource(
            provider.GetRequiredService<IConfiguration>(), connectionName, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres", timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    /// <summary>The connection string of the app model with what our services need on top.</summary>
    internal static NpgsqlConnectionStringBuilder Tuned(IConfiguration configuration, string connectionName)
    {
        var connection = new NpgsqlConnectionStringBuilder(
            configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"The connection string {connectionName} is missing."))
        {
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            Timeout = 3,
            CommandTimeout = (int)StatementTimeout.TotalSeconds + 1,
            CancellationTimeout = 500,
            KeepAlive = 15,
            // Our code leaves no session state behind, so a returned connection needs no DISCARD.
            NoResetOnClose = true,
        };
        connection.MaxPoolSize = configuration.GetValue("Postgres:MaxPoolSize", 20);
        // Compiling a statement takes longer than any of ours runs.
        connection.Options = $"-c jit=off -c statement_timeout={StatementTimeout.TotalMilliseconds:0} -c lock_timeout=3000 -c idle_in_transaction_session_timeout=15000 {connection.Options}";
        return connection;
    }

    private static NpgsqlDataSource CreateDataSource(IConfiguration configuration, string connectionName, ILoggerFactory logging)
    {
        var builder = new NpgsqlDataSourceBuilder(Tuned(configuration, connectionName).ConnectionString);
        builder.UseLoggerFactory(logging);
        builder.Name = connectionName;
        return builder.Build();
    }

    /// <summary>Dapper reads snake_case columns, and instants as <see cref="DateTimeOffset"/> in UTC.</summary>
    private static class DapperDefaults
    {
        private static readonly Lazy<bool> Applied = new(() =>
        {
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.AddTypeHandler(new InstantHandler());
            SqlMapper.AddTypeHandler(new DateHandler());
            return true;
        });

        public static void Apply() => _ = Applied.Value;
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
            DateTimeOffset instant => instant.ToUniversalTime(),
            _ => throw new InvalidCastException($"{value.GetType()} is not an instant."),
        };

        public override void SetValue(System.Data.IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }

    private sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value switch
        {
            DateOnly date => date,
            DateTime date => DateOnly.FromDateTime(date),
            _ => throw new InvalidCastException($"{value.GetType()} is not a date."),
        };

        public override void SetValue(System.Data.IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }
}
