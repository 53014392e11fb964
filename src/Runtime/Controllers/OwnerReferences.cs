using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>Reading owner references.</summary>
internal static class OwnerReferences
{
    /// <summary>The key of the owner of kind <typeparamref name="T"/> that controls an object; empty when there is none.</summary>
    public static IEnumerable<NamespacedName> ControllerOf<T>(Unstructured owned)
        where T : Resource, IResource<T>
    {
        if (owned.Metadata?["ownerReferences"] is not JsonArray references)
        {
            yield break;
        }

        foreach (var owner in references.OfType<JsonObject>())
        {
            var gvk = GroupVersionKind.Parse(owner.GetText("apiVersion") ?? "", owner.GetText("kind") ?? "");
            if (owner.GetBoolean("controller") == true && gvk.Kind == T.Info.Kind && gvk.Group == T.Info.Group)
            {
                yield return new(T.Info.Namespaced ? owned.Namespace : "", owner.GetText("name") ?? "");
            }
        }
    }
}
