using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace PeteRental.ServiceDefaults.Http;

/// <summary>
/// Answers 200 with JSON in one piece and says how long it is. The platform's own way sends an answer of unknown length in two, each
/// a message of its own at every hop on the way back: too dear where a caller waits.
/// </summary>
public sealed class WholeJson<TValue>(TValue value, JsonTypeInfo<TValue> type) : IResult
{
    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext) =>
        WholeJson.WriteAsync(httpContext, JsonSerializer.SerializeToUtf8Bytes(value, type));
}

/// <summary>See <see cref="WholeJson{TValue}"/>.</summary>
public static class WholeJson
{
    /// <summary>Writes a body that is JSON already.</summary>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
