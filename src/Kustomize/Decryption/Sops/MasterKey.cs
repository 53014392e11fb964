namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>The services and tools that wrap data keys; the names are the fields of the metadata.</summary>
internal enum MasterKeyKind
{
    Age,
    Pgp,
    AwsKms,
    GcpKms,
    HuaweiKms,
    AzureKeyVault,
    Vault,
}

/// <summary>A data key (or a share of one), wrapped for one master key.</summary>
/// <param name="Kind">Who can unwrap it.</param>
/// <param name="Wrapped">The wrapped bytes in the encoding of the kind.</param>
/// <param name="Fields">Everything else the metadata says of it.</param>
/// <param name="Context">The encryption context of AWS KMS.</param>
internal sealed record MasterKey(
    MasterKeyKind Kind, string Wrapped, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, string> Context)
{
    /// <summary>The key's name in messages.</summary>
    public string Name => Kind switch
    {
        MasterKeyKind.Age => this["recipient"],
        MasterKeyKind.Pgp => this["fp"],
        MasterKeyKind.AwsKms => this["role"] is { Length: > 0 } role ? $"{this["arn"]}+{role}" : this["arn"],
        MasterKeyKind.GcpKms => this["resource_id"],
        MasterKeyKind.HuaweiKms => this["key_id"],
        MasterKeyKind.AzureKeyVault => $"{this["vault_url"]}/keys/{this["name"]}/{this["version"]}",
        _ => $"{this["vault_address"]}/v1/{this["engine_path"]}/keys/{this["key_name"]}",
    };

    /// <summary>A field of the metadata, empty when it is not there.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field, "");
}
