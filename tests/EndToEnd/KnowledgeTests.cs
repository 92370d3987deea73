using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PeteRental.EndToEnd;

/// <summary>Documents on their way through the gateway, and back as an answer to a caller.</summary>
public sealed class KnowledgeTests(Deployment deployment)
{
    private const int MaxFileBytes = 5 * 1024 * 1024;

    [Fact]
    public async Task A_document_of_five_megabytes_passes_and_a_larger_one_does_not()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Quiet hours start at ten. ", (MaxFileBytes / 26) + 4)));

        Assert.Equal(HttpStatusCode.Created, await UploadAsync(workspace, text[..MaxFileBytes]));
        Assert.Equal(HttpStatusCode.OK, await UploadAsync(workspace, text[..MaxFileBytes]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(workspace, text[..(MaxFileBytes + 1)]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(workspace, new byte[2 * MaxFileBytes]));
    }

    [Fact]
    public async Task What_was_uploaded_answers_a_caller()
    {
        var workspace = await deployment.CreateWorkspaceAsync();
        Assert.Equal(HttpStatusCode.Created, await UploadAsync(workspace, "Two cats are welcome."u8.ToArray()));

        // A question that cannot be answered in time is answered with nothing, as the first after a start may be.
        JsonNode? found = null;
        await Eventually.HoldsAsync(async () => (found = (await AskAsync(workspace, "Can I bring my cat?")).FirstOrDefault()) is not null, "the document is found");
        Assert.Equal("Two cats are welcome.", found!["content"]!.GetValue<string>());
    }

    private static async Task<JsonArray> AskAsync(Workspace workspace, string question)
    {
        using var response = await workspace.PostWebhookAsync(new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["type"] = "knowledge-base-request",
                ["messagesOpenAIFormatted"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question }),
            },
        });
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["documents"]!.AsArray();
    }

    private async Task<HttpStatusCode> UploadAsync(Workspace workspace, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/knowledge-base/documents");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", workspace.Token);
        request.Content = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "house.txt" } };
        using var response = await deployment.Gateway.SendAsync(request);
        return response.StatusCode;
    }
}
