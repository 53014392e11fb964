using System.Text.Json.Nodes;
using GitOpsToolkit.Cel;
using GitOpsToolkit.Resources.Schemas;
using SchemaRule = GitOpsToolkit.Resources.Schemas.CelRule;

namespace GitOpsToolkit.Testing.ApiServer.CustomResources;

/// <summary>The validation rules of a custom resource, compiled once with the types they stand on.</summary>
internal sealed class CompiledRules
{
    private const int MaxDepth = 64;

    private readonly Dictionary<TypeSchema, IReadOnlyList<(SchemaRule Source, Cel.CelRule Rule)>> _byType = [];
    private readonly List<FieldError> _errors = [];

    public CompiledRules(TypeSchema root) => Compile(root, "", 0, true);

    /// <summary>Rules that do not compile, with paths below openAPIV3Schema.</summary>
    public IReadOnlyList<FieldError> Errors => _errors;

    public bool IsEmpty => _byType.Count == 0;

    /// <summary>What the rules of a type say about a value.</summary>
    public IEnumerable<(SchemaRule Rule, CelRuleOutcome Outcome)> Evaluate(TypeSchema type, JsonNode value, JsonNode? old) =>
        _byType.TryGetValue(type, out var rules) ? rules.Select(r => (r.Source, r.Rule.Evaluate(value, old))).Where(static r => !r.Item2.Passed) : [];

    private void Compile(TypeSchema type, string path, int depth, bool isResource)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (type.Rules is { CelRules.Count: > 0 } rules)
        {
            CompileRules(type, rules.CelRules, path, isResource);
        }

        foreach (var field in type.Fields.Values.Where(f => !(isResource && f.Name == "metadata")))
        {
            Compile(field.Type, $"{path}.properties[{field.Name}]", depth + 1, field.Type.EmbeddedResource);
        }

        if (type.Element is { } element)
        {
            Compile(element, path + (type.Kind == SchemaKind.List ? ".items" : ".additionalProperties"), depth + 1, element.EmbeddedResource);
        }
    }

    private void CompileRules(TypeSchema type, IReadOnlyList<SchemaRule> rules, string path, bool isResource)
    {
        var schema = Shape(type, "self", 0, isResource) ?? CelSchema.Any;
        var compiled = new List<(SchemaRule, Cel.CelRule)>();
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            try
            {
                var definition = new CelRuleDefinition
                {
                    Rule = rule.Rule,
                    Message = rule.Message,
                    MessageExpression = rule.MessageExpression,
                    Reason = rule.Reason,
                    FieldPath = rule.FieldPath,
                    OptionalOldSelf = rule.OptionalOldSelf,
                };
                compiled.Add((rule, Cel.CelRule.Compile(definition, schema)));
            }
            catch (CelCompileException e)
            {
                _errors.Add(new FieldError(FieldErrorReasons.Invalid, $"{path.TrimStart('.')}.x-kubernetes-validations[{i}].rule".TrimStart('.'), $"Invalid value: \"{rule.Rule}\": {e.Message}"));
            }
        }

        _byType[type] = compiled;
    }

    private static CelSchema? Shape(TypeSchema type, string path, int depth, bool isResource)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        return type.Kind switch
        {
            SchemaKind.IntOrString or SchemaKind.Quantity => CelSchema.Any,
            SchemaKind.List => Shape(type.Element!, $"{path}.@idx", depth + 1, type.Element!.EmbeddedResource) is { } item ? CelSchema.List(item) : null,
            SchemaKind.Map => Shape(type.Element!, $"{path}.@elem", depth + 1, type.Element!.EmbeddedResource) is { } value ? CelSchema.Map(value) : null,
            SchemaKind.Object => CelSchema.Object(path, Fields(type, path, depth, isResource), isResource),
            SchemaKind.Any => null,
            _ => CelSchema.Scalar(type.Kind.ToString().ToLowerInvariant(), type.Format),
        };
    }

    private static IEnumerable<KeyValuePair<string, CelSchema>> Fields(TypeSchema type, string path, int depth, bool isResource)
    {
        foreach (var field in type.Fields.Values)
        {
            if (!(isResource && field.Name is "metadata" or "apiVersion" or "kind") && Shape(field.Type, $"{path}.{field.Name}", depth + 1, field.Type.EmbeddedResource) is { } shape)
            {
                yield return new(field.Name, shape);
            }
        }
    }
}
