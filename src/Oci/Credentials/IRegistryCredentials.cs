namespace GitOpsToolkit.Oci;

/// <summary>Finds the credential of a repository.</summary>
public interface IRegistryCredentials
{
    /// <summary>The credential to use; null for anonymous access.</summary>
    ValueTask<RegistryCredential?> FindAsync(OciReference repository, CancellationToken ct);
}
