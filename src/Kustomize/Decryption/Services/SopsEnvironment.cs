using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>What the controller's own environment says about keys and identities.</summary>
/// <param name="variable">Reads a variable.</param>
internal sealed class SopsEnvironment(Func<string, string?> variable)
{
    private const int MaxFileBytes = 1 << 20;

    /// <summary>The environment of the process.</summary>
    public static SopsEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>An environment without anything.</summary>
    public static SopsEnvironment Empty { get; } = new(static _ => null);

    /// <summary>The token Vault is asked with when a Secret has none.</summary>
    public string? VaultToken => this["VAULT_TOKEN"];

    /// <summary>The namespace of Vault Enterprise.</summary>
    public string? VaultNamespace => this["VAULT_NAMESPACE"];

    /// <summary>The Vault servers that may be asked.</summary>
    public string? VaultAllowlist => this["SOPS_HC_VAULT_ALLOWLIST"];

    /// <summary>A variable, null when it is not set.</summary>
    public string? this[string name] => variable(name);

    /// <summary>A file that a variable names.</summary>
    /// <exception cref="SopsException">It cannot be read.</exception>
    public string ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllText(path) : throw new SopsException($"'{path}' is larger than {MaxFileBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SopsException($"'{path}' cannot be read", e);
        }
    }
}
