using System.Diagnostics.CodeAnalysis;

namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>
/// A Go struct, or pointer to one, that templates can hold: the files of a chart, capabilities, times, versions, certificates.
/// Methods come from <see cref="GoType.Methods"/> of its type.
/// </summary>
internal abstract class GoObject
{
    public abstract GoType Type { get; }

    /// <summary>The struct's fields in the order of their declaration, exported or not: what <c>%v</c> prints between braces.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>> Fields => [];

    /// <summary>What the Go type's <c>Error()</c> or <c>String()</c> gives, which is then what printing shows; null for a type with neither.</summary>
    public virtual string? Text => null;

    /// <summary>
    /// What an action prints, which may take the address of a field and so finds a <c>String()</c> that only the pointer has. Printing
    /// through a function (<c>print</c>, <c>toString</c>) does not.
    /// </summary>
    public virtual string? AddressableText => Text;

    /// <summary>An exported field by name. The default looks through <see cref="Fields"/>.</summary>
    public virtual bool TryGetField(string name, [MaybeNullWhen(true)] out object? value)
    {
        foreach (var field in Fields)
        {
            if (string.Equals(field.Key, name, StringComparison.Ordinal) && char.IsUpper(name, 0))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }
}
