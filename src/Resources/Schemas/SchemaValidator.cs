using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GitOpsToolkit.Resources.Schemas;

/// <summary>Checks a custom resource against its schema, in the words of kube-apiserver.</summary>
internal sealed class SchemaValidator
{
    private readonly List<FieldError> _errors = [];

    /// <summary>Values checked without fault; picks the alternative of a junctor that a value comes closest to.</summary>
    private int _matches;

    public static IReadOnlyList<FieldError> Validate(JsonObject value, TypeSchema type)
    {
        var validator = new SchemaValidator();
        validator.Check(value, type, "");
        ListKeyValidation.Check(value, type, "", validator._errors);
        return validator._errors;
    }

    private void Check(JsonNode? value, TypeSchema type, string path)
    {
        if (value is null)
        {
            CheckNull(type, path);
            return;
        }

        var before = _errors.Count;
        var kind = value.GetValueKind();
        CheckType(value, kind, type, path);
        if (type.Rules is { } rules)
        {
            CheckJunctors(value, rules, path);
            switch (value)
            {
                case JsonValue when kind == JsonValueKind.String:
                    CheckText(value.AsText()!, rules, path);
                    break;
                case JsonValue number when kind == JsonValueKind.Number:
                    CheckBounds(number, rules, path);
                    break;
                default:
                    break;
            }
        }

        switch (value)
        {
            case JsonArray list:
                CheckList(list, type, path);
                break;
            case JsonObject map:
                CheckEnum(value, type, path);
                CheckObject(map, type, path);
                break;
            default:
                break;
        }

        if (value is not JsonObject)
        {
            CheckEnum(value, type, path);
        }

        _matches += _errors.Count == before ? 1 : 0;
    }

    private void CheckNull(TypeSchema type, string path)
    {
        if (type.Kind != SchemaKind.Any && !type.Nullable)
        {
            Add(FieldErrorReasons.TypeInvalid, path, FieldMessages.Invalid("null", $"{In(path)} must be of type {TypeNames(type)}: \"null\""));
        }

        CheckEnum(null, type, path);
    }

    private void CheckType(JsonNode value, JsonValueKind kind, TypeSchema type, string path)
    {
        var actual = kind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.AsInteger() is null ? "number" : "integer",
            _ => "boolean",
        };
        var fits = type.Kind switch
        {
            SchemaKind.Any => true,
            SchemaKind.Object or SchemaKind.Map => actual == "object",
            SchemaKind.List => actual == "array",
            SchemaKind.String => actual == "string",
            SchemaKind.Integer => actual == "integer",
            SchemaKind.Number => actual is "integer" or "number",
            SchemaKind.Boolean => actual == "boolean",
            SchemaKind.IntOrString => actual is "integer" or "string",
            _ => actual is "integer" or "number" or "string",
        };
        if (!fits)
        {
            // For numbers and objects the API server compares formats where the schema has one.
            var (wanted, found) = type.Format is { } numeric && kind is not (JsonValueKind.String or JsonValueKind.Array)
                ? (numeric, actual switch { "integer" => "int64", "number" => "float64", _ => "" })
                : (TypeNames(type), actual);
            Add(FieldErrorReasons.TypeInvalid, path, FieldMessages.Invalid(found, $"{In(path)} must be of type {wanted}: {GoFormat.Quote(found)}"));
        }

        if (type.Kind == SchemaKind.Integer && kind == JsonValueKind.Number && !IsInRange(value, type.Format))
        {
            var range = type.Format is null ? "(default format)" : $"with format {type.Format}";
            AddUnplaced($"Checked value must be of type integer {range} in {path}");
        }

