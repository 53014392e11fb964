using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Patching;

/// <summary>Kubernetes' strategic merge patch: a merge patch that knows which lists merge, and by which key.</summary>
public static class StrategicMergePatch
{
    /// <summary>Applies a patch to a copy of an object.</summary>
    /// <param name="original">The object.</param>
    /// <param name="patch">The patch, with its directives.</param>
    /// <param name="schema">Type of the object; where it says nothing, lists are replaced and objects merged.</param>
    /// <exception cref="PatchException">A directive is malformed, or a list item lacks its merge key.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, TypeSchema? schema) => throw new NotSupportedException();
}
