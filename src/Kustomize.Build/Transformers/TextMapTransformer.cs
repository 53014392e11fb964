using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Adds labels or annotations wherever the field specs say.</summary>
internal sealed class TextMapTransformer(SortedDictionary<string, string>? texts, IReadOnlyList<FieldSpec> fields) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        if (texts is not { Count: > 0 })
        {
            return;
        }

        foreach (var resource in resources.All)
        {
            foreach (var field in fields)
            {
                FieldWalker.Visit(resource, field, CreatedField.Mapping, Add);
            }
        }
    }

    private void Add(FieldSlot slot)
    {
        if (slot.Value is null)
        {
            return;
        }

        if (slot.Value is not JsonObject map)
        {
            throw new KustomizeException("wrong node kind: expected MappingNode");
        }

        foreach (var (key, value) in texts!)
        {
            map[key] = value;
        }
    }
}
