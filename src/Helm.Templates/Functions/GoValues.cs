using GitOpsToolkit.Helm.Templates.Language;

namespace GitOpsToolkit.Helm.Templates.Functions;

/// <summary>Questions about values that many functions ask.</summary>
internal static class GoValues
{
    /// <summary>A value that renders as JSON or YAML in another shape than its fields.</summary>
    internal interface IJsonShaped
    {
        /// <summary>What stands in the document.</summary>
        object? ToJson();
    }

    /// <summary>Sprig's "empty": nil, zero, false, no text, no elements.</summary>
    public static bool IsEmpty(object? value) => value switch
    {
        null or GoInvalid => true,
        string text => text.Length == 0,
        bool b => !b,
        GoMap map => map.Count == 0,
        GoList list => list.Count == 0,
        GoBytes bytes => bytes.Count == 0,
        double f => f == 0,
        float f => f == 0,
        Time.GoDuration duration => duration.Nanoseconds == 0,
        GoObject or GoFunc => false,
        System.Numerics.Complex c => c == System.Numerics.Complex.Zero,
        _ => GoCast.ToInt64(value) == 0,
    };

    /// <summary>Sprig's text of a value: texts as they are, else the default format.</summary>
    public static string TextOf(object? value) => value switch
    {
        string text => text,
        GoBytes bytes => bytes.Text,
        GoObject { Text: { } text } => text,
        _ => GoFormat.Sprint(value),
    };

    /// <summary>Name of a kind as Go's reflection prints it.</summary>
    public static string NameOf(GoKind kind) => kind switch
    {
        GoKind.Pointer => "ptr",
        GoKind.Interface => "interface",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The kind of a value by its name; <c>invalid</c> for nil.</summary>
    public static string KindNameOf(object? value) => NameOf(GoType.KindOf(value));

    /// <summary>The elements of a list of any type.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="problem">Begin of the message when it is no list; the kind follows.</param>
    /// <exception cref="GoErrorException">The argument is no list.</exception>
    public static IReadOnlyList<object?> Elements(object? value, string problem) => value switch
    {
        GoList list => list,
        GoBytes bytes => [.. bytes.Span.ToArray().Select(b => (object?)b)],

        // Go asks nil for its kind, which it does not have.
        null or GoInvalid => throw new GoErrorException("runtime error: invalid memory address or nil pointer dereference"),
        _ => throw new GoErrorException($"{problem} {KindNameOf(value)}"),
    };

    /// <summary>Go's <c>reflect.DeepEqual</c>: the same types all the way down, and the same values.</summary>
    public static bool DeepEqual(object? left, object? right) => DeepEqual(left, right, 0, null);

    private static bool DeepEqual(object? left, object? right, int depth, VisitBudget? budget)
    {
        if (ReferenceEquals(left, right))
        {
            return left is not GoFunc;
        }

        // Most comparisons are of texts and numbers, which need no budget.
        budget = left is GoMap or GoList ? budget ?? new VisitBudget() : budget;
        budget?.Visit(depth);
        return (left, right) switch
        {
            (GoMap a, GoMap b) => a.Type.Name == b.Type.Name && a.IsNil == b.IsNil && EqualMaps(a, b, depth + 1, budget),
            (GoList a, GoList b) => a.Type.Name == b.Type.Name && a.IsNil == b.IsNil && EqualLists(a, b, depth + 1, budget),
            (GoBytes a, GoBytes b) => a.Span.SequenceEqual(b.Span),
            (double a, double b) => a == b,
            (null, _) or (_, null) => false,
            _ => left.Equals(right),
        };
    }

    private static bool EqualMaps(GoMap left, GoMap right, int depth, VisitBudget? budget)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var (key, value) in left)
        {
            if (!right.TryGetValue(key, out var other) || !DeepEqual(value, other, depth, budget))
            {
                return false;
            }
        }

        return true;
    }

    private static bool EqualLists(GoList left, GoList right, int depth, VisitBudget? budget)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!DeepEqual(left[i], right[i], depth, budget))
            {
                return false;
            }
        }

        return true;
    }
}
