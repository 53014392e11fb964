namespace GitOpsToolkit.Resources.Yaml;

/// <summary>How the two generations of go-yaml lay documents out.</summary>
internal enum YamlLayout
{
    /// <summary>Go-yaml v2, which sigs.k8s.io/yaml uses: items at the indent of their key, words folded at 80 columns.</summary>
    Kubernetes,

    /// <summary>Go-yaml v3: items one step under their key, lines of any length, tabs in literal blocks.</summary>
    Indented,
}
