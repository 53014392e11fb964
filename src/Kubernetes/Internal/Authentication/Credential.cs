namespace GitOpsToolkit.Kubernetes.Internal;

/// <summary>What is shown with a request. Compared by reference: a renewed credential is another one.</summary>
/// <param name="authorization">Value of the Authorization header; null sends none.</param>
/// <param name="certificate">Client certificate, PEM; null for the configured one.</param>
/// <param name="key">Key of that certificate, PEM.</param>
internal sealed class Credential(string? authorization, string? certificate = null, string? key = null)
{
    public static readonly Credential None = new(null);

    public string? Authorization { get; } = authorization;

    public string? Certificate { get; } = certificate;

    public string? Key { get; } = key;

    public static Credential Bearer(string token) => new("Bearer " + token);
}
