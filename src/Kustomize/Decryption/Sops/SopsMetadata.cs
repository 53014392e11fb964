using System.Globalization;

namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>What sops keeps beside the values: the wrapped data key, which values are encrypted, and the authentication code.</summary>
internal sealed class SopsMetadata
{
    /// <summary>The key under which the metadata stands.</summary>
    public const string Key = "sops";

    private const int MaxKeys = 256;

    // The order of the fields is the order keys of one group are tried in, once age and PGP have had their turn.
    private static readonly (string Field, MasterKeyKind Kind)[] Kinds =
    [
        ("kms", MasterKeyKind.AwsKms), ("gcp_kms", MasterKeyKind.GcpKms), ("hckms", MasterKeyKind.HuaweiKms),
        ("azure_kv", MasterKeyKind.AzureKeyVault), ("hc_vault", MasterKeyKind.Vault), ("pgp", MasterKeyKind.Pgp), ("age", MasterKeyKind.Age),
    ];

    private SopsMetadata(
        IReadOnlyList<IReadOnlyList<MasterKey>> groups, int threshold, EncryptionRules rules, string mac, bool macCoversEncryptedOnly, string modified)
    {
        KeyGroups = groups;
        ShamirThreshold = threshold;
        Rules = rules;
        Mac = mac;
        MacCoversEncryptedOnly = macCoversEncryptedOnly;
        LastModified = modified;
    }

    /// <summary>Groups of master keys. One group wraps the data key itself, several wrap a share of it each.</summary>
    public IReadOnlyList<IReadOnlyList<MasterKey>> KeyGroups { get; }

    /// <summary>How many shares make the data key.</summary>
    public int ShamirThreshold { get; }

    /// <summary>Which values are encrypted.</summary>
    public EncryptionRules Rules { get; }

    /// <summary>The encrypted authentication code.</summary>
    public string Mac { get; }

    /// <summary>True when the authentication code leaves plain values out.</summary>
    public bool MacCoversEncryptedOnly { get; }

    /// <summary>When the file was written, in the text that the authentication code is bound to.</summary>
    public string LastModified { get; }

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="SopsException">It is not what sops writes.</exception>
    public static SopsMetadata Read(SopsMapping root)
    {
        var groups = new List<IReadOnlyList<MasterKey>>();
        if (ReadGroup(root) is { Count: > 0 } group)
        {
            groups.Add(group);
        }
        else
        {
            groups.AddRange(ItemsOf(root["key_groups"]).Select(ReadGroup));
        }

        if (groups.Count == 0)
        {
            throw new SopsException("No keys found in file");
        }

        if (groups.Sum(static keys => keys.Count) > MaxKeys)
        {
            throw new SopsException($"the file has more than {MaxKeys} keys");
        }

        var threshold = TextOf(root["shamir_threshold"]);
        return new SopsMetadata(
            groups,
            int.TryParse(threshold, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0,
            EncryptionRules.Read(field => TextOf(root[field])),
            TextOf(root["mac"]),
            string.Equals(TextOf(root["mac_only_encrypted"]), "true", StringComparison.OrdinalIgnoreCase),
            ReadTime(TextOf(root["lastmodified"])));
    }

    private static List<MasterKey> ReadGroup(SopsMapping group) =>
    [
        .. Kinds.SelectMany(kind => ItemsOf(group[kind.Field]).Select(item => ReadKey(kind.Kind, item))),
    ];

    private static MasterKey ReadKey(MasterKeyKind kind, SopsMapping item)
    {
        var fields = item.Items.Where(static field => field.Value is SopsScalar)
            .DistinctBy(static field => field.Key).ToDictionary(static field => field.Key, static field => TextOf(field.Value), StringComparer.Ordinal);
        var context = (item["context"] as SopsMapping)?.Items.Where(static field => field.Comment is null).DistinctBy(static field => field.Key)
            .ToDictionary(static field => field.Key, static field => TextOf(field.Value), StringComparer.Ordinal);
        return new MasterKey(kind, fields.GetValueOrDefault("enc", ""), fields, context ?? []);
    }

    private static IEnumerable<SopsMapping> ItemsOf(SopsNode? list) => (list as SopsSequence)?.Items.OfType<SopsMapping>() ?? [];

    private static string TextOf(SopsNode? node) => node is SopsScalar scalar && scalar.Kind != SopsKind.Null ? scalar.ToPlainText() : "";

    /// <summary>Brings the time into Go's layout of RFC 3339 with whole seconds, which is what was authenticated.</summary>
    private static string ReadTime(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            throw new SopsException("'lastmodified' is not a time in the format of RFC 3339");
        }

        return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            + (time.Offset == TimeSpan.Zero ? "Z" : time.ToString("zzz", CultureInfo.InvariantCulture));
    }
}
