using System.Runtime.CompilerServices;
using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>Values as schemas see them.</summary>
internal static class SchemaValues
{
    private const int FewItems = 20;

    /// <summary>The name of a value's type; whole numbers are numbers too.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        string => "string",
        GoMap => "object",
        GoList => "array",
        _ => "number",
    };

    /// <summary>Whether two values are the same: numbers by what they are worth, tables in any order.</summary>
    public static bool AreEqual(object? left, object? right)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return (left, right) switch
        {
            (GoMap a, GoMap b) => a.Count == b.Count && a.Unordered.All(e => b.TryGetValue(e.Key, out var other) && AreEqual(e.Value, other)),
            (GoList a, GoList b) => a.Count == b.Count && Enumerable.Range(0, a.Count).All(i => AreEqual(a[i], b[i])),
            _ when SchemaNumbers.IsNumber(left) && SchemaNumbers.IsNumber(right) => SchemaNumbers.Compare(left!, right!) == 0,
            _ => Equals(left, right),
        };
    }

    /// <summary>Positions of two equal items, or null.</summary>
    public static (int First, int Second)? Duplicates(GoList list)
    {
        var known = new Dictionary<int, List<int>>();
        for (var i = 0; i < list.Count; i++)
        {
            var hash = list.Count <= FewItems ? 0 : Hash(list[i]);
            if (!known.TryGetValue(hash, out var same))
            {
                known.Add(hash, same = []);
            }

            foreach (var j in same)
            {
                if (AreEqual(list[i], list[j]))
                {
                    return (j, i);
                }
            }

            same.Add(i);
        }

        return null;
    }

    /// <summary>A value in an error.</summary>
    public static string Display(object? value) => value switch
    {
        string text => SchemaError.Quote(text),
        GoMap or GoList => "value",
        _ => GoFormat.Sprint(value),
    };

    private static int Hash(object? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case GoMap map:
                return map.Unordered.Aggregate(map.Count, static (h, e) => h ^ HashCode.Combine(e.Key, Hash(e.Value)));
            case GoList list:
                return list.Aggregate(list.Count, static (h, item) => HashCode.Combine(h, Hash(item)));
            case long or nint:
                return Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture).GetHashCode();
            default:
                return value?.GetHashCode() ?? 0;
        }
    }
}
