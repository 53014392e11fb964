namespace GitOpsToolkit.Resources.Schemas;

/// <summary>The shape of a value.</summary>
public enum SchemaKind
{
    /// <summary>Anything: the schema says nothing about the value and what is inside it.</summary>
    Any,

    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object with free keys and values of one type.</summary>
    Map,

    /// <summary>A list of values of one type.</summary>
    List,

    /// <summary>A string.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A whole number or a string (a port, a percentage).</summary>
    IntOrString,

    /// <summary>A resource quantity: a string, or a number that stands for one.</summary>
    Quantity,
}
