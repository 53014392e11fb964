namespace GitOpsToolkit.Helm.Templates.Rendering;

/// <summary>The order in which kinds are installed.</summary>
internal static class KindOrder
{
    private static readonly string[] Install =
    [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
        "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
        "CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList",
        "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment",
        "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
        "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ];

    private static readonly Dictionary<string, int> Positions =
        Install.Index().ToDictionary(static e => e.Item, static e => e.Index, StringComparer.Ordinal);

    /// <summary>The items by kind: known kinds in their order, then others by name; equal kinds stay as they were.</summary>
    public static List<T> Sort<T>(IEnumerable<T> items, Func<T, string> kind) =>
        [.. items.OrderBy(i => Positions.GetValueOrDefault(kind(i), Install.Length)).ThenBy(i => Positions.ContainsKey(kind(i)) ? "" : kind(i), StringComparer.Ordinal)];
}
