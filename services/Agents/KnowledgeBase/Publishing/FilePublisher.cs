using PeteRental.Agents.KnowledgeBase.Documents;
using PeteRental.Agents.Vapi;
using PeteRental.Contracts;

namespace PeteRental.Agents.KnowledgeBase.Publishing;

/// <summary>Brings documents to Vapi as files, and asks how far it is with reading them.</summary>
internal sealed class FilePublisher(VapiClient vapi, PublishingStore store, TimeProvider time)
{
    /// <summary>Vapi could not make anything of the file.</summary>
    public const string Refused = "vapi_file_failed";

    /// <summary>Vapi says for too long that it is still reading.</summary>
    public const string TooSlow = "vapi_file_timeout";

    private const int AtOnce = 4;

    private static readonly VapiListing Files = new(VapiResource.File, $"&purpose={VapiClient.FilePurpose}");

    private static readonly TimeSpan ReadingLimit = TimeSpan.FromMinutes(15);

    /// <summary>The documents as they stand now, or what stopped the work.</summary>
    /// <param name="workspace">The tenant.</param>
    /// <param name="account">Its account.</param>
    /// <param name="documents">As they stood before.</param>
    /// <param name="looks">Whether to look after files that were there before, and to try again what Vapi refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<VapiResult<IReadOnlyList<PublishedDocument>>> BringAsync(
        WorkspaceId workspace, VapiAccount account, IReadOnlyList<PublishedDocument> documents, bool looks, CancellationToken cancellationToken)
    {
        var fingerprint = account.Fingerprint;
        var missing = documents.Any(document => document.FileIn(fingerprint) is null && !document.IsSettledIn(fingerprint));
        var there = missing ? await NamesAsync(account, cancellationToken) : new Dictionary<string, VapiObject>();
        var done = new List<PublishedDocument>();
        foreach (var batch in documents.Chunk(AtOnce))
        {
            var results = await Task.WhenAll(batch.Select(document => BringAsync(workspace, account, document, there, looks, cancellationToken)));
            if (results.FirstOrDefault(result => result.Error is not null).Error is { } error)
            {
                return error;
            }

            done.AddRange(results.Select(result => result.Answer));
        }

        return done;
    }

    private async Task<VapiResult<PublishedDocument>> BringAsync(
        WorkspaceId workspace, VapiAccount account, PublishedDocument document, IReadOnlyDictionary<string, VapiObject> there, bool looks,
        CancellationToken cancellationToken)
    {
        if (document.IsSettledIn(account.Fingerprint) && !looks)
        {
            return document;
        }

        if (document.FileIn(account.Fingerprint) is { } fileId)
        {
            if (document.Status != PublishedDocument.Failed)
            {
                var found = await vapi.FindAsync(account, VapiResource.File, fileId, cancellationToken);
                if (found.Error is not { IsNotFound: true })
                {
                    return found.Error is { } error ? error : await KeepAsync(workspace, account, document, found.Answer);
                }
            }
            else
            {
                await store.RetireFileAsync(workspace, account.Fingerprint, fileId);
            }
        }

        return await UploadAsync(workspace, account, document, there, cancellationToken);
    }

    private async Task<VapiResult<PublishedDocument>> UploadAsync(
        WorkspaceId workspace, VapiAccount account, PublishedDocument document, IReadOnlyDictionary<string, VapiObject> there,
        CancellationToken cancellationToken)
    {
        var name = DocumentName.AtVapi(document.Id, document.Name);
        if (!there.TryGetValue(name, out var file))
        {
            if (await store.ContentAsync(document.Id, cancellationToken) is not { } content)
            {
                // Removed a moment ago.
                return document with { Status = PublishedDocument.Failed, VapiFileId = null };
            }

            var uploaded = await vapi.UploadAsync(account, name, document.ContentType, content, cancellationToken);
            if (uploaded.Error is { Code: VapiError.Rejected } rejected)
            {
                var refused = document with { Status = PublishedDocument.Failed, ErrorCode = rejected.Code, VapiFileId = null, VapiAccount = account.Fingerprint };
                await store.KeepAsync(workspace, account.Fingerprint, refused);
                return refused;
            }

            if (uploaded.Error is { } error)
            {
                return error;
            }

            file = uploaded.Answer;
        }

        return await KeepAsync(workspace, account, document with { VapiFileId = file.Id, UploadedAt = time.GetUtcNow() }, file);
    }

    private async Task<PublishedDocument> KeepAsync(WorkspaceId workspace, VapiAccount account, PublishedDocument document, VapiObject file)
    {
        var (status, error) = file.Text("status") switch
        {
            "done" => (PublishedDocument.Synced, null),
            "failed" => (PublishedDocument.Failed, Refused),
            _ when time.GetUtcNow() - document.UploadedAt > ReadingLimit => (PublishedDocument.Failed, TooSlow),
            _ => (PublishedDocument.Processing, (string?)null),
        };
        var now = document with { Status = status, ErrorCode = error, VapiAccount = account.Fingerprint };
        if (now.Status != document.Status || !document.IsIn(account.Fingerprint))
        {
            await store.KeepAsync(workspace, account.Fingerprint, now);
        }

        return now;
    }

    // Files by the names that we give them: the answer to an upload may have been lost, and an account may have got a new key.
    private async Task<Dictionary<string, VapiObject>> NamesAsync(VapiAccount account, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, VapiObject>(StringComparer.Ordinal);
        var listed = await vapi.ListAsync(account, Files, cancellationToken);
        foreach (var file in listed.Value ?? [])
        {
            if (file.Text("status") != "failed" && (file.Text("name") ?? file.Text("originalName")) is { } name)
            {
                names[name] = file;
            }
        }

        return names;
    }
}
