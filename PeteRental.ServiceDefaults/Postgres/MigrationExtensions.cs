using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace PeteRental.ServiceDefaults.Postgres;

/// <summary>SQL migrations from embedded files.</summary>
public static class MigrationExtensions
{
    /// <summary>
    /// Applies, before the service takes traffic, the tables that messaging needs and then the <c>Migrations/NNNN_name.sql</c> embedded
    /// in the calling assembly. Needs <see cref="NpgsqlExtensions.AddNpgsqlDataSource"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WebApplicationBuilder AddMigrations(this WebApplicationBuilder builder)
    {
        var service = Assembly.GetCallingAssembly();
        builder.Services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<MigrationRunner>(
            provider,
            provider.GetRequiredService<NpgsqlDataSource>(),
            (IReadOnlyList<Migration>)
            [
                .. Migration.From(typeof(MigrationExtensions).Assembly, "messaging"),
                .. Migration.From(service, "service"),
            ]));
        return builder;
    }
}
