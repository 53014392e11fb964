using System.Security.Cryptography.X509Certificates;
using GitOpsToolkit.Kustomize.Decryption.Age;
using GitOpsToolkit.Kustomize.Decryption.Keys;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Services;

/// <summary>Unwraps data keys with whatever can: keys at hand, or a service elsewhere. One instance serves all passes.</summary>
internal sealed class KeyServices : IDisposable
{
    private readonly KeyServiceHttp _http;
    private readonly KeyServiceHttp _vaultHttp;
    private readonly AwsIdentity _awsIdentity;
    private readonly AwsKms _aws;
    private readonly GcpKms _gcp;
    private readonly AzureKeyVault _azure;
    private readonly VaultTransit _vault;
    private readonly Lazy<IReadOnlyList<AgeIdentity>> _ownAgeKeys;

    /// <summary>Talks to services through a handler.</summary>
    /// <param name="environment">The controller's environment.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Makes connections; null makes real ones.</param>
    public KeyServices(SopsEnvironment environment, TimeProvider time, HttpMessageHandler? handler = null)
    {
        _http = new KeyServiceHttp(handler ?? KeyServiceHttp.CreateHandler());
        _vaultHttp = handler is null ? new KeyServiceHttp(VaultHandler(environment)) : _http;
        _awsIdentity = new AwsIdentity(_http, environment, time);
        _aws = new AwsKms(_http, _awsIdentity, time);
        _gcp = new GcpKms(_http, environment, time);
        _azure = new AzureKeyVault(_http, environment, time);
        _vault = new VaultTransit(_vaultHttp, environment);
        _ownAgeKeys = new Lazy<IReadOnlyList<AgeIdentity>>(() => LoadOwnAgeKeys(environment));
    }

    /// <summary>True when a service elsewhere is asked, which may answer otherwise next time.</summary>
    public static bool IsRemote(MasterKeyKind kind) => kind is not (MasterKeyKind.Age or MasterKeyKind.Pgp);

    /// <summary>Unwraps a data key or a share of one.</summary>
    /// <exception cref="SopsException">It cannot be unwrapped.</exception>
    public async Task<byte[]> UnwrapAsync(MasterKey key, Keyring keyring, CancellationToken cancellationToken) => key.Kind switch
    {
        MasterKeyKind.Age => UnwrapWithAge(key, keyring),
        MasterKeyKind.Pgp => keyring.Pgp.Decrypt(key.Wrapped),
        MasterKeyKind.AwsKms => await _aws.DecryptAsync(key, keyring.Aws, cancellationToken).ConfigureAwait(false),
        MasterKeyKind.GcpKms => await _gcp.DecryptAsync(key, keyring.Gcp, cancellationToken).ConfigureAwait(false),
        MasterKeyKind.AzureKeyVault => await _azure.DecryptAsync(key, keyring.Azure, cancellationToken).ConfigureAwait(false),
        MasterKeyKind.Vault => await _vault.DecryptAsync(key, keyring.VaultToken, cancellationToken).ConfigureAwait(false),
        _ => throw new SopsException("keys of this service are not supported"),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _vaultHttp.Dispose();
        _awsIdentity.Dispose();
        _gcp.Dispose();
        _azure.Dispose();
    }

    private byte[] UnwrapWithAge(MasterKey key, Keyring keyring)
    {
        // As in sops: keys that were given replace those of the environment.
        var identities = keyring.Age.Count > 0 ? keyring.Age : _ownAgeKeys.Value;
        return identities.Count > 0 ? AgeFile.Decrypt(key.Wrapped, identities)
            : throw new SopsException("failed to load age identities: the decryption Secret has no key that ends in '.agekey'");
    }

    private static IReadOnlyList<AgeIdentity> LoadOwnAgeKeys(SopsEnvironment environment)
    {
        var texts = new List<string>();
        if (environment["SOPS_AGE_SSH_PRIVATE_KEY_FILE"] is { Length: > 0 } ssh)
        {
            texts.Add(environment.ReadFile(ssh));
        }

        if (environment["SOPS_AGE_KEY"] is { Length: > 0 } keys)
        {
            texts.Add(string.Join('\n', keys.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        }

        if (environment["SOPS_AGE_KEY_FILE"] is { Length: > 0 } file)
        {
            texts.Add(environment.ReadFile(file));
        }

        return [.. texts.SelectMany(AgeIdentities.Parse)];
    }

    private static SocketsHttpHandler VaultHandler(SopsEnvironment environment)
    {
        var handler = KeyServiceHttp.CreateHandler();
        if (environment["VAULT_CACERT"] is { Length: > 0 } path)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(environment.ReadFile(path));
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
