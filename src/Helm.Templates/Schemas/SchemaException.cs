namespace GitOpsToolkit.Helm.Templates.Schemas;

/// <summary>A schema that is none, or refers to one that cannot be had.</summary>
internal sealed class SchemaException(string message) : Exception(message);
