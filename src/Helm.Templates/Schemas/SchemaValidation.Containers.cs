using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <content>Tables and lists.</content>
internal sealed partial class SchemaValidation
{
    private void CheckObject(GoMap map)
    {
        CheckCount("Properties", map.Count, _schema.MinProperties, _schema.MaxProperties);
        if (Missing(map, _schema.Required) is { Count: > 0 } missing)
        {
            Add((missing.Count == 1 ? "missing property " : "missing properties ") + Quoted(missing));
        }

        foreach (var (property, needs, schema) in _schema.Dependencies)
        {
            if (map.ContainsKey(property))
            {
                CheckNeeds(map, property, needs ?? []);
                Add(schema is null ? null : Same(schema));
            }
        }

        CheckProperties(map);
        if (_schema.PropertyNames is { } names)
        {
            foreach (var name in map.Keys)
            {
                var errors = Validate(name, names);
                if (errors.Count > 0)
                {
                    Add(Error($"invalid propertyName {SchemaError.Quote(name)}", errors) with { Path = [] });
                }
            }
        }

        foreach (var (property, schema) in _schema.DependentSchemas)
        {
            Add(map.ContainsKey(property) ? Same(schema) : null);
        }

        foreach (var (property, needs) in _schema.DependentRequired)
        {
            if (map.ContainsKey(property))
            {
                CheckNeeds(map, property, needs);
            }
        }
    }

    private void CheckProperties(GoMap map)
    {
        List<string>? unwanted = null;
        foreach (var (name, value) in map)
        {
            if (_onlyWhether && _errors.Count > 0)
            {
                return;
            }

            var evaluated = false;
            if (_schema.Properties?.TryGetValue(name, out var own) == true)
            {
                evaluated = true;
                Add(Within(own, value, name));
            }

            foreach (var (pattern, schema) in _schema.PatternProperties)
            {
                if (pattern.IsMatch(name))
                {
                    evaluated = true;
                    Add(Within(schema, value, name));
                }
            }

            if (!evaluated && _schema.EvaluatesAllProperties)
            {
                evaluated = true;
                if (_schema.AdditionalProperties is { } additional)
                {
                    Add(Within(additional, value, name));
                }
                else if (_schema.AllowsAdditionalProperties == false)
                {
                    (unwanted ??= []).Add(name);
                }
            }

            if (evaluated)
            {
                _unevaluated.Properties?.Remove(name);
            }
        }

        if (unwanted is not null)
        {
            Add($"additional properties {Quoted(unwanted)} not allowed");
        }
    }

    private void CheckNeeds(GoMap map, string property, IReadOnlyList<string> needs)
    {
        if (Missing(map, needs) is { Count: > 0 } missing)
        {
            Add($"properties {Quoted(missing)} required, if {SchemaError.Quote(property)} exists");
        }
    }

    private void CheckArray(GoList list)
    {
        CheckCount("Items", list.Count, _schema.MinItems, _schema.MaxItems);
        if (_schema.UniqueItems && SchemaValues.Duplicates(list) is var (first, second))
        {
            Add($"items at {SchemaNumbers.Text((long)first)} and {SchemaNumbers.Text((long)second)} are equal");
        }

        var prefix = Math.Min(_schema.PrefixItems?.Count ?? 0, list.Count);
        for (var i = 0; i < prefix; i++)
        {
            Add(Item(_schema.PrefixItems![i], list, i));
        }

        // Errors below count from the first item the schema is for, as the library does.
        if (_schema.Items is { } items)
        {
            for (var i = prefix; i < list.Count; i++)
            {
                Add(Within(items, list[i], Index(i - prefix)));
            }
        }

        if (_schema.AdditionalItems is { } additional)
        {
            for (var i = prefix; i < list.Count; i++)
            {
                Add(Within(additional, list[i], Index(i - prefix)));
            }
        }
        else if (_schema.AllowsAdditionalItems == false && prefix < list.Count)
        {
            Add($"last {list.Count - prefix} additionalItem(s) not allowed");
        }

        if (_schema.Contains is { } contains)
        {
            CheckContains(contains, list);
        }
    }

    private void CheckContains(Schema contains, GoList list)
    {
        var errors = new List<SchemaError>();
        var matched = new List<int>();
        for (var i = 0; i < list.Count; i++)
        {
            if (Item(contains, list, i) is { } error)
            {
                errors.Add(error);
                continue;
            }

            matched.Add(i);
            if (_schema.Draft >= 2020)
            {
                _unevaluated.Items?.Remove(i);
            }
        }

        if (_schema.MinContains is { } min)
        {
            if (matched.Count < min)
            {
                Add(matched.Count == 0
                    ? $"min {min} items required to match contains schema, but none matched"
                    : $"min {min} items required to match contains schema, but matched {matched.Count} items at {string.Join(' ', matched)}", errors);
            }
        }
        else if (matched.Count == 0)
        {
            Add("no items match contains schema", errors);
        }

        if (matched.Count > _schema.MaxContains)
        {
            Add($"max {_schema.MaxContains} items required to match contains schema, but matched {matched.Count} items at {string.Join(' ', matched)}");
        }
    }

    private SchemaError? Item(Schema schema, GoList list, int index) => Within(schema, list[index], Index(index));

    private static string Index(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static List<string> Missing(GoMap map, IReadOnlyList<string> required)
    {
        List<string> missing = [];
        foreach (var property in required)
        {
            if (!map.ContainsKey(property))
            {
                missing.Add(property);
            }
        }

        return missing;
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(SchemaError.Quote));
}
