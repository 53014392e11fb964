using System.Globalization;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <content>Schemas made of schemas.</content>
internal sealed partial class SchemaValidation
{
    private void CheckReferences()
    {
        if (_schema.RecursiveRef is { } recursive)
        {
            Add(Behind(recursive.RecursiveAnchor ? OutermostRecursive(recursive) : recursive));
        }

        if (_schema.DynamicRef is { } dynamic)
        {
            var anchor = _schema.DynamicRefAnchor;
            Add(Behind(anchor.Length > 0 && dynamic.DynamicAnchor == anchor ? OutermostDynamic(anchor, dynamic) : dynamic));
        }
    }

    private Schema OutermostRecursive(Schema found)
    {
        for (var scope = _scope; scope is not null; scope = scope.Parent)
        {
            found = scope.Schema.Resource.RecursiveAnchor ? scope.Schema.Resource : found;
        }

        return found;
    }

    private Schema OutermostDynamic(string anchor, Schema found)
    {
        for (var scope = _scope; scope is not null; scope = scope.Parent)
        {
            found = scope.Schema.Resource.DynamicAnchors.GetValueOrDefault(anchor) ?? found;
        }

        return found;
    }

    private void CheckCombinations()
    {
        if (_schema.Not is { } not && Same(not, onlyWhether: true) is null)
        {
            Add("'not' failed");
        }

        CheckAllOf();
        CheckAnyOf();
        CheckOneOf();
        if (_schema.If is { } condition)
        {
            var branch = Same(condition, onlyWhether: true) is null ? _schema.Then : _schema.Else;
            Add(branch is null ? null : Same(branch));
        }
    }

    private void CheckAllOf()
    {
        var errors = new List<SchemaError>();
        foreach (var schema in _schema.AllOf)
        {
            if (Same(schema) is { } error)
            {
                errors.Add(error);
                if (_onlyWhether)
                {
                    break;
                }
            }
        }

        if (errors.Count > 0)
        {
            Add("'allOf' failed", errors);
        }
    }

    private void CheckAnyOf()
    {
        var errors = new List<SchemaError>();
        var matched = _schema.AnyOf.Count == 0;
        foreach (var schema in _schema.AnyOf)
        {
            if (Same(schema) is { } error)
            {
                errors.Add(error);
                continue;
            }

            // Where it matters what has been spoken about, all that match have a say.
            matched = true;
            if (_unevaluated.IsEmpty)
            {
                break;
            }
        }

        if (!matched)
        {
            Add("'anyOf' failed", errors);
        }
    }

    private void CheckOneOf()
    {
        var errors = new List<SchemaError>();
        var matched = -1;
        for (var i = 0; i < _schema.OneOf.Count; i++)
        {
            if (Same(_schema.OneOf[i], onlyWhether: matched >= 0) is { } error)
            {
                errors.Add(error);
            }
            else if (matched >= 0)
            {
                Add($"'oneOf' failed, subschemas {matched}, {i} matched");
                return;
            }
            else
            {
                matched = i;
            }
        }

        if (_schema.OneOf.Count > 0 && matched < 0)
        {
            Add("'oneOf' failed, none matched", errors);
        }
    }

    private void CheckUnevaluated()
    {
        if (_schema.UnevaluatedProperties is { } properties && _value is GoMap map)
        {
            foreach (var name in (_unevaluated.Properties ?? []).Order(GoText.Comparer))
            {
                Add(Within(properties, map[name], name));
            }

            _unevaluated.Properties = null;
        }

        if (_schema.UnevaluatedItems is { } items && _value is GoList list)
        {
            foreach (var index in (_unevaluated.Items ?? []).Order())
            {
                Add(Within(items, list[index], index.ToString(CultureInfo.InvariantCulture)));
            }

            _unevaluated.Items = null;
        }
    }
}
