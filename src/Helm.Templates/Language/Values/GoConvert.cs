namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>Go's conversions between integer types, which keep the low bits.</summary>
internal static class GoConvert
{
    public static object Integer(GoKind kind, long value) => kind switch
    {
        GoKind.Int => GoInt.Box((nint)value),
        GoKind.Int8 => unchecked((sbyte)value),
        GoKind.Int16 => unchecked((short)value),
        GoKind.Int32 => unchecked((int)value),
        GoKind.Uint => unchecked((nuint)value),
        GoKind.Uint8 => unchecked((byte)value),
        GoKind.Uint16 => unchecked((ushort)value),
        GoKind.Uint32 => unchecked((uint)value),
        GoKind.Uint64 => unchecked((ulong)value),
        _ => value,
    };
}
