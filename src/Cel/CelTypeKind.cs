namespace GitOpsToolkit.Cel;

/// <summary>The kinds of types the language knows.</summary>
public enum CelTypeKind
{
    /// <summary>Any type, known only when the expression runs.</summary>
    Dyn,

    /// <summary>The null value's type.</summary>
    Null,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An unsigned 64-bit integer.</summary>
    Uint,

    /// <summary>An IEEE 754 double.</summary>
    Double,

    /// <summary>A sequence of Unicode code points.</summary>
    String,

    /// <summary>A sequence of bytes.</summary>
    Bytes,

    /// <summary>A length of time in nanoseconds.</summary>
    Duration,

    /// <summary>A point in time between the years 1 and 9999.</summary>
    Timestamp,

    /// <summary>A list; one parameter.</summary>
    List,

    /// <summary>A map; two parameters.</summary>
    Map,

    /// <summary>A value that may be absent; one parameter.</summary>
    Optional,

    /// <summary>An object whose fields are declared, such as <c>self</c> under a structural schema.</summary>
    Object,

    /// <summary>A type of a library, such as a URL or a quantity.</summary>
    Opaque,

    /// <summary>The type of types.</summary>
    Type,

    /// <summary>A type variable in the signature of a function.</summary>
    Parameter,

    /// <summary>The type of a sub-expression already reported as wrong.</summary>
    Error,
}
