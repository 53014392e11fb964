using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's dictionaries. <c>set</c>, <c>unset</c> and the merges change their first argument.</summary>
internal static class DictFunctions
{
    public static void Register(FunctionTable.Builder table)
    {
        table
            .AddVariadic("dict", [GoType.Any], static (in call) => Dictionary(call.Arguments))
            .Add("get", [GoType.AnyMap, GoType.String], static (in call) => call.Map(0).TryGetValue(call.Text(1), out var value) ? value : "")
            .Add("set", [GoType.AnyMap, GoType.String, GoType.Any], static (in call) => Set(call.Map(0), call.Text(1), call[2]))
            .Add("unset", [GoType.AnyMap, GoType.String], static (in call) => Unset(call.Map(0), call.Text(1)))
            .Add("hasKey", [GoType.AnyMap, GoType.String], static (in call) => GoInt.Box(call.Map(0).ContainsKey(call.Text(1))))
            .AddVariadic("pluck", [GoType.String, GoType.AnyMap], static (in call) => Pluck(call))
            .AddVariadic("keys", [GoType.AnyMap], static (in call) => GoList.Strings(call.Arguments.SelectMany(m => ((GoMap)m!).Keys)))
            .Add("values", [GoType.AnyMap], static (in call) => new GoList(call.Map(0).Select(p => p.Value)))
            .AddVariadic("pick", [GoType.AnyMap, GoType.String], static (in call) => Pick(call))
            .AddVariadic("omit", [GoType.AnyMap, GoType.String], static (in call) => Omit(call))
            .AddVariadic("dig", [GoType.Any], static (in call) => Dig(call.Arguments))
            .Add("deepCopy", [GoType.Any], static (in call) => Copy(call[0]))
            .Alias("mustDeepCopy", "deepCopy")
            .AddVariadic("merge", [GoType.AnyMap, GoType.AnyMap], static (in call) => MapMerge.Merge(call.Map(0), call.From(1), overwrite: false))
            .Alias("mustMerge", "merge")
            .AddVariadic("mergeOverwrite", [GoType.AnyMap, GoType.AnyMap], static (in call) => MapMerge.Merge(call.Map(0), call.From(1), overwrite: true))
            .Alias("mustMergeOverwrite", "mergeOverwrite");
    }

    private static GoMap Dictionary(object?[] pairs)
    {
        var map = new GoMap(GoType.AnyMap, (pairs.Length + 1) / 2);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            map[GoValues.TextOf(pairs[i])] = i + 1 < pairs.Length ? pairs[i + 1] : "";
        }

        return map;
    }

    private static GoMap Set(GoMap map, string key, object? value)
    {
        map[key] = value;
        return map;
    }

    private static GoMap Unset(GoMap map, string key)
    {
        map.Remove(key);
        return map;
    }

    private static GoList Pluck(FunctionCall call)
    {
        var values = new GoList();
        foreach (var map in call.From(1))
        {
            if (((GoMap)map!).TryGetValue(call.Text(0), out var value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static GoMap Pick(FunctionCall call)
    {
        var picked = new GoMap();
        foreach (var key in call.From(1))
        {
            if (call.Map(0).TryGetValue((string)key!, out var value))
            {
                picked[(string)key!] = value;
            }
        }

        return picked;
    }

    private static GoMap Omit(FunctionCall call)
    {
        var omitted = call.Arguments.Skip(1).Cast<string>().ToHashSet(StringComparer.Ordinal);
        var kept = new GoMap();
        foreach (var (key, value) in call.Map(0))
        {
            if (!omitted.Contains(key))
            {
                kept[key] = value;
            }
        }

        return kept;
    }

    private static object? Dig(object?[] arguments)
    {
        if (arguments.Length < 3)
        {
            throw new GoErrorException("dig needs at least three arguments");
        }

        var map = AsMap(arguments[^1]);
        var keys = arguments.Take(arguments.Length - 2).Select(k => k as string ?? throw Conversion(k, "string")).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            if (!map.TryGetValue(keys[i], out var value))
            {
                return arguments[^2];
            }

            if (i == keys.Length - 1)
            {
                return value;
            }

            map = AsMap(value);
        }

        return null;
    }

    /// <summary>A map of the plain type; a named one such as the chart's values is not, as in Go.</summary>
    private static GoMap AsMap(object? value) =>
        value is GoMap map && ReferenceEquals(map.Type, GoType.AnyMap) ? map : throw Conversion(value, GoType.AnyMap.Name);

    private static GoErrorException Conversion(object? value, string type) =>
        new($"interface conversion: interface {{}} is {GoType.Of(value)?.Name ?? "nil"}, not {type}");

    private static object? Copy(object? value) =>
        value is null ? throw new GoErrorException("reflect: call of reflect.Value.Type on zero Value") : Copy(value, 0, new VisitBudget());

    private static object? Copy(object? value, int depth, VisitBudget budget)
    {
        budget.Visit(depth);
        switch (value)
        {
            case GoMap { IsNil: false } map:
                var copy = new GoMap(map.Type, map.Count);
                foreach (var (key, item) in map)
                {
                    copy[key] = Copy(item, depth + 1, budget);
                }

                return copy;
            case GoList { IsNil: false } list:
                var items = new GoList(list.Type, list.Count);
                foreach (var item in list)
                {
                    items.Add(Copy(item, depth + 1, budget));
                }

                return items;
            default:
                return value;
        }
    }
}
