using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PeteRental.Contracts.Agents;
using PeteRental.ServiceDefaults;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class SearchTests(AgentsHost app)
{
    private const string Handbook =
        """
        # Pets
        Two cats or one dog under fifty pounds are welcome. The pet deposit is 300 dollars, of which 200 are refunded.

        Exotic animals such as snakes need the owner's written agreement, which you get by writing to the office a month before you move in.

        # Parking
        Each home has one parking space in the garage. Visitors park on Birchwood Ave, not in the yard. A second space is 85 dollars a month.

        The gate closes at eleven at night; residents open it with their key card, and a lost key card is replaced for 40 dollars.

        # Depósito y contrato
        El depósito de garantía equivale a un mes de renta y se devuelve treinta días después de la mudanza.

        Para terminar el contrato avise con sesenta días de anticipación, por escrito, a la oficina de administración.
        """;

    [Theory]
    [InlineData("Do you allow dogs?", "one dog under fifty")]
    [InlineData("can I bring my cat with me when I move", "Two cats")]
    [InlineData("How much is the pet deposit?", "300 dollars")]
    [InlineData("PARKING", "one parking space")]
    [InlineData("Where do visitors park?", "Visitors park")]
    [InlineData("garag", "one parking space")]
    [InlineData("what happens if I lost my key card?", "lost key card")]
    [InlineData("¿Cuánto es el depósito?", "depósito de garantía")]
    [InlineData("cuanto es el deposito de garantia", "depósito de garantía")]
    [InlineData("¿cómo termino mi contrato?", "terminar el contrato")]
    [InlineData("snakes/lizards (exotic!)", "snakes need")]
    [InlineData("the birchwood:avenue & | ! <-> \\ ' %", "Birchwood Ave")]
    public async Task A_question_as_people_ask_it_finds_its_answer(string question, string answer)
    {
        var manager = await app.SignInAsync();
        await manager.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);

        var results = await SearchAsync(manager, question);

        Assert.Contains(answer, results[0].Text("content"), StringComparison.Ordinal);
        Assert.Equal("handbook.md", results[0].Text("document_name"));
        Assert.All(results, result => Assert.InRange(result.GetProperty("similarity").GetDouble(), double.Epsilon, 1));
        Assert.Equal(results.Select(Similarity).OrderDescending(), results.Select(Similarity));
    }

    [Fact]
    public async Task What_covers_all_of_a_question_is_as_similar_as_can_be_and_what_covers_a_common_word_is_not()
    {
        var manager = await app.SignInAsync();
        await manager.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);

        var results = await SearchAsync(manager, "What is the deposit for pets?");

        Assert.Equal(1, Similarity(results[0]), 3);
        Assert.All(results.Skip(1), result => Assert.InRange(Similarity(result), 0, 0.8));
    }

    [Theory]
    [InlineData("unicorns")]
    [InlineData("what is the")]
    [InlineData("¿qué es lo de ella?")]
    [InlineData("!!! ---")]
    [InlineData("\uD83C\uDFE0")]
    public async Task What_says_nothing_or_is_not_there_finds_nothing(string question)
    {
        var manager = await app.SignInAsync();
        await manager.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);

        var reply = await manager.Http.GetAsync($"/knowledge-base/search?q={Uri.EscapeDataString(question)}").ReadAsync(HttpStatusCode.OK);

        Assert.Equal("""{"results":[],"total":0}""", reply.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20")]
    [InlineData("?q=%00")]
    [InlineData("?q=pets&limit=0")]
    [InlineData("?q=pets&limit=51")]
    [InlineData("?q=pets&limit=all")]
    public async Task A_search_for_nothing_or_too_much_is_refused(string query) =>
        await (await app.SignInAsync()).Http.GetAsync($"/knowledge-base/search{query}").ReadAsync(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_long_question_is_answered_in_time()
    {
        var manager = await app.SignInAsync();
        await manager.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);
        var question = string.Join(' ', Enumerable.Range(0, 90).Select(i => $"deposit{i}"));

        await manager.Http.GetAsync($"/knowledge-base/search?q={question}").ReadAsync(HttpStatusCode.OK);
        await manager.Http.GetAsync($"/knowledge-base/search?q={new string('x', 1_001)}").ReadAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task At_most_so_many_passages_as_asked_for_are_given_and_all_are_counted()
    {
        var manager = await app.SignInAsync();
        for (var i = 0; i < 5; i++)
        {
            await manager.Http.UploadAsync($"{i}.txt", $"Laundry is in building {i}.").ReadAsync(HttpStatusCode.Created);
        }

        var reply = await manager.Http.GetAsync("/knowledge-base/search?q=laundry&limit=2").ReadAsync(HttpStatusCode.OK);

        Assert.Equal(2, reply.GetProperty("results").GetArrayLength());
        Assert.Equal(5, reply.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Nobody_finds_another_workspaces_documents()
    {
        var owner = await app.SignInAsync();
        var other = await app.SignInAsync();
        await owner.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);

        Assert.Empty(await SearchAsync(other, "pet deposit"));
        using var voice = app.AsService("voicewebhook", other.WorkspaceId);
        Assert.Empty((await AskAsync(voice, "pet deposit")).Passages);
    }

    [Fact]
    public async Task A_callers_question_gets_the_passages_of_the_workspace()
    {
        var owner = await app.SignInAsync();
        await owner.Http.UploadAsync("handbook.md", Handbook).ReadAsync(HttpStatusCode.Created);
        using var voice = app.AsService("voicewebhook", owner.WorkspaceId);
        using var nobody = app.AsService("voicewebhook", null);

        var reply = await AskAsync(voice, new string('x', 2_000) + " so, how much is the pet deposit?");

        Assert.Contains("300 dollars", reply.Passages[0].Content, StringComparison.Ordinal);
        Assert.Equal((await SearchAsync(owner, "pet deposit"))[0].Text("chunk_id"), reply.Passages[0].Id.ToString());
        Assert.Equal("workspace_needed", (await nobody.PostAsJsonAsync("/internal/knowledge-base/search", new { query = "pets", limit = 3 }).ReadAsync(HttpStatusCode.BadRequest)).Code());
    }

    private static double Similarity(JsonElement result) => result.GetProperty("similarity").GetDouble();

    private static async Task<KnowledgeReply> AskAsync(HttpClient voice, string question)
    {
        var response = await voice.PostAsJsonAsync("/internal/knowledge-base/search", new KnowledgeQuestion(question, 3), JsonDefaults.Options);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<KnowledgeReply>(JsonDefaults.Options))!;
    }

    private static async Task<List<JsonElement>> SearchAsync(Person person, string question) =>
    [
        .. (await person.Http.GetAsync($"/knowledge-base/search?q={Uri.EscapeDataString(question)}").ReadAsync(HttpStatusCode.OK))
            .GetProperty("results").EnumerateArray(),
    ];
}
