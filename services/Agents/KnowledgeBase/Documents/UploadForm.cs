using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PeteRental.Agents.KnowledgeBase.Reading;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.KnowledgeBase.Documents;

/// <summary>A file as it was uploaded.</summary>
internal sealed record UploadedFile(string Name, DocumentKind Kind, byte[] Content)
{
    // Not for logs: a record prints its members.
    public override string ToString() => $"{Kind.Extension} {Content.Length} bytes";
}

/// <summary>
/// The multipart form with a file. Read by hand: bound as a parameter, it would let routing tell strangers about content types before
/// anybody asked who they are.
/// </summary>
internal static class UploadForm
{
    /// <summary>Largest file.</summary>
    public const int MaxFileBytes = 5 * 1024 * 1024;

    /// <summary>The file and the form around it.</summary>
    public const int MaxBytes = MaxFileBytes + (64 * 1024);

    private const string Field = "file";

    // In memory: what somebody uploads shall not lie in a temporary folder.
    private static readonly FormOptions Options = new() { MemoryBufferThreshold = MaxBytes, MultipartBodyLengthLimit = MaxBytes, ValueCountLimit = 16 };

    /// <summary>The file, or what is wrong with the form.</summary>
    public static async Task<(UploadedFile? File, ProblemHttpResult? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (null, TooLarge());
        }

        if (!request.HasFormContentType)
        {
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send the document as multipart/form-data."));
        }

        try
        {
            var form = await request.ReadFormAsync(Options, cancellationToken);
            return await ReadAsync(form.Files.GetFile(Field), cancellationToken);
        }
        catch (InvalidDataException)
        {
            return (null, Problem.Of(StatusCodes.Status400BadRequest, "malformed_form", "The multipart form cannot be read."));
        }
    }

    /// <summary>415: not a document of a kind that we take.</summary>
    public static ProblemHttpResult Unsupported(string detail) =>
        Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_document", detail);

    /// <summary>Tells readers of the API what to send.</summary>
    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { Field },
                        Properties = new Dictionary<string, IOpenApiSchema> { [Field] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static async Task<(UploadedFile?, ProblemHttpResult?)> ReadAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return (null, Problem.Invalid(Field, "A multipart form with a file in its field `file`."));
        }

        if (file.Length > MaxFileBytes)
        {
            return (null, TooLarge());
        }

        if (DocumentName.Clean(file.FileName) is not { } name || DocumentKind.Of(name) is not { } kind)
        {
            return (null, Unsupported("Documents are pdf, docx, txt, md, csv or json, and their name ends in one of these."));
        }

        var content = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(content, cancellationToken);
        return (new UploadedFile(name, kind, content), null);
    }

    private static ProblemHttpResult TooLarge() => Problem.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "A document may have 5 MB.");
}
