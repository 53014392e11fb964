using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Copies values between fields of resources.</summary>
internal sealed class ReplacementTransformer : ITransformer
{
    private readonly List<ReplacementRule> _rules = [];

    public ReplacementTransformer(IReadOnlyList<ReplacementRule> rules, DirectoryLoader loader, BuildContext context)
    {
        foreach (var rule in rules)
        {
            if (rule.Path.Length == 0)
            {
                _rules.Add(rule);
            }
            else if (rule.Source is not null || rule.Targets is { Count: > 0 })
            {
                throw new KustomizeException("cannot specify both path and inline replacement", field: rule.Field);
            }
            else
            {
                _rules.AddRange(ReadFile(loader.Load(rule.Path), loader.PathOf(rule.Path), context));
            }
        }
    }

    public void Transform(ResourceSet resources)
    {
        foreach (var rule in _rules)
        {
            if (rule is { SourceValue: null, Source: null } || rule.Targets is null)
            {
                throw new KustomizeException("replacements must specify a source and at least one target", field: rule.Field);
            }

            if (rule is { SourceValue: not null, Source: not null })
            {
                throw new KustomizeException("value and resource selectors are mutually exclusive", field: rule.Field);
            }

            var value = rule.Source is null ? Scalars.Plain(rule.SourceValue!) : Take(resources, rule.Source);
            foreach (var target in rule.Targets)
            {
                Put(resources, target, value, rule.Field);
            }
        }

        resources.Invalidate();
    }

    private static IEnumerable<ReplacementRule> ReadFile(ReadOnlyMemory<byte> content, string path, BuildContext context)
    {
        return YamlFile.Read(BuildContext.Text(content), path, context.Options.YamlLimits) switch
        {
            JsonObject one => [ReplacementRule.Read(new FieldReader(one, path, "", strict: false))],
            JsonArray several => several.Select((item, i) => ReplacementRule.Read(new FieldReader(item as JsonObject ?? [], path, $"[{i}]", strict: false))),
            _ => throw new KustomizeException("unsupported replacement type encountered within replacement path", path),
        };
    }

    private static JsonNode? Take(ResourceSet resources, ReplacementSource source)
    {
        var candidates = source.Selector.Name.Length > 0 ? resources.Named(source.Selector.Name) : resources.All;
        Resource? found = null;
        foreach (var resource in candidates)
        {
            if (resource.AllIds().Any(id => source.Matches(id)))
            {
                found = found is null ? resource : throw new KustomizeException($"multiple matches for selector {source}", field: "replacements");
            }
        }

        if (found is null)
        {
            throw new KustomizeException($"nothing selected by {source}", field: "replacements");
        }

        if (!DottedPath.TryLookup(found.Root, FieldPath.SplitDotted(source.FieldPath), out var slot) || Scalars.IsNullOrEmpty(slot.Value))
        {
            throw new KustomizeException($"fieldPath `{source.FieldPath}` is missing for replacement source {source.Selector}", field: "replacements");
        }

        return Refine(slot.Value!, source.Options);
    }

    private static JsonNode? Refine(JsonNode value, FieldOptions? options)
    {
        if (options is null || options.Delimiter.Length == 0)
        {
            return value.DeepClone();
        }

        if (value is not JsonValue)
        {
            throw new KustomizeException("delimiter option can only be used with scalar nodes", field: "replacements");
        }

        var parts = Scalars.Text(value).Split(options.Delimiter);
        return options.Index >= 0 && options.Index < parts.Length
            ? Scalars.Retyped(value, parts[options.Index])
            : throw new KustomizeException($"options.index {options.Index} is out of bounds for value {Scalars.Text(value)}", field: "replacements");
    }

    private static void Put(ResourceSet resources, ReplacementTarget target, JsonNode? value, string field)
    {
        if (target.Select is null)
        {
            throw new KustomizeException("target must specify resources to select", field: field);
        }

        foreach (var resource in resources.All)
        {
            if (!target.Select.MatchesLabels(resource) || !resource.AllIds().Any(id => target.Select.MatchesId(id)))
            {
                continue;
            }

            if (target.Reject.Any(r => r.HasLabelConditions && r.MatchesLabels(resource) || !r.SelectsAnyId && resource.AllIds().Any(id => r.MatchesId(id))))
            {
                continue;
            }

            foreach (var path in target.FieldPaths)
            {
                Put(resource, path, value, target.Options);
            }
        }
    }

