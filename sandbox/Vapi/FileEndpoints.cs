using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using PeteRental.Sandbox.Vapi.Schema;
using static PeteRental.Sandbox.Vapi.Schema.Rules;

namespace PeteRental.Sandbox.Vapi;

/// <summary>Files, as at <c>https://api.vapi.ai/file</c>.</summary>
internal static class FileEndpoints
{
    private const string Storage = VapiEndpoints.Prefix + "/storage";
    private const int MaxMetadata = 4_096;

    private static readonly Rule Fields = Shape(("purpose", OneOf("assistant composer-attachment knowledge-base-v2")), ("metadata", UpTo(MaxMetadata)));
    private static readonly Rule Renamed = Shape(("name", Length(1, 40)));

    /// <summary>Maps <c>/vapi/file</c>.</summary>
    public static void MapFiles(this IEndpointRouteBuilder vapi)
    {
        var group = vapi.MapGroup("/file").WithTags("Vapi: files");
        group.MapGet("/", List).WithSummary("Files with one purpose, latest first").WithDescription("purpose has to be given. Listing does not move files on.");
        group.MapPost("/", Upload).WithSummary("Uploads a file")
            .WithDescription(
                "multipart/form-data with file, purpose and metadata (JSON). It is processing until it was read as often as "
                + "Sandbox:VapiFileReadsUntilDone says (2), then done; failed when it is empty or its name holds '.fail.'.");
        group.MapGet("/{id}", Get).WithSummary("One file, a step further");
        group.MapPatch("/{id}", Rename).WithSummary("Renames a file");
        group.MapDelete("/{id}", Delete).WithSummary("Deletes a file and answers it");
    }

    /// <summary>Maps the address that a file's <c>url</c> names, which needs no key, as the real bucket.</summary>
    public static void MapFileStorage(this IEndpointRouteBuilder app) =>
        app.MapGet(Storage + "/{orgId:guid}/{id:guid}", Read).WithTags("Vapi: files").WithSummary("What was uploaded");

    private static VapiReply List(VapiAccount account, ListQuery query) =>
        query.Values.TryGetValue("purpose", out var purpose) ? account.Files.List(query, purpose) : VapiReply.BadRequest("purpose must be a string");

    private static async Task<VapiReply> Upload(VapiAccount account, HttpRequest request, IOptions<SandboxOptions> options, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return VapiReply.BadRequest("file must be sent as multipart/form-data");
        }

        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return VapiReply.BadRequest(malformed.Message);
        }

        if (form.Files.GetFile("file") is not { } file)
        {
            return VapiReply.BadRequest("file should not be null or undefined");
        }

        var sent = JsonSerializer.SerializeToElement(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
        if (Fields.Check(sent) is { Count: > 0 } refusals)
        {
            return VapiReply.BadRequest(refusals);
        }

        if (!TryReadMetadata(form["metadata"], out var metadata))
        {
            return VapiReply.BadRequest("metadata must be a JSON object");
        }

        var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var purpose = form["purpose"].ToString();
        return account.Files.Add(
            new Upload(file.FileName, file.ContentType, content.ToArray(), purpose.Length == 0 ? null : purpose, metadata),
            options.Value.OriginFor(request) + Storage);
    }

    private static VapiReply Get(VapiAccount account, string id) => account.Files.Get(id);

    private static VapiReply Rename(VapiAccount account, string id, VapiBody body) =>
        account.Files.Change(id, () => body.Check(Renamed), before => body.Over(before.Fields, "name"));

    private static VapiReply Delete(VapiAccount account, string id) => account.Files.Remove(id);

    private static Results<FileContentHttpResult, NotFound> Read(VapiAccounts accounts, Guid orgId, Guid id) =>
        accounts.Find(orgId)?.Files.Content(id) is { } content ? TypedResults.Bytes(content) : TypedResults.NotFound();

    private static bool TryReadMetadata(string? json, out JsonElement? metadata)
    {
        metadata = null;
        if (string.IsNullOrEmpty(json))
        {
            return true;
        }

        try
        {
            metadata = JsonElement.Parse(json);
            return metadata.Value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
