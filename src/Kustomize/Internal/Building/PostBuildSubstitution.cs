using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Kustomize.Internal.Substitution;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>
/// Replaces variables in built objects, on their YAML text: a value may thereby be more than a string, and quotes of plain texts are
/// gone before it takes their place.
/// </summary>
internal sealed partial class PostBuildSubstitution(BuildVariables variables, bool isStrict)
{
    private const string NamePattern = "^[_[:alpha:]][_[:alpha:][:digit:]]*$";
    private const string OptOutKey = "kustomize.toolkit.fluxcd.io/substitute";
    private const string OptOutValue = "disabled";

    private readonly VariableSubstitution _substitution = new(variables.Values, isStrict);

    /// <summary>The object with its variables replaced.</summary>
    /// <exception cref="BuildException">A variable's name or an expression is invalid, or the result is no YAML object.</exception>
    public Unstructured Apply(Unstructured resource)
    {
        if (resource.Label(OptOutKey) is OptOutValue || resource.Annotation(OptOutKey) is OptOutValue)
        {
            return resource;
        }

        if (variables.Failure is { } failure)
        {
            throw Failure(resource, failure);
        }

        if (variables.Values.Keys.FirstOrDefault(static name => !ValidName().IsMatch(name)) is { } invalid)
        {
            throw Failure(resource, $"envsubst error: '{invalid}' var name is invalid, must match '{NamePattern}'");
        }

        var text = YamlWriter.Write(resource.Root, YamlKeyOrder.Sorted);
        try
        {
            var replaced = _substitution.Apply(text);
            if (string.Equals(replaced, text, StringComparison.Ordinal))
            {
                return resource;
            }

            return YamlReader.ReadDocuments(replaced) is [JsonObject root, ..]
                ? new Unstructured(root)
                : throw Failure(resource, "envsubst error: YAMLToJSON: the result is not an object");
        }
        catch (SubstitutionException e)
        {
            throw Failure(resource, $"envsubst error: variable substitution failed: {e.Message}");
        }
        catch (YamlException e)
        {
            throw Failure(resource, $"envsubst error: YAMLToJSON: {e.Message}");
        }
    }

    private static BuildException Failure(Unstructured resource, string reason)
    {
        var gvk = resource.Gvk;
        var group = gvk.Group.Length == 0 ? "[noGrp]" : gvk.Group;
        return new BuildException($"post build failed for '{gvk.Kind}.{gvk.Version}.{group}/{resource.Name}': {reason}");
    }

    [GeneratedRegex("^[_a-zA-Z][_a-zA-Z0-9]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ValidName();
}
