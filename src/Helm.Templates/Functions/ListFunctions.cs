using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Sprig's lists. Every function gives a new list; the <c>must…</c> twins fail with the same messages.</summary>
internal static class ListFunctions
{
    public static void Register(FunctionTable.Builder table)
    {
        table
            .AddVariadic("list", [GoType.Any], static (in call) => new GoList(call.Arguments))
            .Alias("tuple", "list")
            .AddVariadic("concat", [GoType.Any], static (in call) => Concat(call.Arguments));
        AddTwins(table, "first", [GoType.Any], static (in call) => Elements(call[0], "Cannot find first on type") is { Count: > 0 } list ? list[0] : null);
        AddTwins(table, "last", [GoType.Any], static (in call) => Elements(call[0], "Cannot find last on type") is { Count: > 0 } list ? list[^1] : null);
        AddTwins(table, "rest", [GoType.Any], static (in call) => Part(Elements(call[0], "Cannot find rest on type"), 1, 0));
        AddTwins(table, "initial", [GoType.Any], static (in call) => Part(Elements(call[0], "Cannot find initial on type"), 0, 1));
        AddTwins(table, "push", [GoType.Any, GoType.Any], static (in call) => new GoList([.. Elements(call[0], "Cannot push on type"), call[1]]));
        AddTwins(table, "prepend", [GoType.Any, GoType.Any], static (in call) => new GoList([call[1], .. Elements(call[0], "Cannot prepend on type")]));
        AddTwins(table, "reverse", [GoType.Any], static (in call) => new GoList(Elements(call[0], "Cannot find reverse on type").Reverse()));
        AddTwins(table, "compact", [GoType.Any], static (in call) => new GoList(Elements(call[0], "Cannot compact on type").Where(v => !GoValues.IsEmpty(v))));
        AddTwins(table, "uniq", [GoType.Any], static (in call) => Unique(call));
        AddTwins(table, "has", [GoType.Any, GoType.Any], static (in call) => GoInt.Box(call[1] is not null && Contains(call, Elements(call[1], "Cannot find has on type"), call[0])));
        AddTwins(table, "chunk", [GoType.Int, GoType.Any], static (in call) => Chunk(call.Int(0), Elements(call[1], "Cannot chunk type")));
        AddVariadicTwins(table, "without", [GoType.Any, GoType.Any], static (in call) => Without(call));
        AddVariadicTwins(table, "slice", [GoType.Any, GoType.Any], static (in call) => Slice(call));
        table.Alias("append", "push").Alias("mustAppend", "mustPush");
    }

    private static void AddTwins(FunctionTable.Builder table, string name, IReadOnlyList<GoType> parameters, TemplateFunction body) =>
        table.Add(name, parameters, body).Alias(Must(name), name);

    private static void AddVariadicTwins(FunctionTable.Builder table, string name, IReadOnlyList<GoType> parameters, TemplateFunction body) =>
        table.AddVariadic(name, parameters, body).Alias(Must(name), name);

    private static string Must(string name) => $"must{char.ToUpperInvariant(name[0])}{name.AsSpan(1)}";

    private static IReadOnlyList<object?> Elements(object? value, string problem) => GoValues.Elements(value, problem);

    /// <summary>All but some elements at both ends; of an empty list, the nil list.</summary>
    private static GoList Part(IReadOnlyList<object?> list, int skip, int drop) =>
        list.Count == 0 ? GoList.Nil(GoType.AnyList) : new GoList(list.Skip(skip).Take(list.Count - skip - drop));

    private static GoList Concat(object?[] lists)
    {
        var items = new List<object?>();
        foreach (var list in lists)
        {
            items.AddRange(list switch
            {
                GoList or GoBytes or null => Elements(list, ""),
                _ => throw new GoErrorException($"Cannot concat type {GoValues.KindNameOf(list)} as list"),
            });
            SizeLimits.CheckElements(items.Count);
        }

        return items.Count == 0 ? GoList.Nil(GoType.AnyList) : new GoList(items);
    }

    private static GoList Unique(FunctionCall call)
    {
        var unique = new GoList();
        foreach (var item in Elements(call[0], "Cannot find uniq on type"))
        {
            if (!Contains(call, unique, item))
            {
                unique.Add(item);
            }
        }

        return unique;
    }

    private static GoList Without(FunctionCall call)
    {
        var omitted = call.Arguments[1..];
        var kept = new GoList();
        foreach (var item in Elements(call[0], "Cannot find without on type"))
        {
            if (!Contains(call, omitted, item))
            {
                kept.Add(item);
            }
        }

        return kept;
    }

    private static bool Contains(FunctionCall call, IReadOnlyList<object?> list, object? item)
    {
        call.Execution.Step(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (GoValues.DeepEqual(item, list[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Cuts a list into lists of a size. Negative sizes give what sprig's arithmetic makes of them, mostly nothing.</summary>
    private static GoList Chunk(long size, IReadOnlyList<object?> list)
    {
        var count = Math.Floor((list.Count - 1) / (double)size) + 1;
        if (!double.IsFinite(count) || count < 0 || (size < 0 && count > 0))
        {
            throw new GoErrorException("runtime error: makeslice: len out of range");
        }

        var chunks = new GoList(GoType.SliceOf(GoType.AnyList));
        for (var at = 0L; at < list.Count && chunks.Count < count; at += size)
        {
            chunks.Add(new GoList(list.Skip((int)at).Take((int)Math.Min(size, list.Count))));
        }

        return chunks;
    }

    private static object? Slice(FunctionCall call)
    {
        var list = Elements(call[0], "list should be type of slice or array but");
        if (list.Count == 0)
        {
            return null;
        }

        var start = call.Count > 1 ? GoCast.ToInt64(call[1]) : 0;
        var end = call.Count > 2 ? GoCast.ToInt64(call[2]) : list.Count;
        return start < 0 || end < start || end > list.Count
            ? throw new GoErrorException("reflect.Value.Slice: slice index out of bounds")
            : new GoList(GoType.Of(call[0])!, list.Skip((int)start).Take((int)(end - start)));
    }
}
