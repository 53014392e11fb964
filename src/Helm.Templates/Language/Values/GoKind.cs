namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>The kinds of Go's reflection that template values can have; the names follow Go's.</summary>
internal enum GoKind
{
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Float32,
    Float64,
    Complex128,
    String,
    Slice,
    Map,
    Struct,
    Pointer,
    Func,
    Interface,
}
