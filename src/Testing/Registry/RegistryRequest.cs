namespace GitOpsToolkit.Testing.Registry;

/// <summary>A request that a <see cref="RegistryServer"/> got.</summary>
/// <param name="Method">Verb.</param>
/// <param name="Path">Path with query.</param>
/// <param name="Authorization">Value of the header, empty when there was none.</param>
public sealed record RegistryRequest(string Method, string Path, string Authorization);