        if (fits && type.Format is { } format && kind == JsonValueKind.String && value.AsText() is { } text && !StringFormats.IsValid(format, text))
        {
            Add(FieldErrorReasons.TypeInvalid, path, FieldMessages.Invalid(text, $"{In(path)} must be of type {format}: {GoFormat.Quote(text)}"));
        }
    }

    private static bool IsInRange(JsonNode value, string? format) =>
        value.AsInteger() is { } integer && (format != "int32" || integer is >= int.MinValue and <= int.MaxValue);

    private static string TypeNames(TypeSchema type) => type.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => "object",
        SchemaKind.List => "array",
        SchemaKind.String => "string",
        SchemaKind.Integer => "integer",
        SchemaKind.Number => "number",
        SchemaKind.Boolean => "boolean",
        _ => "integer,string",
    };

    private void CheckText(string text, ValueRules rules, string path)
    {
        long length = rules.MaxLength is null && rules.MinLength is null ? 0 : text.EnumerateRunes().Count();
        if (rules.MaxLength is { } max && length > max)
        {
            var unit = max == 1 ? "byte" : "bytes";
            Add(FieldErrorReasons.TooLong, path, string.Create(CultureInfo.InvariantCulture, $"Too long: may not be more than {max} {unit}"));
        }
        else if (rules.MinLength is { } min && length < min)
        {
            AddInvalid(path, text, $"should be at least {min} chars long");
        }
        else if (rules.PatternRegex is { } pattern && !pattern.IsMatch(text))
        {
            AddInvalid(path, text, $"should match '{rules.Pattern}'");
        }
    }

    private void CheckBounds(JsonValue value, ValueRules rules, string path)
    {
        var number = double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (rules.MultipleOf is { } factor and > 0 && number % factor != 0 && Math.Abs(Math.Round(number / factor) - (number / factor)) > 1e-9)
        {
            AddInvalid(path, value, $"should be a multiple of {Bound(value, factor)}");
        }

        if (rules.Minimum is { } min && (rules.ExclusiveMinimum ? number <= min : number < min))
        {
            AddInvalid(path, value, $"should be greater than {(rules.ExclusiveMinimum ? "" : "or equal to ")}{Bound(value, min)}");
        }

        if (rules.Maximum is { } max && (rules.ExclusiveMaximum ? number >= max : number > max))
        {
            AddInvalid(path, value, $"should be less than {(rules.ExclusiveMaximum ? "" : "or equal to ")}{Bound(value, max)}");
        }
    }

    /// <summary>A bound is printed as a whole number where the value is one.</summary>
    private static string Bound(JsonValue value, double bound) =>
        value.AsInteger() is null ? GoFormat.Number(bound) : ((long)bound).ToString(CultureInfo.InvariantCulture);

    private void CheckList(JsonArray list, TypeSchema type, string path)
    {
        if (type.Element is { } item)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Check(list[i], item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
            }
        }

        if (type.Rules is not { } rules)
        {
            return;
        }

        if (rules.MinItems is { } min && list.Count < min)
        {
            AddInvalid(path, JsonValue.Create(list.Count), $"should have at least {min} items");
        }

        if (rules.MaxItems is { } max && list.Count > max)
        {
            AddTooMany(path, list.Count, max);
        }

        if (rules.UniqueItems && list.Where((item, i) => list.Take(i).Any(earlier => JsonNode.DeepEquals(earlier, item))).Any())
        {
            Add(FieldErrorReasons.Invalid, path, FieldMessages.Invalid("", $"{In(path)} shouldn't contain duplicates"));
        }
    }

    private void CheckObject(JsonObject map, TypeSchema type, string path)
    {
        if (type.Rules is { } rules)
        {
            if (rules.MinProperties is { } min && map.Count < min)
            {
                AddInvalid(path, JsonValue.Create(map.Count), $"should have at least {min} properties");
            }

            if (rules.MaxProperties is { } max && map.Count > max)
            {
                AddTooMany(path, map.Count, max);
            }
        }

        if (type.Kind is SchemaKind.Map && type.Element is { } element)
        {
            foreach (var (key, value) in map)
            {
                Check(value, element, $"{path}.{key}");
            }
        }

        foreach (var (name, field) in type.Fields)
        {
            if (map.TryGetPropertyValue(name, out var value))
            {
                Check(value, field.Type, Join(path, name));
            }
            else if (field.Required)
            {
                Add(FieldErrorReasons.Required, Join(path, name), FieldMessages.Required);
            }
        }

        foreach (var name in type.Rules?.Required ?? [])
        {
            if (!map.ContainsKey(name))
            {
                Add(FieldErrorReasons.Required, Join(path, name), FieldMessages.Required);
            }
        }
    }

    private void CheckEnum(JsonNode? value, TypeSchema type, string path)
    {
        if (type.Rules?.Enum is { Count: > 0 } allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
        {
            Add(FieldErrorReasons.NotSupported, path, FieldMessages.NotSupported(value, allowed));
        }
    }

    private void CheckJunctors(JsonNode value, ValueRules rules, string path)
    {
        if (rules.AnyOf.Count > 0)
        {
            var best = Try(value, rules.AnyOf, path, out var valid);
            if (valid == 0)
            {
                AddUnplaced($"{GoFormat.Quote(path)} must validate at least one schema (anyOf)");
                _errors.AddRange(best);
            }
        }

        if (rules.OneOf.Count > 0)
        {
            var best = Try(value, rules.OneOf, path, out var valid);
            if (valid != 1)
            {
                var found = valid == 0 ? "Found none valid" : string.Create(CultureInfo.InvariantCulture, $"Found {valid} valid alternatives");
                AddUnplaced($"{GoFormat.Quote(path)} must validate one and only one schema (oneOf). {found}");
                _errors.AddRange(valid == 0 ? best : []);
            }
        }

        if (rules.AllOf.Count > 0)
        {
            var before = _errors.Count;
            var failed = 0;
            foreach (var alternative in rules.AllOf)
            {
                var errors = _errors.Count;
                Check(value, alternative, path);
                failed += _errors.Count > errors ? 1 : 0;
            }

            if (_errors.Count > before)
            {
                AddUnplaced($"{GoFormat.Quote(path)} must validate all the schemas (allOf){(failed == rules.AllOf.Count ? ". None validated" : "")}");
            }
        }

        if (rules.Not is { } not && Try(value, [not], path, out var matched) is not null && matched == 1)
        {
            AddUnplaced($"{GoFormat.Quote(path)} must not validate the schema (not)");
        }
    }

    /// <summary>Errors of the alternative that came closest, and how many alternatives hold.</summary>
    private static List<FieldError> Try(JsonNode value, IReadOnlyList<TypeSchema> alternatives, string path, out int valid)
    {
        valid = 0;
        SchemaValidator? best = null;
        foreach (var alternative in alternatives)
        {
            var attempt = new SchemaValidator();
            attempt.Check(value, alternative, path);
            if (attempt._errors.Count == 0)
            {
                valid++;
            }
            else if (best is null || attempt._matches > best._matches)
            {
                best = attempt;
            }
        }

        return best?._errors ?? [];
    }

    private void Add(string reason, string path, string message) => _errors.Add(new FieldError(reason, path, message));

    private void AddInvalid(string path, JsonNode value, FormattableString rule) =>
        Add(FieldErrorReasons.Invalid, path, FieldMessages.Invalid(value, $"{In(path)} {rule.ToString(CultureInfo.InvariantCulture)}"));

    private void AddTooMany(string path, int actual, long max) =>
        Add(FieldErrorReasons.TooMany, path, string.Create(CultureInfo.InvariantCulture, $"Too many: {actual}: must have at most {max} {(max == 1 ? "item" : "items")}"));

    /// <summary>Some errors have no field of their own; the API server prints that as <c>&lt;nil&gt;</c>.</summary>
    private void AddUnplaced(string message) => Add(FieldErrorReasons.Invalid, "<nil>", FieldMessages.Invalid("", message));

    private static string In(string path) => $"{path} in body";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
