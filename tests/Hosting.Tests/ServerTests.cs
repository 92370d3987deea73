using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;

namespace PeteRental.Hosting.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task Three_servers_start_and_let_us_in()
    {
        await using var servers = await TestServers.StartAsync(builder =>
        {
            builder.AddPostgres("postgres").AddDatabase("calendardb");
            builder.AddRedis("cache");
            builder.AddRabbitMQ("messaging");
        });
        await using var connection = new NpgsqlConnection(servers.ConnectionString("calendardb"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Assert.Equal("calendardb", connection.Database);
    }
}
