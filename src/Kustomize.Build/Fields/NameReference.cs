using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Fields that hold names of a kind.</summary>
/// <param name="Target">The kind; empty parts match everything.</param>
/// <param name="Referrers">The fields.</param>
internal sealed record NameReference(GroupVersionKind Target, IReadOnlyList<FieldSpec> Referrers)
{
    public static NameReference Read(FieldReader reader) => new(
        new GroupVersionKind(reader.Text("group"), reader.Text("version"), reader.Text("kind")),
        reader.Objects("fieldSpecs", FieldSpec.Read));

    public static IReadOnlyList<NameReference> Merge(IReadOnlyList<NameReference> references, IReadOnlyList<NameReference> incoming)
    {
        if (incoming.Count == 0)
        {
            return references;
        }

        var merged = new List<NameReference>(references);
        foreach (var reference in incoming)
        {
            var at = merged.FindIndex(r => r.Target == reference.Target);
            if (at < 0)
            {
                merged.Add(reference);
            }
            else
            {
                merged[at] = merged[at] with { Referrers = FieldSpecs.Merge(merged[at].Referrers, reference.Referrers) };
            }
        }

        return merged;
    }
}
