using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;
using GitOpsToolkit.Runtime.CustomResources;
using GitOpsToolkit.Testing;

namespace GitOpsToolkit.Kustomize.Tests;

/// <summary>The page for users is right: what it shows can be applied, and no field is forgotten.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "kustomize.md"));

    public static TheoryData<string> Examples => [.. Example().Matches(Page).Select(match => match.Groups["yaml"].Value)];

    public static TheoryData<string> Fields =>
    [
        .. Paths(CustomResourceDefinitionGenerator.Generate<Kustomization>().Root.At("spec", "versions")![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!, "spec"),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_OfThePage_IsAccepted(string yaml)
    {
        await using var server = await KubernetesApiServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await server.AddCustomResourceDefinitionsAsync([CustomResourceDefinitionGenerator.Generate<Kustomization>()]);
        using var client = new KubernetesClient(server.CreateConfig());
        await server.ApplyAsync([new Unstructured(new GroupVersionKind("", "v1", "Namespace"), null, "apps")]);
        foreach (var item in YamlReader.ReadResources(yaml))
        {
            var type = await client.Discovery.RequireAsync(item.Gvk, TestContext.Current.CancellationToken);
            await client.CreateAsync(type, item, new WriteOptions { FieldValidation = FieldValidation.Strict }, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Field_OfTheSpec_IsExplained(string path) => Page.ShouldContain($"`{path}`");

    private static IEnumerable<string> Paths(JsonNode schema, string path)
    {
        // Keys of a selector and of metadata maps are explained with the field that holds them.
        if (path.EndsWith(".target", StringComparison.Ordinal) || path.EndsWith("substitute", StringComparison.Ordinal))
        {
            return [path];
        }

        if (schema["properties"] is JsonObject properties)
        {
            return properties.SelectMany(property => Paths(property.Value!, $"{path}.{property.Key}"));
        }

        return schema["items"] is { } items ? Paths(items, path + "[]") : [path];
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GitOpsToolkit.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the repository is not above the tests");
        }

        return folder.FullName;
    }

    [GeneratedRegex("^```yaml\n(?<yaml>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Example();
}
