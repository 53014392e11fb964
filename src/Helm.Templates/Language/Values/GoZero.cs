using System.Numerics;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The zero values of Go's types: Go's <c>reflect.Zero</c>.</summary>
internal static class GoZero
{
    public static object? Of(GoType type) => type.Kind switch
    {
        GoKind.Bool => GoInt.Box(false),
        GoKind.Int => GoInt.Box((nint)0),
        GoKind.Int8 => (sbyte)0,
        GoKind.Int16 => (short)0,
        GoKind.Int32 => 0,
        GoKind.Int64 => 0L,
        GoKind.Uint => (nuint)0,
        GoKind.Uint8 => (byte)0,
        GoKind.Uint16 => (ushort)0,
        GoKind.Uint32 => 0U,
        GoKind.Uint64 => 0UL,
        GoKind.Float32 => 0F,
        GoKind.Float64 => 0.0,
        GoKind.Complex128 => Complex.Zero,
        GoKind.String => "",
        GoKind.Slice when type.Element!.Kind == GoKind.Uint8 => new GoBytes([], type),
        GoKind.Slice => GoList.Nil(type),
        GoKind.Map => GoMap.Nil(type),
        _ => null,
    };
}
