using System.Globalization;

namespace GitOpsToolkit.Cel.Checking;

/// <summary>
/// What the type variables of the functions called so far stand for. Unification as in cel-go's checker: a variable takes
/// the first type it meets and widens to a more general one; dyn goes with everything.
/// </summary>
internal sealed class TypeVariables
{
    private Dictionary<string, CelType> _bound = new(StringComparer.Ordinal);
    private int _next;

    public CelType Fresh() => CelType.Parameter("_var" + (_next++).ToString(CultureInfo.InvariantCulture));

    /// <summary>The types of a signature with its variables renamed, so that two calls do not share them.</summary>
    public CelType[] Instantiate(IEnumerable<CelType> signature)
    {
        var renamed = new Dictionary<string, CelType>(StringComparer.Ordinal);
        return [.. signature.Select(Rename)];

        CelType Rename(CelType type)
        {
            if (type.Kind == CelTypeKind.Parameter)
            {
                return renamed.TryGetValue(type.Name, out var fresh) ? fresh : renamed[type.Name] = Fresh();
            }

            return type.Parameters.Count == 0 ? type : type.WithParameters([.. type.Parameters.Select(Rename)]);
        }
    }

    /// <summary>Binds variables so that the types fit pairwise; nothing is bound when they do not.</summary>
    public bool TryUnify(IReadOnlyList<CelType> actual, IReadOnlyList<CelType> expected)
    {
        var before = new Dictionary<string, CelType>(_bound, StringComparer.Ordinal);
        if (UnifyAll(actual, expected))
        {
            return true;
        }

        _bound = before;
        return false;
    }

    public bool TryUnify(CelType actual, CelType expected) => TryUnify([actual], [expected]);

    /// <summary>The type with bound variables replaced; free ones stay, or become dyn.</summary>
    public CelType Resolve(CelType type, bool freeToDyn = false)
    {
        if (type.Kind == CelTypeKind.Parameter)
        {
            return _bound.TryGetValue(type.Name, out var bound) ? Resolve(bound, freeToDyn) : freeToDyn ? CelType.Dyn : type;
        }

        return type.Parameters.Count == 0 ? type : type.WithParameters([.. type.Parameters.Select(parameter => Resolve(parameter, freeToDyn))]);
    }

    /// <summary>The less specific of two types that unify.</summary>
    public static CelType MoreGeneral(CelType left, CelType right) => IsAtLeastAsGeneral(left, right) ? left : right;

    private static bool IsAtLeastAsGeneral(CelType left, CelType right)
    {
        if (left.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter)
        {
            return true;
        }

        if (right.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter || left.Kind != right.Kind)
        {
            return false;
        }

        return left.Parameters.Count == 0 || left.Kind == CelTypeKind.Type
            ? left.Kind == CelTypeKind.Type || left.Equals(right)
            : left.Parameters.Zip(right.Parameters).All(pair => IsAtLeastAsGeneral(pair.First, pair.Second));
    }

    private bool UnifyAll(IReadOnlyList<CelType> actual, IReadOnlyList<CelType> expected)
    {
        if (actual.Count != expected.Count)
        {
            return false;
        }

        for (var i = 0; i < actual.Count; i++)
        {
            if (!Unify(actual[i], expected[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Unify(CelType actual, CelType expected)
    {
        if (expected.Kind == CelTypeKind.Parameter && Bind(actual, expected, out var wasBound) is var bound && (bound || wasBound))
        {
            return bound;
        }

        if (actual.Kind == CelTypeKind.Parameter)
        {
            return Bind(expected, actual, out _);
        }

        if (IsDynOrError(actual) || IsDynOrError(expected))
        {
            return true;
        }

        if (actual.Kind == CelTypeKind.Null || expected.Kind == CelTypeKind.Null)
        {
            return IsNullable(actual.Kind == CelTypeKind.Null ? expected : actual);
        }

        return actual.Kind == expected.Kind && actual.Kind switch
        {
            CelTypeKind.Type => true,
            CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Optional => UnifyAll(actual.Parameters, expected.Parameters),
            CelTypeKind.Object => ReferenceEquals(actual.Fields, expected.Fields),
            _ => string.Equals(actual.Name, expected.Name, StringComparison.Ordinal),
        };
    }

    private bool Bind(CelType type, CelType variable, out bool wasBound)
    {
        wasBound = true;
        if (type.Equals(variable))
        {
            return true;
        }

        if (_bound.TryGetValue(variable.Name, out var current))
        {
            if (type.Equals(current))
            {
                return true;
            }

            if (!Unify(type, current))
            {
                return false;
            }

            var general = MoreGeneral(type, current);
            if (!Occurs(variable, general))
            {
                _bound[variable.Name] = general;
            }

            return true;
        }

        wasBound = false;
        if (Occurs(variable, type))
        {
            return false;
        }

        _bound[variable.Name] = type;
        return true;
    }

    /// <summary>True when the type contains the variable: binding it would make an endless type.</summary>
    private bool Occurs(CelType variable, CelType type)
    {
        if (type.Equals(variable))
        {
            return true;
        }

        return type.Kind == CelTypeKind.Parameter
            ? _bound.TryGetValue(type.Name, out var bound) && Occurs(variable, bound)
            : type.Parameters.Any(parameter => Occurs(variable, parameter));
    }

    private static bool IsDynOrError(CelType type) => type.Kind is CelTypeKind.Dyn or CelTypeKind.Error;

    private static bool IsNullable(CelType type) => type.Kind is CelTypeKind.Null or CelTypeKind.Object or CelTypeKind.Opaque
        or CelTypeKind.Optional or CelTypeKind.Duration or CelTypeKind.Timestamp;
}
