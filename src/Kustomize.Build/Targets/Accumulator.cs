using System.Text.Json.Nodes;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What a kustomization has gathered: resources, field configuration and variables.</summary>
internal sealed class Accumulator
{
    private readonly SortedDictionary<string, Variable> _variables = new(StringComparer.Ordinal);

    public ResourceSet Resources { get; } = new();

    public TransformerConfig Config { get; private set; } = TransformerConfig.Empty;

    public void MergeConfig(TransformerConfig config) => Config = Config.Merge(config);

    /// <summary>Takes everything of a base.</summary>
    public void Merge(Accumulator other)
    {
        Resources.AddAll(other.Resources);
        MergeConfig(other.Config);
        foreach (var variable in other._variables.Values)
        {
            Add(variable);
        }
    }

    /// <summary>Adds variables and marks the resources they read from.</summary>
    public void AddVariables(IReadOnlyList<Variable> variables)
    {
        foreach (var variable in variables)
        {
            var target = variable.Target with { ClusterScoped = ClusterScope.IsCertain(variable.Target.Gvk) };
            var exact = target.Namespace.Length > 0 || target.ClusterScoped;
            var matches = Resources.Named(target.Name)
                .Where(r => r.AllIds().Any(id => id.Name == target.Name && id.Gvk == target.Gvk && (!exact || id.EffectiveNamespace == target.EffectiveNamespace)))
                .ToList();
            if (matches.Count > 1)
            {
                throw new KustomizeException(
                    $"found {matches.Count} resId matches for var {variable.Name} {target} {{{variable.FieldPath}}} (unable to disambiguate)", field: "vars");
            }

            if (matches.Count == 1)
            {
                matches[0].Variables.Add(variable.Name);
            }
        }

        foreach (var variable in variables)
        {
            Add(variable);
        }
    }

    /// <summary>Values of all variables by name.</summary>
    public Dictionary<string, JsonNode?> VariableValues()
    {
        var values = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (_variables.Count == 0)
        {
            return values;
        }

        var sources = new Dictionary<string, Resource>(StringComparer.Ordinal);
        foreach (var resource in Resources.All)
        {
            foreach (var name in resource.Variables)
            {
                sources.TryAdd(name, resource);
            }
        }

        foreach (var variable in _variables.Values)
        {
            if (!sources.TryGetValue(variable.Name, out var source))
            {
                throw new KustomizeException($"var '{variable.Name}' cannot be mapped to a field in the set of known resources", field: "vars");
            }

            values[variable.Name] = DottedPath.TryLookup(source.Root, VariablePath(variable.FieldPath), out var slot)
                ? slot.Value?.DeepClone()
                : throw new KustomizeException($"field specified in var '{variable.Name}' {{{variable.FieldPath}}} not found in corresponding resource", field: "vars");
        }

        return values;
    }

    /// <summary>Takes <c>a.b[0].c</c> apart.</summary>
    private static List<string> VariablePath(string path)
    {
        var parts = new List<string>();
        foreach (var part in FieldPath.SplitDotted(path))
        {
            var open = part.IndexOf('[', StringComparison.Ordinal);
            if (open <= 0 || !part.EndsWith(']'))
            {
                parts.Add(part);
                continue;
            }

            parts.Add(part[..open]);
            parts.Add(part[(open + 1)..^1]);
        }

        return parts;
    }

    private void Add(Variable variable)
    {
        if (!_variables.TryAdd(variable.Name, variable))
        {
            throw new KustomizeException($"var '{variable.Name}' already encountered", field: "vars");
        }
    }
}
