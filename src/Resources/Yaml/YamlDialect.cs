namespace GitOpsToolkit.Resources.Yaml;

/// <summary>How plain scalars get their type; the two readers of the Kubernetes world differ in it.</summary>
public enum YamlDialect
{
    /// <summary>
    /// YAML 1.1 as the Kubernetes API and kubectl read manifests (sigs.k8s.io/yaml): <c>yes</c>, <c>on</c> and <c>y</c>
    /// are booleans, timestamps stay the text they were.
    /// </summary>
    Kubernetes,

    /// <summary>
    /// YAML as kustomize reads resources (kyaml): only <c>true</c> and <c>false</c> are booleans, <c>0o17</c> is octal,
    /// plain timestamps become RFC 3339 text.
    /// </summary>
    Kustomize,
}
