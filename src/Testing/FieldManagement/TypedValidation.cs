using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Checks that an apply patch fits its type; the messages are those of structured-merge-diff.</summary>
internal sealed class TypedValidation
{
    private readonly List<string> _errors = [];

    private TypedValidation()
    {
    }

    /// <summary>What does not fit, as one message; null when everything does.</summary>
    public static string? Check(TypeSchema type, JsonObject value)
    {
        var check = new TypedValidation();
        check.Visit("", type, value);
        return check._errors.Count switch
        {
            0 => null,
            1 => check._errors[0],
            _ => "errors:\n" + string.Join('\n', check._errors.Select(error => "  " + error)),
        };
    }

    private void Visit(string path, TypeSchema type, JsonNode? value)
    {
        switch (Shapes.Of(type, Operand.Of(value)))
        {
            case Shape.Scalar when value is not null:
                CheckScalar(path, type, value);
                break;
            case Shape.List when value is JsonArray list:
                VisitItems(path, type, list);
                break;
            case Shape.List when value is not null:
                Fail(path, $"expected list, got {Reference(value)}");
                break;
            case Shape.Map when value is JsonObject map:
                VisitFields(path, type, map);
                break;
            case Shape.Map when value is not null:
                Fail(path, $"expected map, got {Reference(value)}");
                break;
            default:
                break;
        }
    }

    private void VisitFields(string path, TypeSchema type, JsonObject map)
    {
        foreach (var (key, value) in map)
        {
            if (Shapes.ChildType(type, key) is { } child)
            {
                // Paths are put together on the way back only where something is wrong.
                var before = _errors.Count;
                Visit("", child, value);
                if (_errors.Count > before)
                {
                    Prefix(before, path + "." + key);
                }
            }
            else
            {
                Fail(path + "." + key, "field not declared in schema");
                return;
            }
        }
    }

    private void VisitItems(string path, TypeSchema type, JsonArray list)
    {
        var isAtomic = Shapes.IsAtomicList(type);
        var seen = isAtomic ? null : new HashSet<PathElement>();
        for (var i = 0; i < list.Count; i++)
        {
            PathElement name;
            if (isAtomic)
            {
                name = PathElement.Index(i);
            }
            else if (!ListItems.TryName(type, list[i], out name, out var problem))
            {
                Fail(path, string.Create(CultureInfo.InvariantCulture, $"element {i}: {problem}"));
                return;
            }
            else if (!seen!.Add(name))
            {
                Fail(path, $"duplicate entries for key {name}");
            }

            var before = _errors.Count;
            Visit("", Shapes.ItemType(type), list[i]);
            if (_errors.Count > before)
            {
                Prefix(before, path + name);
            }
        }
    }

    private void CheckScalar(string path, TypeSchema type, JsonNode value)
    {
        var kind = value.GetValueKind();
        switch (type.Kind)
        {
            case SchemaKind.Integer or SchemaKind.Number when kind != JsonValueKind.Number:
                Fail(path, $"expected numeric (int or float), got {GoType(value)}");
                break;
            case SchemaKind.String when type.Format is null or "byte" && kind != JsonValueKind.String:
                Fail(path, $"expected string, got &value.valueUnstructured{{Value:{GoSyntax(value)}}}");
                break;
            case SchemaKind.Boolean when kind is not (JsonValueKind.True or JsonValueKind.False):
                Fail(path, $"expected boolean, got {Reference(value)}");
                break;
            default:
                if (value is not JsonValue)
                {
                    Fail(path, $"expected any scalar, got {Reference(value)}");
                }

                break;
        }
    }

    private void Fail(string path, string message) => _errors.Add(path.Length == 0 ? message : $"{path}: {message}");

    private void Prefix(int from, string path)
    {
        for (var i = from; i < _errors.Count; i++)
        {
            _errors[i] = path + (_errors[i].StartsWith('.') || _errors[i].StartsWith('[') ? "" : ": ") + _errors[i];
        }
    }

    private static string Reference(JsonNode value) => $"&{{{GoFormat.Value(value)}}}";

    private static string GoType(JsonNode value) => value switch
    {
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.AsInteger() is null ? "float64" : "int64",
            _ => "bool",
        },
    };

    private static string GoSyntax(JsonNode value) => value switch
    {
        JsonObject map => $"map[string]interface {{}}{{{string.Join(", ", map.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{GoFormat.Quote(f.Key)}:{Element(f.Value)}"))}}}",
        JsonArray list => $"[]interface {{}}{{{string.Join(", ", list.Select(Element))}}}",
        _ when value.AsText() is { } text => GoFormat.Quote(text),
        _ => GoFormat.Value(value),
    };

    private static string Element(JsonNode? value) => value is null ? "interface {}(nil)" : GoSyntax(value);
}
