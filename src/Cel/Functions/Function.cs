using GitOpsToolkit.Cel.Values;

namespace GitOpsToolkit.Cel.Functions;

/// <summary>One signature of a function and what it does.</summary>
/// <param name="IsMember">True when the first parameter is the receiver.</param>
/// <param name="Parameters">The parameter types.</param>
/// <param name="Result">The result type.</param>
/// <param name="Body">The implementation; it gets values of the parameter types.</param>
internal sealed record Overload(bool IsMember, CelType[] Parameters, CelType Result, Func<CelValue[], CelValue> Body)
{
    /// <summary>True when the values fit the parameters; of a list or map only the first element is looked at, as in cel-go.</summary>
    public bool Accepts(CelValue[] arguments, bool isMember)
    {
        if (isMember != IsMember || arguments.Length != Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Accepts(Parameters[i], arguments[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Accepts(CelType parameter, CelValue value) => parameter.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Parameter => true,
        CelTypeKind.List => value is ListValue list && (list.Count == 0 || Accepts(parameter.Parameters[0], list[0])),
        CelTypeKind.Map => value is MapValue map && (map.Count == 0 || Accepts(parameter.Parameters, map)),
        CelTypeKind.Opaque => value.Type.Equals(parameter),
        _ => value.Type.Kind == parameter.Kind,
    };

    private static bool Accepts(IReadOnlyList<CelType> parameters, MapValue map)
    {
        var key = map.Keys.First();
        return Accepts(parameters[0], key) && Accepts(parameters[1], map.Find(key)!);
    }
}

/// <summary>A function or operator with all its signatures. Immutable once its library is loaded.</summary>
internal sealed class Function(string name)
{
    private readonly List<Overload> _overloads = [];

    public string Name { get; } = name;

    public IReadOnlyList<Overload> Overloads => _overloads;

    /// <summary>Set for operators whose implementation picks by value types itself; the overloads then serve the checker only.</summary>
    public Func<CelValue[], CelValue>? Direct { get; set; }

    /// <summary>
    /// The cost of a call beyond the cost of its arguments; 1 when not set. Only asked for arguments that fit a signature,
    /// or that have its number when <see cref="Direct"/> is set.
    /// </summary>
    public Func<CelValue[], long>? Cost { get; set; }

    /// <summary>False for the few functions whose mismatch cel-go reports without a signature.</summary>
    public bool ReportsSignature { get; set; } = true;

    public void Add(Overload overload) => _overloads.Add(overload);

    /// <summary>The implementation for these arguments; null when no signature fits.</summary>
    public Func<CelValue[], CelValue>? Bind(CelValue[] arguments, bool isMember)
    {
        foreach (var overload in _overloads)
        {
            if (Direct is not null && overload.IsMember == isMember && overload.Parameters.Length == arguments.Length)
            {
                return Direct;
            }

            if (Direct is null && overload.Accepts(arguments, isMember))
            {
                return overload.Body;
            }
        }

        return null;
    }

    /// <summary>What a call without a fitting signature results in.</summary>
    public ErrorValue Mismatch(CelValue[] arguments) =>
        ReportsSignature
            ? new ErrorValue($"no such overload: {Name}({string.Join(", ", arguments.Select(argument => argument.Type.Name))})")
            : ErrorValue.NoSuchOverload;
}
