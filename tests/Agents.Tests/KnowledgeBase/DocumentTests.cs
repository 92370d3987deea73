using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using PeteRental.Agents.KnowledgeBase.Documents;

namespace PeteRental.Agents.Tests.KnowledgeBase;

public sealed class DocumentTests(AgentsHost app)
{
    private const int MaxFileBytes = 5 * 1024 * 1024;

    public static TheoryData<string, byte[], string, string> Readable => new()
    {
        { "house.PDF", Samples.Pdf("Quiet hours start at ten.", "The pool (heated) opens in May."), "application/pdf", "pool (heated) opens in May" },
        { "house.docx", Samples.Docx("House rules", "Quiet hours start at ten.", "Smoking is not allowed."), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Smoking is not allowed" },
        { "house.txt", Encoding.UTF8.GetBytes("Quiet hours start at ten."), "text/plain", "Quiet hours start at ten." },
        { "house.md", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("# Quiet\r\nHours start at ten — sí.")], "text/markdown", "# Quiet\nHours start at ten — sí." },
        { "utf16.txt", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Depósito de señal")], "text/plain", "Depósito de señal" },
        { "windows.csv", Encoding.Latin1.GetBytes("Fee;Price\nDepósito;500\n"), "text/csv", "Fee: Depósito\nPrice: 500" },
        { "broken.txt", [.. Encoding.UTF8.GetBytes("Señor Núñez says "), 0xC3, 0x28, .. Encoding.UTF8.GetBytes(" hello.")], "text/plain", "Señor Núñez says \uFFFD( hello." },
        { "fees.csv", Encoding.UTF8.GetBytes("Fee,Price\n\"Pet, large\",\"1,500\"\nParking,85\n"), "text/csv", "Fee: Pet, large\nPrice: 1,500\n\nFee: Parking\nPrice: 85" },
        { "faq.json", Encoding.UTF8.GetBytes("""{"pets":{"cats":true,"fees":[25,50]},"hours":[{"day":"Monday","open":null}]}"""), "application/json", "pets cats: true\npets fees: 25, 50\nhours day: Monday" },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Every_kind_of_document_is_read(string name, byte[] content, string contentType, string words)
    {
        var manager = await app.SignInAsync();

        var document = await manager.Http.UploadAsync(name, content).ReadAsync(HttpStatusCode.Created);

        Assert.Equal((name, contentType, content.Length, "stored"), (document.Text("name"), document.Text("content_type"), document.GetProperty("bytes").GetInt32(), document.Text("status")));
        Assert.Equal(1, document.GetProperty("chunks").GetInt32());
        Assert.Contains(words, await TextAsync(document), StringComparison.Ordinal);
        var again = await manager.Http.GetAsync($"/knowledge-base/documents/{document.Text("document_id")}").ReadAsync(HttpStatusCode.OK);
        Assert.Equal(document.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task A_word_document_is_read_as_it_looks()
    {
        var manager = await app.SignInAsync();

        var document = await manager.Http.UploadAsync("house.docx", Samples.Docx("House rules", "No smoking.")).ReadAsync(HttpStatusCode.Created);

        Assert.Equal("# House rules\n\nNo smoking.\n\nGarage | 85 dollars\nshape words", await TextAsync(document));
    }

    public static TheoryData<string, byte[], HttpStatusCode, string> Unwelcome => new()
    {
        { "photo.png", [0x89, 0x50, 0x4E, 0x47], HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "document", "text"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "program.exe.txt", [0x4D, 0x5A, 0, 1, 2], HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "photo.pdf", "no pdf at all"u8.ToArray(), HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "really-a.txt", Samples.Pdf("text"), HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "really-a.json", Samples.Docx("text"), HttpStatusCode.UnsupportedMediaType, "unsupported_document" },
        { "broken.pdf", "%PDF-1.7 and then nothing"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "locked.pdf", Samples.LockedPdf(), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "locked.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "broken.docx", "PK\u0003\u0004 and then nothing"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "bomb.docx", Samples.ZipBomb(), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "broken.json", """{"half":"""u8.ToArray(), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "deep.json", Encoding.UTF8.GetBytes(new string('[', 5_000) + new string(']', 5_000)), HttpStatusCode.UnprocessableEntity, "document_unreadable" },
        { "empty.pdf", Samples.Pdf(), HttpStatusCode.UnprocessableEntity, "document_empty" },
        { "empty.txt", [], HttpStatusCode.UnprocessableEntity, "document_empty" },
        { "blank.md", " \r\n\t --- \n"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "document_empty" },
        { "large.txt", new byte[MaxFileBytes + 1], HttpStatusCode.RequestEntityTooLarge, "body_too_large" },
    };

    [Theory]
    [MemberData(nameof(Unwelcome))]
    public async Task What_cannot_be_used_is_refused_and_leaves_nothing(string name, byte[] content, HttpStatusCode status, string code)
    {
        var manager = await app.SignInAsync();

        var problem = await manager.Http.UploadAsync(name, content).ReadAsync(status);

        Assert.Equal(code, problem.Code());
        Assert.Equal("""{"documents":[],"total":0,"next_cursor":null}""", await manager.Http.GetStringAsync("/knowledge-base/documents"));
    }

    [Fact]
    public async Task A_form_without_a_file_is_told_what_is_missing()
    {
        var manager = await app.SignInAsync();

        var problem = await manager.Http.PostAsync("/knowledge-base/documents", new MultipartFormDataContent { { new StringContent("x"), "document" } })
            .ReadAsync(HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty("file", out _));
        await manager.Http.PostAsJsonAsync("/knowledge-base/documents", new { }).ReadAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task The_largest_file_is_taken_and_says_that_not_all_of_it_is_searched()
    {
        var manager = await app.SignInAsync();
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 450_000).Select(i => $"line {i:000000}\n")))[..MaxFileBytes];

        var document = await manager.Http.UploadAsync("large.txt", content).ReadAsync(HttpStatusCode.Created);

        Assert.True(document.GetProperty("text_cut").GetBoolean());
        Assert.Equal(MaxFileBytes, document.GetProperty("bytes").GetInt32());
        Assert.InRange(document.GetProperty("chunks").GetInt32(), 2_000, 4_000);
    }

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData("C:\\Users\\me\\lease.txt", "lease.txt")]
    [InlineData("lea\u0007se\u202Etxt.txt", "leasetxt.txt")]
    [InlineData("  lease .txt", "lease.txt")]
    [InlineData("arrendamiento señor.txt", "arrendamiento señor.txt")]
    public void A_name_is_only_a_name(string given, string kept) => Assert.Equal(kept, DocumentName.Clean(given));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../")]
    [InlineData("\u202E")]
    public void What_is_no_name_is_none(string? given) => Assert.Null(DocumentName.Clean(given));

    [Fact]
    public void A_long_name_keeps_its_ending_and_fits_vapi()
    {
        var name = DocumentName.Clean(new string('ñ', 500) + ".docx")!;

        Assert.Equal(200, name.Length);
        Assert.EndsWith(".docx", name, StringComparison.Ordinal);
        var id = Guid.CreateVersion7();
        Assert.Matches($"^{id.ToString("N")[^12..]}-[-.a-zA-Z0-9]+\\.docx$", DocumentName.AtVapi(id, name));
        Assert.InRange(DocumentName.AtVapi(id, name).Length, 1, 40);
    }

    [Fact]
    public async Task The_same_content_is_kept_once_however_often_it_comes_at_once()
    {
        var manager = await app.SignInAsync();
        var other = await app.SignInAsync();
        var content = $"Cats {Guid.NewGuid()} are welcome.";

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => manager.Http.UploadAsync($"pets{i}.txt", content)));

        Assert.Equal(1, replies.Count(reply => reply.StatusCode == HttpStatusCode.Created));
        Assert.Equal(9, replies.Count(reply => reply.StatusCode == HttpStatusCode.OK));
        var ids = await Task.WhenAll(replies.Select(async reply => (await reply.Content.ReadFromJsonAsync<JsonElement>()).Text("document_id")));
        Assert.Single(ids.Distinct());
        await other.Http.UploadAsync("pets.txt", content).ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Documents_are_listed_page_by_page()
    {
        var manager = await app.SignInAsync();
        var added = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            added.Add((await manager.Http.UploadAsync($"{i}.txt", $"Document {i}").ReadAsync(HttpStatusCode.Created)).Text("document_id"));
        }

        var seen = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await manager.Http.GetAsync($"/knowledge-base/documents?limit=2&cursor={cursor}").ReadAsync(HttpStatusCode.OK);
            Assert.Equal(5, page.GetProperty("total").GetInt32());
            seen.AddRange(page.GetProperty("documents").EnumerateArray().Select(document => document.Text("document_id")));
            cursor = page.Text("next_cursor");
        }
        while (cursor is not null);

        Assert.Equal(added, seen);
        Assert.Equal("validation_failed", (await manager.Http.GetAsync("/knowledge-base/documents?cursor=x").ReadAsync(HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task A_removed_document_leaves_nothing_behind()
    {
        var manager = await app.SignInAsync();
        var document = await manager.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
        var path = $"/knowledge-base/documents/{document.Text("document_id")}";

        Assert.Equal(HttpStatusCode.NoContent, (await manager.Http.DeleteAsync(path)).StatusCode);

        await manager.Http.DeleteAsync(path).ReadAsync(HttpStatusCode.NotFound);
        await manager.Http.GetAsync(path).ReadAsync(HttpStatusCode.NotFound);
        await using var connection = await app.Database.OpenConnectionAsync();
        Assert.Equal(0, await connection.QuerySingleAsync<int>(
            "SELECT (SELECT count(*) FROM knowledge_files WHERE document_id = @id)::int + (SELECT count(*) FROM knowledge_chunks WHERE document_id = @id)::int",
            new { id = document.Id("document_id") }));
        Assert.Equal(["document.added", "document.removed"], await connection.QueryAsync<string>(
            "SELECT action FROM audit_log WHERE workspace_id = @WorkspaceId ORDER BY occurred_at", manager.Identity));
        await manager.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_knowledge_base_is_full_at_some_point()
    {
        var manager = await app.SignInAsync();
        var first = await manager.Http.UploadAsync("0.txt", "Document 0").ReadAsync(HttpStatusCode.Created);
        await using var connection = await app.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO knowledge_documents (id, workspace_id, name, content_type, bytes, sha256, characters, text_cut, chunks, created_at)
            SELECT gen_random_uuid(), workspace_id, name, content_type, bytes, sha256(n::text::bytea), characters, text_cut, 0, created_at
            FROM knowledge_documents, generate_series(1, 199) n WHERE id = @id
            """,
            new { id = first.Id("document_id") });

        Assert.Equal("knowledge_base_full", (await manager.Http.UploadAsync("1.txt", "One more").ReadAsync(HttpStatusCode.Conflict)).Code());
        await manager.Http.UploadAsync("again.txt", "Document 0").ReadAsync(HttpStatusCode.OK);
        await connection.ExecuteAsync("DELETE FROM knowledge_documents WHERE workspace_id = @WorkspaceId AND chunks = 0", manager.Identity);
        await connection.ExecuteAsync("UPDATE knowledge_documents SET characters = 8388600 WHERE workspace_id = @WorkspaceId", manager.Identity);
        await manager.Http.UploadAsync("1.txt", "One more than fits").ReadAsync(HttpStatusCode.Conflict);
        await manager.Http.UploadAsync("2.txt", "It fits").ReadAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_viewer_searches_but_sees_and_changes_no_documents()
    {
        var org = AgentsHost.NewOrganization();
        var owner = await app.SignInAsync(org: org);
        var viewer = await app.SignInAsync(org: org, role: "viewer");
        var document = await owner.Http.UploadAsync("pets.txt", "Cats are welcome.").ReadAsync(HttpStatusCode.Created);

        await viewer.Http.UploadAsync("dogs.txt", "Dogs too.").ReadAsync(HttpStatusCode.Forbidden);
        await viewer.Http.GetAsync("/knowledge-base/documents").ReadAsync(HttpStatusCode.Forbidden);
        await viewer.Http.DeleteAsync($"/knowledge-base/documents/{document.Text("document_id")}").ReadAsync(HttpStatusCode.Forbidden);
        await viewer.Http.PostAsync("/knowledge-base/sync", null).ReadAsync(HttpStatusCode.Forbidden);
        Assert.Equal(1, (await viewer.Http.GetAsync("/knowledge-base/search?q=cats").ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    private async Task<string> TextAsync(JsonElement document)
    {
        await using var connection = await app.Database.OpenConnectionAsync();
        return string.Join("\n\n", await connection.QueryAsync<string>(
            "SELECT content FROM knowledge_chunks WHERE document_id = @id ORDER BY ordinal", new { id = document.Id("document_id") }));
    }
}
