using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>
/// The stage of an apply an object belongs to. A stage starts only after the one before has been applied, and, for the first two,
/// after its objects are current.
/// </summary>
public enum ApplyStage
{
    /// <summary>What others depend on to exist at all: CustomResourceDefinitions, Namespaces, ClusterRoles.</summary>
    Definitions,

    /// <summary>Any kind whose name ends in <c>Class</c>.</summary>
    Classes,

    /// <summary>The kinds a user names in <see cref="ApplyOptions.CustomStageKinds"/>.</summary>
    Custom,

    /// <summary>Everything else.</summary>
    Resources,
}

internal static class ApplyStages
{
    public static readonly ApplyStage[] All = [ApplyStage.Definitions, ApplyStage.Classes, ApplyStage.Custom, ApplyStage.Resources];

    public static bool IsAwaited(this ApplyStage stage) => stage is ApplyStage.Definitions or ApplyStage.Classes;

    public static ApplyStage Of(GroupVersionKind gvk, IReadOnlySet<GroupKind> customKinds) =>
        IsDefinition(gvk) ? ApplyStage.Definitions
        : gvk.Kind.EndsWith("Class", StringComparison.Ordinal) ? ApplyStage.Classes
        : customKinds.Contains(gvk.GroupKind) ? ApplyStage.Custom
        : ApplyStage.Resources;

    public static bool IsCustomResourceDefinition(GroupVersionKind gvk) =>
        string.Equals(gvk.Group, "apiextensions.k8s.io", StringComparison.Ordinal) && Is(gvk.Kind, "CustomResourceDefinition");

    private static bool IsDefinition(GroupVersionKind gvk) =>
        IsCustomResourceDefinition(gvk)
        || (gvk is { Group: "", Version: "v1" } && Is(gvk.Kind, "Namespace"))
        || (string.Equals(gvk.Group, "rbac.authorization.k8s.io", StringComparison.Ordinal) && Is(gvk.Kind, "ClusterRole"));

    private static bool Is(string kind, string expected) => string.Equals(kind, expected, StringComparison.OrdinalIgnoreCase);
}
