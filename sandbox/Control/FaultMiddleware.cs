using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace PeteRental.Sandbox.Control;

/// <summary>On a request that a fault left without an answer.</summary>
internal sealed class ConnectionDropped
{
    public static readonly ConnectionDropped Instance = new();
}

/// <summary>Plays the faults that are set, in front of every stand-in alike.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultBook faults, IEnumerable<IAccountOfRequest> accounts, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var account = faults.AsksForAccount(context.Request.Path) ? await AccountAsync(context) : null;
        if (faults.Take(context.Request.Path, account) is not { } fault)
        {
            await next(context);
            return;
        }

        // With after_effect the work is done and its answer is held back: the caller cannot know that it took place.
        var answer = fault.AfterEffect ? await HoldAnswerAsync(context) : null;
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, time, context.RequestAborted);
        }

        if (fault.OnlyDelays)
        {
            await (answer is null ? next(context) : answer.CopyToAsync(context.Response.Body, context.RequestAborted));
            return;
        }

        context.Response.Clear();
        await FailAsync(context, fault);
    }

    private async Task<string?> AccountAsync(HttpContext context)
    {
        foreach (var standIn in accounts)
        {
            if (await standIn.FindAsync(context) is { } account)
            {
                return account;
            }
        }

        return null;
    }

    private async Task<MemoryStream> HoldAnswerAsync(HttpContext context)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var held = new MemoryStream();
        var holding = new StreamResponseBodyFeature(held);
        context.Features.Set<IHttpResponseBodyFeature>(holding);
        try
        {
            await next(context);
            await holding.CompleteAsync();
        }
        finally
        {
            context.Features.Set(wire);
        }

        held.Position = 0;
        return held;
    }

    private static async Task FailAsync(HttpContext context, Fault fault)
    {
        if (fault.Drop)
        {
            // The request is told of its abortion a moment later; the record needs to know now.
            context.Features.Set(ConnectionDropped.Instance);
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault.Status ?? StatusCodes.Status200OK;
        context.Response.ContentType = fault.Body switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } => "text/plain; charset=utf-8",
            _ => "application/json; charset=utf-8",
        };
        foreach (var (name, value) in fault.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (fault.Body is { ValueKind: JsonValueKind.String } text)
        {
            await context.Response.WriteAsync(text.GetString()!, context.RequestAborted);
        }
        else if (fault.Body is { } json)
        {
            await context.Response.WriteAsync(json.GetRawText(), context.RequestAborted);
        }
        else
        {
            // Without a body of its own a status stays bare: the status pages would dress it up as ours.
            context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        }
    }
}
