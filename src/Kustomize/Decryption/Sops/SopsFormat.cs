namespace GitOpsToolkit.Kustomize.Decryption.Sops;

/// <summary>The file formats sops writes.</summary>
internal enum SopsFormat
{
    /// <summary>Any content, encrypted as one value in a JSON envelope.</summary>
    Binary,

    /// <summary><c>KEY=value</c> lines.</summary>
    Dotenv,

    /// <summary>Sections of keys.</summary>
    Ini,

    /// <summary>A JSON object.</summary>
    Json,

    /// <summary>YAML documents.</summary>
    Yaml,
}
