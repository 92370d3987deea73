using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace PeteRental.ServiceDefaults.Problems;

internal static class ProblemExtensions
{
    public static void AddProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<ExceptionToProblem>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
            var extensions = context.ProblemDetails.Extensions;
            if (!extensions.ContainsKey("code"))
            {
                var code = Problem.CodeOf(status);
                extensions["code"] = code;
                context.ProblemDetails.Title = Problem.TitleOf(status);
                context.ProblemDetails.Detail ??= Problem.DetailOf(status);
                context.ProblemDetails.Type = $"urn:peterental:problem:{code}";
            }

            // The framework adds its own traceId; ours is snake_case like everything else.
            extensions.Remove("traceId");
            extensions["trace_id"] = Activity.Current?.TraceId.ToString();
        });
    }
}
