namespace GitOpsToolkit.Resources.Schemas;

/// <summary>One thing wrong with one field, in Kubernetes' words.</summary>
/// <param name="Reason">Machine-readable reason of the status cause, for example <see cref="FieldErrorReasons.Invalid"/>.</param>
/// <param name="Field">Path of the field, for example <c>spec.ports[0].name</c>; empty for the object itself.</param>
/// <param name="Message">What is wrong, without the path, for example <c>Required value</c>.</param>
public sealed record FieldError(string Reason, string Field, string Message)
{
    /// <summary><c>path: message</c>.</summary>
    public override string ToString() => Field.Length == 0 ? Message : $"{Field}: {Message}";

    /// <summary>Several errors as the API server joins them: one alone, more in brackets, each text once.</summary>
    public static string Join(IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var texts = errors.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
    }
}
