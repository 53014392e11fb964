using System.Text.Json.Nodes;
using GitOpsToolkit.Kustomize.Internal.Building;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Kustomize.Tests.Internal;

public sealed class ManifestNormalizerTests
{
    [Theory]
    [InlineData(
        "{apiVersion: v1, kind: Service, metadata: {name: a, creationTimestamp: null}, spec: {ports: [{port: 1}, {port: 2, protocol: UDP}], typo: 1}, status: {}}",
        """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":1,"protocol":"TCP"},{"port":2,"protocol":"UDP"}]}}""")]
    [InlineData(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: x, image: nginx, ports: [{containerPort: 1}]}]}}}}",
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"x","image":"nginx","ports":[{"containerPort":1,"protocol":"TCP"}],"resources":{}}]}},"strategy":{}}}""")]
    [InlineData(
        "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {k: YQ==, x: Yg==}, stringData: {k: c}}",
        """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"k":"Yw==","x":"Yg=="}}""")]
    [InlineData(
        "{apiVersion: example.com/v1, kind: Widget, metadata: {name: a}, spec: {typo: null}, status: {x: 1}}",
        """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"typo":null}}""")]
    [InlineData(
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {}, status: {x: 1}}",
        """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"a"},"spec":{},"status":{"x":1}}""")]
    [InlineData(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}, odd: 1}",
        """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"a"},"odd":1}""")]
    [InlineData(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: 1}, odd: 1}",
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":1},"odd":1}""")]
    public void Normalize_Manifest_TakesItsTypedForm(string manifest, string expected) => Normalize(manifest).ShouldBe(expected);

    [Theory]
    [InlineData("Cg==")]
    [InlineData("not base64")]
    public void Normalize_DefinitionWithUnreadableBundle_LosesIt(string bundle) =>
        Normalize($"{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: a}}, spec: {{conversion: {{webhook: {{clientConfig: {{caBundle: {bundle}}}}}}}}}}}")
            .ShouldEndWith("""{"clientConfig":{}}}}}""");

    private static string Normalize(string yaml)
    {
        var resource = new Unstructured((JsonObject)YamlReader.ReadDocuments(yaml).Single()!);
        ManifestNormalizer.Normalize(resource);
        return resource.Root.ToJsonString();
    }
}
