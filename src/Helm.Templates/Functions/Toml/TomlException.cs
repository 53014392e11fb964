namespace GitOpsToolkit.Helm.Templates.Functions.Toml;

/// <summary>A text that is not TOML, or a value TOML cannot hold.</summary>
internal sealed class TomlException(string message) : Exception(message);
