using System.Numerics;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary><c>eq</c>, <c>lt</c> and their relatives: only values of one basic kind compare, except that signed and unsigned integers do.</summary>
internal static class Comparison
{
    private enum Basic
    {
        None,
        Bool,
        Complex,
        Int,
        Float,
        String,
        Uint,
    }

    /// <summary>Whether the first operand equals one of the others.</summary>
    public static bool EqualsAny(object? first, ReadOnlySpan<object?> others)
    {
        if (others.IsEmpty)
        {
            throw new GoErrorException("missing argument for comparison");
        }

        foreach (var other in others)
        {
            if (AreEqual(first, other))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Less(object? left, object? right)
    {
        var (kind, other) = (BasicKind(left), BasicKind(right));
        if (kind == Basic.None || other == Basic.None)
        {
            throw new GoErrorException("invalid type for comparison");
        }

        return (kind, other) switch
        {
            (Basic.Int, Basic.Uint) => Int(left) < 0 || (ulong)Int(left) < Uint(right),
            (Basic.Uint, Basic.Int) => Int(right) >= 0 && Uint(left) < (ulong)Int(right),
            _ when kind != other => throw Incompatible(left, right),
            (Basic.Float, _) => Float(left) < Float(right),
            (Basic.Int, _) => Int(left) < Int(right),
            (Basic.Uint, _) => Uint(left) < Uint(right),
            (Basic.String, _) => GoText.Compare((string)left!, (string)right!) < 0,
            _ => throw new GoErrorException("invalid type for comparison"),
        };
    }

    public static bool LessOrEqual(object? left, object? right) => Less(left, right) || AreEqual(left, right);

    private static bool AreEqual(object? left, object? right)
    {
        left = left is GoInvalid ? null : left;
        right = right is GoInvalid ? null : right;
        var (kind, other) = (BasicKind(left), BasicKind(right));
        return (kind, other) switch
        {
            (Basic.Int, Basic.Uint) => Int(left) >= 0 && (ulong)Int(left) == Uint(right),
            (Basic.Uint, Basic.Int) => Int(right) >= 0 && Uint(left) == (ulong)Int(right),
            _ when kind != other => left is null || right is null ? false : throw Incompatible(left, right),
            (Basic.Bool, _) => (bool)left! == (bool)right!,
            (Basic.Complex, _) => (Complex)left! == (Complex)right!,
            (Basic.Float, _) => Float(left) == Float(right),
            (Basic.Int, _) => Int(left) == Int(right),
            (Basic.String, _) => string.Equals((string)left!, (string)right!, StringComparison.Ordinal),
            (Basic.Uint, _) => Uint(left) == Uint(right),
            _ => OthersEqual(left, right),
        };
    }

    /// <summary>Maps, lists, structs and nil.</summary>
    private static bool OthersEqual(object? left, object? right)
    {
        if (left is not null && right is not null && GoType.KindOf(left) != GoType.KindOf(right))
        {
            throw new GoErrorException(GoFormat.Sprintf("non-comparable types %s: %s, %s: %v", left, GoType.Of(left)!.Name, GoType.Of(right)!.Name, right));
        }

        if (IsNil(left) || IsNil(right))
        {
            return IsNil(left) == IsNil(right);
        }

        return right is GoObject item
            ? item.Equals(left)
            : throw new GoErrorException(GoFormat.Sprintf("non-comparable type %s: %s", right, GoType.Of(right)!.Name));
    }

    private static bool IsNil(object? value) => value is null or GoMap { IsNil: true } or GoList { IsNil: true };

    private static Basic BasicKind(object? value) => GoType.KindOf(value) switch
    {
        GoKind.Bool => Basic.Bool,
        GoKind.Int or GoKind.Int8 or GoKind.Int16 or GoKind.Int32 or GoKind.Int64 => Basic.Int,
        GoKind.Uint or GoKind.Uint8 or GoKind.Uint16 or GoKind.Uint32 or GoKind.Uint64 => Basic.Uint,
        GoKind.Float32 or GoKind.Float64 => Basic.Float,
        GoKind.Complex128 => Basic.Complex,
        GoKind.String => Basic.String,
        _ => Basic.None,
    };

    private static long Int(object? value) => value switch
    {
        nint number => number,
        long number => number,
        int number => number,
        short number => number,
        _ => (sbyte)value!,
    };

    private static ulong Uint(object? value) => value switch
    {
        nuint number => number,
        ulong number => number,
        uint number => number,
        ushort number => number,
        _ => (byte)value!,
    };

    private static double Float(object? value) => value is float number ? number : (double)value!;

    private static GoErrorException Incompatible(object? left, object? right) =>
        new($"incompatible types for comparison: {GoType.Of(left)} and {GoType.Of(right)}");
}
