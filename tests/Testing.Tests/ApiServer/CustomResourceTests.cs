using System.Text.Json.Nodes;
using GitOpsToolkit.Kubernetes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.Tests.ApiServer;

public sealed class CustomResourceTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: gauges.example.com
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: gauges, kind: Gauge, shortNames: [gg]}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-validations:
                    - rule: self.min <= self.max
                      message: min must not exceed max
                    - rule: self.max >= oldSelf.max
                      message: max may only grow
                    properties:
                      min: {type: integer}
                      max: {type: integer}
          - name: v1beta1
            served: true
            storage: false
            schema:
              openAPIV3Schema:
                type: object
                x-kubernetes-preserve-unknown-fields: true
        """;

    private static readonly ApiResource Gauges = new("example.com", "v1", "Gauge", "gauges", true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CelRules_Violated_Invalid()
    {
        await using var running = await StartAsync();
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => running.CreateAsync(Gauges, Gauge(5, 1)));
        refused.Message.ShouldBe("Gauge.example.com \"a\" is invalid: spec: Invalid value: \"object\": min must not exceed max");

        await running.CreateAsync(Gauges, Gauge(1, 5));
        var shrunk = await Should.ThrowAsync<KubernetesApiException>(() => running.Client.PatchAsync(Gauges, new NamespacedName("default", "a"), Patch.Merge(JsonNode.Parse("""{"spec":{"max":4}}""")!), null, Stop));
        shrunk.Message.ShouldBe("Gauge.example.com \"a\" is invalid: spec: Invalid value: \"object\": max may only grow");
    }

    [Fact]
    public async Task CelRules_ShapeWrong_SaidToBeUnchecked()
    {
        await using var running = await StartAsync();
        var gauge = Gauge(1, 5);
        gauge.Root["spec"]!["min"] = "low";
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => running.CreateAsync(Gauges, gauge));
        refused.Message.ShouldContain("<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
    }

    [Fact]
    public async Task OtherVersion_Read_ChangesNameOnly()
    {
        await using var running = await StartAsync();
        await running.CreateAsync(Gauges, Gauge(1, 5));
        var old = await running.Client.GetAsync(Gauges with { Version = "v1beta1" }, new NamespacedName("default", "a"), null, Stop);
        old.ApiVersion.ShouldBe("example.com/v1beta1");
        old.Root.At("spec", "max").AsInteger().ShouldBe(5);
    }

    [Fact]
    public async Task Definition_Deleted_InstancesGoFirst()
    {
        await using var running = await StartAsync();
        await running.CreateAsync(Gauges, Gauge(1, 5));
        running.Server.Delete(new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition"), new NamespacedName("", "gauges.example.com"));
        await running.Server.SettledAsync(Stop);
        running.Server.Objects("apiextensions.k8s.io", "customresourcedefinitions").ShouldBeEmpty();
        running.Server.Objects("example.com", "gauges").ShouldBeEmpty();
        (await Should.ThrowAsync<KubernetesApiException>(() => running.CreateAsync(Gauges, Gauge(1, 5)))).Message.ShouldContain("could not find the requested resource");
    }

    [Fact]
    public async Task Definition_RuleDoesNotCompile_Invalid()
    {
        await using var running = await RunningServer.StartAsync();
        var definition = RunningServer.Yaml(Definition.Replace("self.min <= self.max", "self.minimum <= self.max", StringComparison.Ordinal));
        var refused = await Should.ThrowAsync<KubernetesApiException>(() => running.CreateAsync(new ApiResource("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false), definition));
        refused.Message.ShouldContain("undefined field 'minimum'");
    }

    [Fact]
    public async Task Discovery_Definition_IsListed()
    {
        await using var running = await StartAsync();
        var found = await running.Client.Discovery.ResolveAsync(new GroupKind("example.com", "Gauge"), Stop);
        found!.Plural.ShouldBe("gauges");
        found.Version.ShouldBe("v1");
    }

    private static async Task<RunningServer> StartAsync()
    {
        var running = await RunningServer.StartAsync();
        await running.Server.AddCustomResourceDefinitionsAsync(Definition);
        return running;
    }

    private static Unstructured Gauge(int min, int max)
    {
        var item = new Unstructured(Gauges.Gvk, "default", "a");
        item.Root["spec"] = new JsonObject { ["min"] = min, ["max"] = max };
        return item;
    }
}
