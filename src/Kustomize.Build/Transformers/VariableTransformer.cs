using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Replaces <c>$(NAME)</c> in the fields that may hold variables.</summary>
internal sealed class VariableTransformer(IReadOnlyDictionary<string, JsonNode?> values, IReadOnlyList<FieldSpec> fields) : ITransformer
{
    public void Transform(ResourceSet resources)
    {
        foreach (var resource in resources.All)
        {
            foreach (var field in fields)
            {
                FieldWalker.Visit(resource, field, CreatedField.Nothing, Update);
            }
        }
    }

    private void Update(FieldSlot slot)
    {
        switch (slot.Value)
        {
            case null:
                break;
            case JsonObject map:
                foreach (var key in map.Select(f => f.Key).ToList())
                {
                    UpdateText(new FieldSlot(map, key));
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (!Scalars.IsText(items[i]))
                    {
                        throw new KustomizeException("invalid value type expect a string");
                    }

                    UpdateText(new FieldSlot(items, i));
                }

                break;
            default:
                UpdateText(slot);
                break;
        }
    }

    private void UpdateText(FieldSlot slot)
    {
        if (Scalars.IsText(slot.Value) && Scalars.Text(slot.Value) is var text && text.Contains('$', StringComparison.Ordinal))
        {
            slot.Set(Expand(text));
        }
    }

    /// <summary>Expands variables; a text that is nothing but one variable takes its type, too. <c>$$</c> stands for a dollar.</summary>
    private JsonNode? Expand(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var next = text[++i];
            var close = next == '(' ? text.IndexOf(')', i) : -1;
            if (close < 0)
            {
                result.Append(next == '$' ? "$" : $"${next}");
                continue;
            }

            var name = text[(i + 1)..close];
            if (values.TryGetValue(name, out var value) && value is JsonValue scalar)
            {
                if (i == 1 && close == text.Length - 1)
                {
                    return scalar.DeepClone();
                }

                result.Append(Format(scalar));
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"$({name})");
            }

            i = close;
        }

        return result.ToString();
    }

    private static string Format(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.Number && Scalars.Text(value).AsSpan().ContainsAny('.', 'e', 'E') ? GoJson.Write(value) : Scalars.Text(value);
}
