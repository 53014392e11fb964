using System.Collections;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Runtime;

/// <summary>What every log line of a pass carries, under the keys the flux CLI filters by (kustomize contract 19.4).</summary>
internal sealed class ReconcileScope(string controller, string group, string kind, NamespacedName key, string id)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 7;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("controller", controller),
        1 => new("controllerGroup", group),
        2 => new("controllerKind", kind),
        3 => new(kind, key),
        4 => new("namespace", key.Namespace),
        5 => new("name", key.Name),
        6 => new("reconcileID", id),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    public override string ToString() => $"{kind}/{key}";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
