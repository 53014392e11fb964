namespace GitOpsToolkit.Resources.Yaml;

/// <summary>The order in which mapping keys are written.</summary>
public enum YamlKeyOrder
{
    /// <summary>The order of the tree.</summary>
    Tree,

    /// <summary>
    /// Go-yaml's order of map keys, which kustomize and kubectl print: letters after everything else, and numbers inside
    /// keys compared as numbers (<c>a2</c> before <c>a10</c>).
    /// </summary>
    Sorted,
}
