using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace PeteRental.ServiceDefaults.Secrets;

/// <summary>Encryption of secrets at rest.</summary>
public static class SecretExtensions
{
    /// <summary>
    /// Adds a <see cref="SecretBox"/> with the master key of <c>Secrets:MasterKey</c> (32 bytes, base64) and, until a rotation is
    /// through, those of <c>Secrets:PreviousMasterKeys:0</c> and so on. A missing or malformed key stops the service at its start: a
    /// service that makes up a key would lose every secret with the next restart.
    /// </summary>
    public static WebApplicationBuilder AddSecrets(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Secrets");
        var keys = MasterKeys.Parse(
            section["MasterKey"], section.GetSection("PreviousMasterKeys").GetChildren().Select(entry => entry.Value ?? ""));
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton(new SecretBox(keys));
        return builder;
    }
}
