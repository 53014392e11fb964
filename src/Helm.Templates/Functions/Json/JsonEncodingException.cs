namespace GitOpsToolkit.Helm.Templates.Functions.Json;

/// <summary>A value that JSON cannot hold; the message is Go's.</summary>
internal sealed class JsonEncodingException(string message) : Exception(message);
