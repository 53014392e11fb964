namespace GitOpsToolkit.Helm.Templates.Language;

/// <summary>What selecting a missing key of a map gives: Go's <c>missingkey</c> option.</summary>
internal enum MissingKey
{
    /// <summary>Nothing at all (Go's default).</summary>
    Invalid,

    /// <summary>The element type's zero value: nil for a map of anything. Helm's setting.</summary>
    Zero,

    /// <summary>An error. Helm's strict mode.</summary>
    Error,
}
