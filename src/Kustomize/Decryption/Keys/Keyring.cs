using System.Security.Cryptography;
using System.Text;
using GitOpsToolkit.Kustomize.Decryption.Age;
using GitOpsToolkit.Kustomize.Decryption.Services;
using GitOpsToolkit.Kustomize.Decryption.Sops;

namespace GitOpsToolkit.Kustomize.Decryption.Keys;

/// <summary>The keys and credentials of one Kustomization: the entries of its decryption Secret.</summary>
internal sealed class Keyring
{
    private readonly List<AgeIdentity> _age = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Keys of age.</summary>
    public IReadOnlyList<AgeIdentity> Age => _age;

    /// <summary>Keys of OpenPGP.</summary>
    public PgpKeys Pgp { get; } = new();

    /// <summary>The token of Vault, null when there is none.</summary>
    public string? VaultToken { get; private set; }

    /// <summary>Credentials of AWS, null when there are none.</summary>
    public AwsCredentials? Aws { get; private set; }

    /// <summary>Credentials of Google Cloud, null when there are none.</summary>
    public GcpCredentials? Gcp { get; private set; }

    /// <summary>Credentials of Azure, null when there are none.</summary>
    public AzureCredentials? Azure { get; private set; }

    /// <summary>A hash of all entries: same hash, same keys.</summary>
    public string Fingerprint => Convert.ToHexString(_hash.GetCurrentHash());

    /// <summary>Adds an entry; those with other names are ignored.</summary>
    /// <param name="name">Its key in the Secret.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="SopsException">The entry is malformed.</exception>
    public void Import(string name, byte[] value)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{value.Length}\n"));
        _hash.AppendData(value);
        switch (name)
        {
            case var _ when name.EndsWith(".agekey", StringComparison.Ordinal):
                _age.AddRange(AgeIdentities.Parse(Encoding.UTF8.GetString(value)));
                break;
            case var _ when name.EndsWith(".agepassphrase", StringComparison.Ordinal):
                _age.Add(new ScryptIdentity(Encoding.UTF8.GetString(value).TrimEnd('\r', '\n')));
                break;
            case var _ when name.EndsWith(".asc", StringComparison.Ordinal):
                Pgp.Import(value);
                break;
            case "sops.vault-token":
                VaultToken = Encoding.UTF8.GetString(value).Trim();
                break;
            case "sops.aws-kms":
                Aws = AwsCredentials.Read(Encoding.UTF8.GetString(value));
                break;
            case "sops.azure-kv":
                Azure = AzureCredentials.Read(value);
                break;
            case "sops.gcp-kms":
                Gcp = GcpCredentials.Read(Encoding.UTF8.GetString(value).Trim('\n'));
                break;
        }
    }
}
