using System.Collections.Frozen;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// The order objects are applied in within a stage, and the reverse of the order they are deleted in: by the rank of their kind,
/// then group, kind, namespace and name. The rank looks at the kind's name alone, as Flux does.
/// </summary>
public sealed class ApplyOrder : IComparer<ObjectIdentity>
{
    private static readonly string[] First =
    [
        "CustomResourceDefinition", "Namespace", "ClusterRole", "ClusterClass", "RuntimeClass", "PriorityClass", "StorageClass",
        "VolumeSnapshotClass", "IngressClass", "GatewayClass", "ClusterRoleBinding", "ResourceQuota", "ServiceAccount", "Role",
        "RoleBinding", "ConfigMap", "Secret", "Service", "LimitRange", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ];

    private static readonly string[] Last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    private static readonly FrozenDictionary<string, int> Ranks =
        First.Select(static (kind, index) => KeyValuePair.Create(kind, index - First.Length))
            .Concat(Last.Select(static (kind, index) => KeyValuePair.Create(kind, index + 1)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    private ApplyOrder()
    {
    }

    /// <summary>The one order.</summary>
    public static ApplyOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(ObjectIdentity x, ObjectIdentity y)
    {
        var byRank = RankOf(x.GroupKind.Kind).CompareTo(RankOf(y.GroupKind.Kind));
        return byRank != 0 ? byRank
            : string.CompareOrdinal(x.GroupKind.Group, y.GroupKind.Group) is var byGroup and not 0 ? byGroup
            : string.CompareOrdinal(x.GroupKind.Kind, y.GroupKind.Kind) is var byKind and not 0 ? byKind
            : string.CompareOrdinal(x.Namespace, y.Namespace) is var byNamespace and not 0 ? byNamespace
            : string.CompareOrdinal(x.Name, y.Name);
    }

    private static int RankOf(string kind) => Ranks.GetValueOrDefault(kind);
}
