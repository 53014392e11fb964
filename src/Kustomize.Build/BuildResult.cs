using System.Text;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>What a build gave.</summary>
public sealed class BuildResult
{
    internal BuildResult(IReadOnlyList<Unstructured> resources)
    {
        Resources = resources;
    }

    /// <summary>The objects in output order. They belong to the caller and may be changed.</summary>
    public IReadOnlyList<Unstructured> Resources { get; }

    /// <summary>The text <c>kustomize build</c> prints: documents with sorted keys, separated by <c>---</c>.</summary>
    public string ToYaml()
    {
        var output = new StringBuilder(Resources.Count * 512);
        foreach (var resource in Resources)
        {
            if (output.Length > 0)
            {
                output.Append("---\n");
            }

            YamlWriter.Append(output, resource.Root, YamlKeyOrder.Sorted);
        }

        return output.ToString();
    }
}
