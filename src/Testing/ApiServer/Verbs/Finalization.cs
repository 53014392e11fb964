using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Verbs;

/// <summary>Whether an object on its way out may go.</summary>
internal static class Finalization
{
    /// <summary>True for an object that is being deleted, with nobody left to wait for.</summary>
    public static bool IsComplete(JsonObject tree)
    {
        var metadata = tree["metadata"] as JsonObject;
        return metadata?["deletionTimestamp"] is not null
            && (metadata.GetInteger("deletionGracePeriodSeconds") ?? 0) == 0
            && !HasFinalizers(tree);
    }

    /// <summary>True when something has still to be done before the object may go.</summary>
    public static bool HasFinalizers(JsonObject tree) =>
        tree["metadata"].At("finalizers") is JsonArray { Count: > 0 } || (IsNamespace(tree) && tree.At("spec", "finalizers") is JsonArray { Count: > 0 });

    /// <summary>Finalizers of the metadata.</summary>
    public static IReadOnlyList<string> Of(JsonObject tree) =>
        tree["metadata"].At("finalizers") is JsonArray list ? [.. list.Select(static f => f.AsText() ?? "")] : [];

    private static bool IsNamespace(JsonObject tree) => tree.GetText("kind") == "Namespace" && tree.GetText("apiVersion") == "v1";
}
