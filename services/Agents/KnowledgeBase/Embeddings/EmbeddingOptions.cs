namespace PeteRental.Agents.KnowledgeBase.Embeddings;

/// <summary>An endpoint that turns texts into vectors, by OpenAI's protocol. Section <c>Embeddings</c>.</summary>
internal sealed class EmbeddingOptions
{
    /// <summary>Such as <c>https://openrouter.ai/api/v1/</c>. Null: documents are searched by words alone.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Sent as a bearer token; null for an endpoint that wants none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The endpoint's name of the model. Vectors of different models are never compared; with another model all are made anew.</summary>
    public string Model { get; set; } = "openai/text-embedding-3-small";

    /// <summary>Length of the vectors, where the model lets one choose: shorter ones are compared faster.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Time limit of one request.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often documents without vectors are looked for. An upload wakes the search at once.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);
}
