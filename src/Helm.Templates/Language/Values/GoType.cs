namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go type as far as templates can see one: its printed name, its kind, the type of its elements and its methods.
/// Built-in types are single instances; a package that has its own (time.Time, *semver.Version) creates each once and keeps it.
/// </summary>
internal sealed class GoType
{
    private GoType(string name, GoKind kind, GoType? element = null, bool named = false, FunctionTable? methods = null, GoType? underlying = null)
    {
        Name = name;
        Kind = kind;
        Element = element;
        IsNamed = named;
        Methods = methods;
        Underlying = underlying ?? this;
    }

    public static GoType Bool { get; } = Basic("bool", GoKind.Bool);
    public static GoType Int { get; } = Basic("int", GoKind.Int);
    public static GoType Int8 { get; } = Basic("int8", GoKind.Int8);
    public static GoType Int16 { get; } = Basic("int16", GoKind.Int16);
    public static GoType Int32 { get; } = Basic("int32", GoKind.Int32);
    public static GoType Int64 { get; } = Basic("int64", GoKind.Int64);
    public static GoType Uint { get; } = Basic("uint", GoKind.Uint);
    public static GoType Uint8 { get; } = Basic("uint8", GoKind.Uint8);
    public static GoType Uint16 { get; } = Basic("uint16", GoKind.Uint16);
    public static GoType Uint32 { get; } = Basic("uint32", GoKind.Uint32);
    public static GoType Uint64 { get; } = Basic("uint64", GoKind.Uint64);
    public static GoType Float32 { get; } = Basic("float32", GoKind.Float32);
    public static GoType Float64 { get; } = Basic("float64", GoKind.Float64);
    public static GoType Complex128 { get; } = Basic("complex128", GoKind.Complex128);
    public static GoType String { get; } = Basic("string", GoKind.String);

    /// <summary><c>interface {}</c>: takes anything, nil included.</summary>
    public static GoType Any { get; } = new("interface {}", GoKind.Interface);

    /// <summary>
    /// <c>reflect.Value</c> as a parameter type: the built-in functions' way of taking anything as it is. An argument that has no value at
    /// all (a nil that came through a pipeline) arrives as <see cref="GoInvalid.Value"/>, a nil element of a map or list as null.
    /// </summary>
    public static GoType Reflect { get; } = new("reflect.Value", GoKind.Struct, named: true);

    public static GoType AnyList { get; } = SliceOf(Any);
    public static GoType StringList { get; } = SliceOf(String);
    public static GoType IntList { get; } = SliceOf(Int);
    public static GoType Bytes { get; } = SliceOf(Uint8);
    public static GoType AnyMap { get; } = MapOf(Any);
    public static GoType StringMap { get; } = MapOf(String);

    /// <summary>The type as <c>%T</c> prints it.</summary>
    public string Name { get; }

    public GoKind Kind { get; }

    /// <summary>The type of a list's or map's elements; null for every other kind.</summary>
    public GoType? Element { get; }

    /// <summary>Whether the type has a name of its own (a basic type, or a declared one such as <c>common.Values</c>), not only a shape.</summary>
    public bool IsNamed { get; }

    /// <summary>The type's methods, called with <see cref="FunctionCall.Receiver"/> set.</summary>
    public FunctionTable? Methods { get; }

    /// <summary>The unnamed shape below a declared type; the type itself otherwise.</summary>
    public GoType Underlying { get; }

    public bool IsInterface => Kind == GoKind.Interface;

    /// <summary>Whether nil is a value of the type.</summary>
    public bool CanBeNil => Kind is GoKind.Func or GoKind.Interface or GoKind.Map or GoKind.Pointer or GoKind.Slice || ReferenceEquals(this, Reflect);

    public static GoType SliceOf(GoType element) => new("[]" + element.Name, GoKind.Slice, element);

    /// <summary>A map with string keys; there are no others in templates.</summary>
    public static GoType MapOf(GoType element) => new("map[string]" + element.Name, GoKind.Map, element);

    /// <summary>A declared type over a list or map, such as <c>common.Values</c> over <c>map[string]interface {}</c>.</summary>
    public static GoType Named(string name, GoType underlying, FunctionTable? methods = null) =>
        new(name, underlying.Kind, underlying.Element, named: true, methods, underlying);

    /// <summary>A struct type, such as <c>time.Time</c>.</summary>
    public static GoType Struct(string name, FunctionTable? methods = null) => new(name, GoKind.Struct, named: true, methods: methods);

    /// <summary>A pointer to a struct type; <paramref name="name"/> has the star: <c>*semver.Version</c>.</summary>
    public static GoType Pointer(string name, FunctionTable? methods = null) => new(name, GoKind.Pointer, methods: methods);

    /// <summary>A function type, printed as given: <c>func(string) string</c>.</summary>
    public static GoType Func(string name) => new(name, GoKind.Func);

    /// <summary>The type of a value, or null for nil.</summary>
    public static GoType? Of(object? value) => value switch
    {
        null or GoInvalid => null,
        string => String,
        bool => Bool,
        nint => Int,
        double => Float64,
        long => Int64,
        GoMap map => map.Type,
        GoList list => list.Type,
        GoBytes bytes => bytes.Type,
        GoObject item => item.Type,
        GoFunc function => function.Type,
        int => Int32,
        byte => Uint8,
        nuint => Uint,
        ulong => Uint64,
        uint => Uint32,
        float => Float32,
        short => Int16,
        sbyte => Int8,
        ushort => Uint16,
        System.Numerics.Complex => Complex128,
        _ => throw new ArgumentException($"{value.GetType()} is not a template value", nameof(value)),
    };

    /// <summary>The kind of a value; <see cref="GoKind.Invalid"/> for nil.</summary>
    public static GoKind KindOf(object? value) => Of(value)?.Kind ?? GoKind.Invalid;

    /// <summary>Go's assignability: the same type, any type to <c>interface {}</c>, or the same shape when one of the two has no name.</summary>
    public bool IsAssignableTo(GoType target)
    {
        if (ReferenceEquals(this, target) || ReferenceEquals(target, Any))
        {
            return true;
        }

        return !(IsNamed && target.IsNamed) && SameShape(Underlying, target.Underlying);
    }

    public override string ToString() => Name;

    private static bool SameShape(GoType left, GoType right) =>
        ReferenceEquals(left, right)
        || (left.Kind == right.Kind && string.Equals(left.Name, right.Name, StringComparison.Ordinal));

    private static GoType Basic(string name, GoKind kind) => new(name, kind, named: true);
}
