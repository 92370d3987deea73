using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PeteRental.Sandbox.Tests.Vapi;

public sealed class VapiFileTests(SandboxHost sandbox) : IClassFixture<SandboxHost>
{
    private const string Text = "No pets above 20 kg.";

    private readonly VapiClient _vapi = new(sandbox.Http);

    [Fact]
    public async Task An_upload_is_processing_until_it_was_asked_for_twice()
    {
        var made = await UploadAsync("rules.md", Text, ("purpose", "assistant"), ("metadata", """{"workspace":"w1"}"""));

        Assert.Equal("processing", Status(made));
        Assert.Equal("rules.md", made.GetProperty("name").GetString());
        Assert.Equal(Text.Length, made.GetProperty("bytes").GetInt32());
        Assert.Equal("text/markdown", made.GetProperty("mimetype").GetString());
        Assert.Equal("w1", made.GetProperty("metadata").GetProperty("workspace").GetString());
        var path = "file/" + Id(made);
        Assert.Equal("processing", Status(Assert.Single((await _vapi.GetAsync("file?purpose=assistant")).EnumerateArray())));
        Assert.Equal("processing", Status(await _vapi.GetAsync(path)));
        Assert.Equal("done", Status(await _vapi.GetAsync(path)));
        Assert.Equal("done", Status(await _vapi.GetAsync(path)));
    }

    [Fact]
    public async Task How_often_is_a_setting()
    {
        await using var quick = new SandboxHost(new Dictionary<string, string> { ["Sandbox:VapiFileReadsUntilDone"] = "1" });
        await quick.InitializeAsync();
        var vapi = new VapiClient(quick.Http);

        var made = await UploadAsync(vapi, "rules.txt", Text);

        Assert.Equal("processing", Status(made));
        Assert.Equal("done", Status(await vapi.GetAsync("file/" + Id(made))));
    }

    [Theory]
    [InlineData("rules.fail.txt", Text)]
    [InlineData("empty.txt", "")]
    public async Task Some_files_fail(string name, string content)
    {
        var path = "file/" + Id(await UploadAsync(name, content));

        Assert.Equal("processing", Status(await _vapi.GetAsync(path)));
        Assert.Equal("failed", Status(await _vapi.GetAsync(path)));
    }

    [Fact]
    public async Task The_url_serves_what_was_uploaded_until_it_is_deleted()
    {
        var made = await UploadAsync("rules.txt", Text);
        var url = made.GetProperty("url").GetString();

        Assert.Equal(Text, await sandbox.Http.GetStringAsync(url));
        Assert.True(JsonElement.DeepEquals(made, await _vapi.DeleteAsync("file/" + Id(made))));
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.Http.GetAsync(url)).StatusCode);
        await _vapi.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, "file/" + Id(made));
    }

    [Fact]
    public async Task A_list_needs_a_purpose_and_shows_that_one_only()
    {
        var one = await UploadAsync("a.txt", Text, ("purpose", "knowledge-base-v2"));
        await UploadAsync("b.txt", Text, ("purpose", "assistant"));

        Assert.Equal(["purpose must be a string"], await _vapi.RefusalsAsync(HttpMethod.Get, "file"));
        Assert.Equal(Id(one), Id(Assert.Single((await _vapi.GetAsync("file?purpose=knowledge-base-v2")).EnumerateArray())));
    }

    [Fact]
    public async Task A_file_can_be_renamed_and_nothing_else()
    {
        var path = "file/" + Id(await UploadAsync("a.txt", Text));

        Assert.Equal("b.txt", (await _vapi.PatchAsync(path, new { name = "b.txt" })).GetProperty("name").GetString());
        Assert.Equal(["property purpose should not exist"], await _vapi.RefusalsAsync(HttpMethod.Patch, path, new { purpose = "assistant" }));
        Assert.Equal(["name must be shorter than or equal to 40 characters"], await _vapi.RefusalsAsync(HttpMethod.Patch, path, new { name = new string('x', 41) }));
    }

    [Fact]
    public async Task A_long_name_is_cut_and_kept_as_the_original_one()
    {
        var made = await UploadAsync(new string('x', 60) + ".txt", Text);

        Assert.Equal(new string('x', 40), made.GetProperty("name").GetString());
        Assert.Equal(new string('x', 60) + ".txt", made.GetProperty("originalName").GetString());
    }

    [Theory]
    [InlineData("purpose", "nothing", "purpose must be one of the following values: ")]
    [InlineData("metadata", "not json", "metadata must be a JSON object")]
    [InlineData("metadata", "[1]", "metadata must be a JSON object")]
    [InlineData("name", "x", "property name should not exist")]
    public async Task A_wrong_field_is_refused(string field, string value, string refusal)
    {
        var refusals = await _vapi.RefusalsAsync(HttpMethod.Post, "file", Form("a.txt", Text, (field, value)));
        Assert.StartsWith(refusal, Assert.Single(refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_sent_as_a_form()
    {
        Assert.Equal(["file must be sent as multipart/form-data"], await _vapi.RefusalsAsync(HttpMethod.Post, "file", new { file = "x" }));
        Assert.Equal(
            ["file should not be null or undefined"],
            await _vapi.RefusalsAsync(HttpMethod.Post, "file", new MultipartFormDataContent { { new StringContent("assistant"), "purpose" } }));
        var broken = new ByteArrayContent("--x\r\nbroken"u8.ToArray());
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=y");
        Assert.Single(await _vapi.RefusalsAsync(HttpMethod.Post, "file", broken));
    }

    private Task<JsonElement> UploadAsync(string name, string content, params (string Name, string Value)[] fields) => UploadAsync(_vapi, name, content, fields);

    private static Task<JsonElement> UploadAsync(VapiClient vapi, string name, string content, params (string Name, string Value)[] fields) =>
        vapi.CreateAsync("file", Form(name, content, fields));

    private static MultipartFormDataContent Form(string name, string content, params (string Name, string Value)[] fields)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/markdown");
        var form = new MultipartFormDataContent { { file, "file", name } };
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        return form;
    }

    private static string? Status(JsonElement file) => file.GetProperty("status").GetString();

    private static string? Id(JsonElement item) => item.GetProperty("id").GetString();
}
