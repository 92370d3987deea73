using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PeteRental.Agents.Audit;
using PeteRental.Agents.KnowledgeBase.Embeddings;
using PeteRental.Agents.KnowledgeBase.Publishing;
using PeteRental.Agents.KnowledgeBase.Reading;
using PeteRental.ServiceDefaults.Identity;
using PeteRental.ServiceDefaults.Paging;
using PeteRental.ServiceDefaults.Problems;

namespace PeteRental.Agents.KnowledgeBase.Documents;

/// <summary>The documents that a workspace's agents may know.</summary>
internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/knowledge-base/documents").RequireManager().WithTags("Knowledge base");
        group.MapGet("/", ListAsync).WithSummary("Documents of the knowledge base, oldest first");
        group.MapPost("/", AddAsync).WithSummary("Uploads a document")
            .WithDescription(
                "Multipart form with one `file`: pdf, docx, txt, md, csv or json, at most 5 MB. It can be searched at once, and goes to Vapi by itself "
                + "when the workspace has an account there. A file that is there already answers 200 with the document instead of 201. "
                + "415 unsupported_document; 422 document_unreadable (broken, or locked by a password) or document_empty (no text); "
                + "409 knowledge_base_full at 200 documents or 8 MB of text.")
            .WithMetadata(new RequestSizeLimitAttribute(UploadForm.MaxBytes))
            .AddOpenApiOperationTransformer(UploadForm.DescribeAsync);
        group.MapGet("/{id:guid}", FindAsync).WithSummary("One document");
        group.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a document, at Vapi too");
    }

    private static async Task<Results<Ok<DocumentListReply>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, CurrentMember member, DocumentStore documents, CancellationToken cancellationToken)
    {
        if (!query.TryGetStart(out var start))
        {
            return Problem.Invalid("cursor", "Not a cursor that a page before has given.");
        }

        var (rows, total) = await documents.ListAsync(member.WorkspaceId, query.Size, start, cancellationToken);
        var page = Page.Of(rows, query.Size, row => new Cursor(row.CreatedAt, row.DocumentId));
        return TypedResults.Ok(new DocumentListReply(page.Items, total, page.NextCursor));
    }

    private static async Task<Results<Ok<DocumentReply>, ProblemHttpResult>> FindAsync(
        Guid id, CurrentMember member, DocumentStore documents, CancellationToken cancellationToken) =>
        await documents.FindAsync(member.WorkspaceId, id, cancellationToken) is { } document
            ? TypedResults.Ok(document)
            : Problem.NotFound("document");

    private static async Task<Results<Created<DocumentReply>, Ok<DocumentReply>, ProblemHttpResult>> AddAsync(
        HttpRequest request,
        CurrentMember member,
        DocumentReader reader,
        DocumentStore documents,
        KnowledgeWorker publishing,
        EmbeddingWorker embedding,
        CancellationToken cancellationToken)
    {
        var (file, refusal) = await UploadForm.ReadAsync(request, cancellationToken);
        if (file is not { Content: var content, Kind: var kind, Name: var name })
        {
            return refusal!;
        }

        var sha256 = SHA256.HashData(content);
        if (await documents.FindSameAsync(member.WorkspaceId, sha256, cancellationToken) is { } same)
        {
            return TypedResults.Ok(same);
        }

        if (content.Length > 0 && !kind.Fits(content))
        {
            return UploadForm.Unsupported("The file's content is not what its name promises.");
        }

        switch (await reader.ReadAsync(kind, content, cancellationToken))
        {
            case ReadingResult.Done text:
                var added = await documents.AddAsync(
                    Actor.Of(member), new NewDocument(name, kind.ContentType, content, sha256, text.Text, text.IsCut), cancellationToken);
                publishing.Wake();
                embedding.Wake();
                return Answer(added);
            case ReadingResult.Empty:
                return Unprocessable("document_empty", "There is no text in this document. A scan needs its text recognised first.");
            case ReadingResult.NoReader:
                return Problem.Of(
                    StatusCodes.Status503ServiceUnavailable, "document_reader_missing", "Documents of this kind cannot be read here at the moment.");
            default:
                return Unprocessable("document_unreadable", "This document cannot be read: it is broken, or locked by a password.");
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, CurrentMember member, DocumentStore documents, KnowledgeWorker publishing, CancellationToken cancellationToken)
    {
        if (!await documents.RemoveAsync(Actor.Of(member), id, cancellationToken))
        {
            return Problem.NotFound("document");
        }

        publishing.Wake();
        return TypedResults.NoContent();
    }

    private static Results<Created<DocumentReply>, Ok<DocumentReply>, ProblemHttpResult> Answer(DocumentWrite write) => write switch
    {
        DocumentWrite.Done { IsNew: true } added => TypedResults.Created($"/knowledge-base/documents/{added.Document.DocumentId}", added.Document),
        DocumentWrite.Done known => TypedResults.Ok(known.Document),
        _ => Problem.Of(
            StatusCodes.Status409Conflict, "knowledge_base_full",
            $"A knowledge base holds {DocumentStore.MaxDocuments} documents and 8 MB of text. Remove something first."),
    };

    private static ProblemHttpResult Unprocessable(string code, string detail) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, code, detail);
}
