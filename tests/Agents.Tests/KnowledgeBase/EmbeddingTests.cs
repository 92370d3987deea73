using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using PeteRental.Agents.KnowledgeBase;
using PeteRental.Agents.KnowledgeBase.Embeddings;
using PeteRental.Agents.KnowledgeBase.Search;
using PeteRental.Contracts;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class EmbeddingTests(AgentsHost app)
{
    [Fact]
    public async Task With_an_endpoint_a_question_in_other_words_finds_its_answer_and_without_it_the_words_do()
    {
        var owner = await app.SignInAsync();
        var ids = new List<Guid>();
        foreach (var (name, text) in new[] { ("a.txt", "Hounds up to fifty pounds are welcome."), ("b.txt", "The garage has one space for each home."), ("c.txt", "Rent is due on the first.") })
        {
            ids.Add((await owner.Http.UploadAsync(name, text).ReadAsync(HttpStatusCode.Created)).Id("document_id"));
        }

        await using var endpoint = await Endpoint.StartAsync();
        await using var knowledge = Knowledge(endpoint);
        using var worker = knowledge.GetRequiredService<EmbeddingWorker>();
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await using var connection = await app.Database.OpenConnectionAsync();
        await AgentsHost.UntilAsync(async () => await connection.QuerySingleAsync<bool>(
            "SELECT bool_and(embedded_with IS NOT DISTINCT FROM 'tests/meaning@4') FROM knowledge_documents WHERE id = ANY (@ids)", new { ids = ids.ToArray() }));
        await worker.StopAsync(TestContext.Current.CancellationToken);
        var search = knowledge.GetRequiredService<KnowledgeSearch>();

        Assert.Contains("Hounds", (await FindAsync(search, owner, "may I keep my canine there"))[0].Content, StringComparison.Ordinal);
        Assert.Contains("garage", (await FindAsync(search, owner, "where does my vehicle go"))[0].Content, StringComparison.Ordinal);
        // Near in meaning and in words comes before near in one of them.
        Assert.Contains("garage", (await FindAsync(search, owner, "vehicle space"))[0].Content, StringComparison.Ordinal);
        Assert.All(await FindAsync(search, owner, "vehicle space"), result => Assert.InRange(result.Similarity, 0, 1));
        Assert.Empty(await FindAsync(search, await app.SignInAsync(), "canine"));

        foreach (var trouble in new[] { Trouble.Refuses, Trouble.ErrorIn200, Trouble.Garbage, Trouble.Hangs })
        {
            endpoint.Trouble = trouble;
            Assert.Empty(await FindAsync(search, owner, "canine"));
            Assert.Contains("Hounds", (await FindAsync(search, owner, "hound"))[0].Content, StringComparison.Ordinal);
        }

        Assert.All(endpoint.Keys, key => Assert.Equal("Bearer planted-embedding-key", key));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains("planted-embedding-key", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_direction_has_no_vector()
    {
        Assert.Null(Vectors.Normalise([0, 0, 0]));
        Assert.Null(Vectors.Normalise([float.NaN, 1]));
        Assert.Null(Vectors.Normalise([float.MaxValue, float.PositiveInfinity]));
        var unit = Vectors.Normalise([.. Enumerable.Range(1, 37).Select(i => (float)i)])!;
        Assert.Equal(1, Vectors.Dot(unit, unit), 5);
    }

    [Fact]
    public void What_is_near_the_top_of_both_lists_comes_first()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();

        var fused = RankFusion.Fuse([new(ids[0], 0.9), new(ids[1], 0.8)], [new(ids[2], 0.7), new(ids[1], 0.95), new(ids[3], 0.1)]);

        Assert.Equal([new(ids[1], 0.95), new(ids[0], 0.9), new(ids[2], 0.7), new(ids[3], 0.1)], fused);
    }

    private static async Task<IReadOnlyList<SearchResult>> FindAsync(KnowledgeSearch search, Person owner, string question) =>
        (await search.FindAsync(new WorkspaceId(owner.WorkspaceId), question, 5, TimeSpan.FromMilliseconds(400), TestContext.Current.CancellationToken)).Results;

    /// <summary>The service's knowledge base as it is where an endpoint is configured.</summary>
    private ServiceProvider Knowledge(Endpoint endpoint)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Embeddings:BaseAddress"] = endpoint.Address,
            ["Embeddings:ApiKey"] = "planted-embedding-key",
            ["Embeddings:Model"] = "tests/meaning",
            ["Embeddings:Dimensions"] = "4",
        }).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(app.Logs));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(app.Part<NpgsqlDataSource>());
        services.AddKnowledgeBase();
        return services.BuildServiceProvider();
    }

    private enum Trouble
    {
        None,
        Refuses,
        ErrorIn200,
        Garbage,
        Hangs,
    }

    /// <summary>Speaks the protocol; what means the same points in the same direction.</summary>
    private sealed class Endpoint : IAsyncDisposable
    {
        private const int Overloaded = 529;

        private static readonly string[][] Meanings = [["hound", "canine"], ["garage", "vehicle"], ["rent"]];

        private readonly WebApplication _app;

        private Endpoint(WebApplication app) => _app = app;

        public Trouble Trouble { get; set; }

        public List<string> Keys { get; } = [];

        public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";

        public static async Task<Endpoint> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore();
            var app = builder.Build();
            var endpoint = new Endpoint(app);
            app.MapPost("/v1/embeddings", endpoint.AnswerAsync);
            await app.StartAsync();
            return endpoint;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task AnswerAsync(HttpContext context)
        {
            Keys.Add(context.Request.Headers.Authorization.ToString());
            var request = await context.Request.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(("tests/meaning", "float", 4), (request.Text("model"), request.Text("encoding_format"), request.GetProperty("dimensions").GetInt32()));
            switch (Trouble)
            {
                case Trouble.Refuses:
                    context.Response.StatusCode = Overloaded;
                    break;
                case Trouble.ErrorIn200:
                    await context.Response.WriteAsJsonAsync(new { error = new { code = 502, message = "overloaded" } });
                    break;
                case Trouble.Garbage:
                    await context.Response.WriteAsync("<html>");
                    break;
                case Trouble.Hangs:
                    var gone = new TaskCompletionSource();
                    using (context.RequestAborted.Register(gone.SetResult))
                    {
                        await gone.Task;
                    }

                    break;
                default:
                    // In any order: the index says which is whose.
                    var inputs = request.GetProperty("input").EnumerateArray().Select(input => input.GetString()!).ToList();
                    await context.Response.WriteAsJsonAsync(new
                    {
                        data = inputs.Select((text, index) => new { index, embedding = VectorOf(text) }).Reverse(),
                    });
                    break;
            }
        }

        private static float[] VectorOf(string text) =>
            [.. Meanings.Select(words => words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) ? 3f : 0f), 0.1f];
    }

}