    private static void Put(Resource resource, string path, JsonNode? value, FieldOptions? options)
    {
        var parts = FieldPath.SplitDotted(path);
        if (TryPutInText(resource, parts, value, options))
        {
            return;
        }

        var create = options?.Create == true ? Created(value) : CreatedNode.Nothing;
        List<FieldSlot> slots;
        try
        {
            slots = DottedPath.Match(resource.Root, parts, create);
        }
        catch (KustomizeException e)
        {
            throw Unfound(path, create, e);
        }

        if (slots.Count == 0)
        {
            throw Unfound(path, create, null);
        }

        foreach (var slot in slots)
        {
            Set(slot, value, options);
        }

        // Values that are copied into themselves again and again grow deeper each time.
        if (value is JsonObject or JsonArray && resource.Root.IsDeeperThan(JsonTreeDepth.Limit))
        {
            throw new KustomizeException($"replacements nest {resource.Id} too deeply", field: "replacements");
        }
    }

    private static KustomizeException Unfound(string path, CreatedNode create, KustomizeException? inner) => new(
        $"unable to find {(create == CreatedNode.Nothing ? "" : "or create ")}field \"{path}\" in replacement target{(inner is null ? "" : ": " + inner.Message)}",
        field: "replacements",
        inner: inner);

    private static CreatedNode Created(JsonNode? value) => value switch
    {
        JsonObject => CreatedNode.Mapping,
        JsonArray => CreatedNode.Sequence,
        _ => CreatedNode.Scalar,
    };

    private static void Set(FieldSlot slot, JsonNode? value, FieldOptions? options)
    {
        var current = slot.Value;
        var text = Scalars.Text(value);
        if (options is { Delimiter.Length: > 0 })
        {
            if (current is not (null or JsonValue))
            {
                throw new KustomizeException("delimiter option can only be used with scalar nodes", field: "replacements");
            }

            var parts = Scalars.Text(current).Split(options.Delimiter).ToList();
            if (options.Index < 0)
            {
                parts.Insert(0, text);
            }
            else if (options.Index >= parts.Count)
            {
                parts.Add(text);
            }
            else
            {
                parts[options.Index] = text;
            }

            text = string.Join(options.Delimiter, parts);
            slot.Set(Typed(current, text));
            return;
        }

        slot.Set(current is JsonValue || current is null && value is JsonValue ? Typed(current, text) : value?.DeepClone());
    }

    /// <summary>A scalar keeps its type: a number cannot become a word, nor a boolean a number.</summary>
    private static JsonNode? Typed(JsonNode? current, string text)
    {
        var typed = Scalars.Retyped(current, text);
        return current is null || Scalars.IsText(current) || Scalars.IsNumber(current) == Scalars.IsNumber(typed) && typed is not null && !Scalars.IsText(typed)
            ? typed
            : throw new KustomizeException($"`{text}` cannot replace `{Scalars.Text(current)}`, which is of another type", field: "replacements");
    }

    /// <summary>Replaces inside a document that a text field on the path holds.</summary>
    private static bool TryPutInText(Resource resource, List<string> parts, JsonNode? value, FieldOptions? options)
    {
        for (var i = 1; i < parts.Count; i++)
        {
            FieldSlot slot;
            try
            {
                if (!DottedPath.TryLookup(resource.Root, parts[..i], out slot))
                {
                    return false;
                }
            }
            catch (KustomizeException)
            {
                return false;
            }

            if (slot.Value is not JsonValue)
            {
                continue;
            }

            var text = Scalars.Text(slot.Value);
            if (!Scalars.IsText(slot.Value) || !StructuredText.TryParse(text, out var document))
            {
                return false;
            }

            try
            {
                var inner = DottedPath.Match(document, parts[i..], options?.Create == true ? Created(value) : CreatedNode.Nothing);
                foreach (var found in inner)
                {
                    // Delimiters are not heeded inside of a text.
                    Set(found, value, options: null);
                }

                if (inner.Count > 0)
                {
                    slot.Set(StructuredText.Write(document, text));
                }

                return inner.Count > 0;
            }
            catch (KustomizeException)
            {
                return false;
            }
        }

        return false;
    }
}
