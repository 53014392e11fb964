using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Puts a prefix before names, or a suffix behind them.</summary>
internal sealed class NameAffixTransformer(string affix, bool isPrefix, IReadOnlyList<FieldSpec> fields) : ITransformer
{
    private const string NamePath = "metadata/name";

    private static readonly GroupVersionKind[] Skipped =
    [
        new("", "", "CustomResourceDefinition"),
        new("apiregistration.k8s.io", "", "APIService"),
        new("", "", "Namespace"),
    ];

    public void Transform(ResourceSet resources)
    {
        foreach (var resource in resources.All)
        {
            var original = resource.OriginalId;
            if (Array.Exists(Skipped, s => original.Gvk.IsSelectedBy(s)))
            {
                continue;
            }

            foreach (var field in fields)
            {
                if (original.Gvk.IsSelectedBy(field.Gvk))
                {
                    Transform(resource, field);
                }
            }
        }

        resources.Invalidate();
    }

    private void Transform(Resource resource, FieldSpec field)
    {
        if (field.Path == NamePath && affix.Length > 0)
        {
            (isPrefix ? resource.Prefixes : resource.Suffixes).Add(affix);
            resource.StorePreviousId();
        }

        FieldWalker.Visit(resource, field, CreatedField.Scalar, slot =>
        {
            if (slot.Value is System.Text.Json.Nodes.JsonObject or System.Text.Json.Nodes.JsonArray)
            {
                throw new KustomizeException("wrong node kind: expected ScalarNode");
            }

            var text = Scalars.Text(slot.Value);
            slot.Set(Scalars.Retyped(slot.Value, isPrefix ? affix + text : text + affix));
        });
    }
}
