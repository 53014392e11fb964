using GitOpsToolkit.Oci;

namespace GitOpsToolkit.Source.Internal;

/// <summary>Gets the credential of a registry from the cloud the controller runs in.</summary>
internal interface IRegistryLogin
{
    /// <summary>Name of the provider in specs: aws, azure or gcp.</summary>
    string Provider { get; }

    /// <summary>A short-lived credential.</summary>
    /// <param name="repository">The repository; its registry must be one of the provider's.</param>
    /// <param name="proxy">Proxy as a URL; null for none.</param>
    /// <param name="ct">Stops the login.</param>
    /// <exception cref="FormatException">The registry is not one of the provider's, or the environment gives no identity.</exception>
    /// <exception cref="HttpRequestException">The token service failed.</exception>
    Task<RegistryCredential> LoginAsync(OciReference repository, string? proxy, CancellationToken ct);
}
