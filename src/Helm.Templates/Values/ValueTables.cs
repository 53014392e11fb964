using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Values;

/// <summary>What is done to trees of values: copying, merging, looking up by path.</summary>
internal static class ValueTables
{
    /// <summary>A copy that shares nothing with the original.</summary>
    public static GoMap Copy(GoMap map)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var copy = new GoMap(GoType.AnyMap, map.Count);
        foreach (var (key, value) in map.Unordered)
        {
            copy[key] = CopyValue(value);
        }

        return copy;
    }

    /// <summary>Both tables in a new one: of equal keys the second wins, tables are merged.</summary>
    public static GoMap MergeMaps(GoMap first, GoMap second)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var merged = new GoMap(GoType.AnyMap, first.Count);
        foreach (var (key, value) in first.Unordered)
        {
            merged[key] = value;
        }

        foreach (var (key, value) in second.Unordered)
        {
            merged[key] = value is GoMap table && merged[key] is GoMap before ? MergeMaps(before, table) : value;
        }

        return merged;
    }

    /// <summary>The table at a path of keys with points between them; null when there is none.</summary>
    public static GoMap? Table(GoMap values, string path)
    {
        var table = values;
        foreach (var key in path.Split('.'))
        {
            if (table[key] is not GoMap next)
            {
                return null;
            }

            table = next;
        }

        return table;
    }

    /// <summary>The value at a path, which must not be a table; false when there is none.</summary>
    public static bool TryGet(GoMap values, string path, out object? value)
    {
        var dot = path.LastIndexOf('.');
        var table = dot < 0 ? values : Table(values, path[..dot]);
        value = null;
        return table is not null && table.TryGetValue(path[(dot + 1)..], out value) && value is not GoMap;
    }

    private static object? CopyValue(object? value) => value switch
    {
        GoMap map => Copy(map),
        GoList { IsNil: false } list => new GoList(list.Type, list.Select(CopyValue)),
        _ => value,
    };
}
