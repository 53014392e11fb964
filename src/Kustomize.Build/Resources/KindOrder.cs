using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>The legacy order of kinds: some first, some last, the rest by group, version and kind.</summary>
internal sealed class KindOrder : IComparer<GroupVersionKind>, IComparer<Resource>
{
    private static readonly string[] DefaultFirst =
    [
        "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy",
        "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service",
        "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
        "PodDisruptionBudget",
    ];

    private static readonly string[] DefaultLast = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    public KindOrder(IReadOnlyList<string> first, IReadOnlyList<string> last)
    {
        for (var i = 0; i < first.Count; i++)
        {
            _ranks[first[i]] = i - first.Count;
        }

        for (var i = 0; i < last.Count; i++)
        {
            _ranks[last[i]] = i + 1;
        }
    }

    public static KindOrder Default { get; } = new(DefaultFirst, DefaultLast);

    public int Compare(GroupVersionKind x, GroupVersionKind y)
    {
        var rank = _ranks.GetValueOrDefault(x.Kind).CompareTo(_ranks.GetValueOrDefault(y.Kind));
        return rank != 0 ? rank : string.CompareOrdinal(SortText(x), SortText(y));
    }

    public int Compare(Resource? x, Resource? y)
    {
        var a = x!.Id;
        var b = y!.Id;
        if (a.Gvk == b.Gvk)
        {
            return string.CompareOrdinal(SortText(a), SortText(b));
        }

        // Among kinds called Namespace the core one comes first.
        return a.Gvk.Kind == "Namespace" && b.Gvk.Kind == "Namespace" && (a.Gvk.Group.Length == 0 || b.Gvk.Group.Length == 0)
            ? Compare(b.Gvk, a.Gvk)
            : Compare(a.Gvk, b.Gvk);
    }

    private static string SortText(GroupVersionKind gvk) => $"{Or(gvk.Group, "~G")}_{Or(gvk.Version, "~V")}_{Or(gvk.Kind, "~K")}";

    private static string SortText(in ResourceId id) => $"{Or(id.Namespace, "~X")}|{Or(id.Name, "~N")}";

    private static string Or(string text, string otherwise) => text.Length == 0 ? otherwise : text;
}
