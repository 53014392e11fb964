using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Schemas;

namespace GitOpsToolkit.Resources.Tests.Schemas;

public sealed class BuiltInSchemasTests
{
    [Theory]
    [InlineData("v1", "ConfigMap", "configmaps", true)]
    [InlineData("v1", "Namespace", "namespaces", false)]
    [InlineData("apps/v1", "Deployment", "deployments", true)]
    [InlineData("batch/v1", "CronJob", "cronjobs", true)]
    [InlineData("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true)]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false)]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false)]
    [InlineData("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", false)]
    [InlineData("coordination.k8s.io/v1", "Lease", "leases", true)]
    public void FindKind_BuiltInKind_KnowsResourceAndScope(string apiVersion, string kind, string plural, bool namespaced)
    {
        var gvk = GroupVersionKind.Parse(apiVersion, kind);

        var found = BuiltInSchemas.FindKind(gvk).ShouldNotBeNull();

        found.Plural.ShouldBe(plural);
        found.Namespaced.ShouldBe(namespaced);
        BuiltInSchemas.IsNamespaced(gvk.GroupKind).ShouldBe(namespaced);
        BuiltInSchemas.Find(gvk).ShouldNotBeNull().Field("metadata").ShouldNotBeNull().Type.Name.ShouldBe("meta/v1.ObjectMeta");
    }

    [Fact]
    public void FindKind_Deployment_KnowsWhatKubectlAsksFor()
    {
        var deployment = BuiltInSchemas.FindKind(new("apps", "v1", "Deployment")).ShouldNotBeNull();

        deployment.Singular.ShouldBe("deployment");
        deployment.ShortNames.ShouldBe(["deploy"]);
        deployment.Categories.ShouldBe(["all"]);
        deployment.Subresources.ShouldBe(["scale", "status"]);
        deployment.Verbs.ShouldContain("watch");
    }

    [Fact]
    public void Find_UnknownKind_IsNull()
    {
        BuiltInSchemas.Find(new("example.com", "v1", "Widget")).ShouldBeNull();
        BuiltInSchemas.Find(new("apps", "v1beta1", "Deployment")).ShouldBeNull();
        BuiltInSchemas.FindKind(new("", "v1", "Widget")).ShouldBeNull();
        BuiltInSchemas.IsNamespaced(new("", "Widget")).ShouldBeNull();
    }

    [Fact]
    public void Find_KindWithoutResource_HasAType() =>
        BuiltInSchemas.Find(new("autoscaling", "v1", "Scale")).ShouldNotBeNull().Field("spec").ShouldNotBeNull();

    [Fact]
    public void Type_OfContainerPorts_HasKeysDefaultsAndMergeKey()
    {
        var ports = BuiltInSchemas.FindType("core/v1.Container").ShouldNotBeNull().Field("ports").ShouldNotBeNull();

        ports.Type.ListType.ShouldBe(ListType.Map);
        ports.Type.ListKeys.ShouldBe(["containerPort", "protocol"]);
        ports.PatchMergeKey.ShouldBe("containerPort");
        ports.HasPatchStrategy("merge").ShouldBeTrue();
        var port = ports.Type.Element.ShouldNotBeNull();
        port.Field("protocol").ShouldNotBeNull().Default!.GetValue<string>().ShouldBe("TCP");
        port.Field("containerPort").ShouldNotBeNull().Required.ShouldBeTrue();
    }

    [Fact]
    public void Type_OfSpecialFields_IsAsKubernetesHasIt()
    {
        var pod = BuiltInSchemas.FindType("core/v1.PodSpec").ShouldNotBeNull();
        var volumes = pod.Field("volumes").ShouldNotBeNull();
        volumes.HasPatchStrategy("merge").ShouldBeTrue();
        volumes.HasPatchStrategy("retainKeys").ShouldBeTrue();
        pod.Field("nodeSelector")!.Type.IsAtomic.ShouldBeTrue();

        BuiltInSchemas.FindType("meta/v1.ObjectMeta")!.Field("finalizers")!.Type.ListType.ShouldBe(ListType.Set);
        BuiltInSchemas.FindType("meta/v1.LabelSelector")!.IsAtomic.ShouldBeTrue();
        BuiltInSchemas.FindType("core/v1.ObjectReference")!.IsAtomic.ShouldBeTrue();
        BuiltInSchemas.FindType("core/v1.PersistentVolumeSpec")!.Field("claimRef")!.Type.IsAtomic.ShouldBeFalse();
        BuiltInSchemas.FindType("core/v1.ServicePort")!.Field("targetPort")!.Type.Kind.ShouldBe(SchemaKind.IntOrString);
        BuiltInSchemas.FindType("core/v1.ResourceRequirements")!.Field("limits")!.Type.Element!.Kind.ShouldBe(SchemaKind.Quantity);
        BuiltInSchemas.FindType("apps/v1.ControllerRevision")!.Field("data")!.Type.IsAtomic.ShouldBeTrue();
        BuiltInSchemas.FindType("core/v1.Container")!.Field("resources")!.AlwaysPresent.ShouldBeTrue();
    }

    [Fact]
    public void EveryType_ReachableFromAKind_Resolves()
    {
        var seen = new HashSet<TypeSchema>(ReferenceEqualityComparer.Instance);
        foreach (var kind in BuiltInSchemas.Kinds)
        {
            Walk(BuiltInSchemas.Find(kind.Gvk).ShouldNotBeNull(), seen);
        }

        seen.Count(type => type.Kind == SchemaKind.Object).ShouldBeGreaterThan(450);
    }

    [Fact]
    public void Prune_UnknownFields_AreRemovedAndNamed()
    {
        var deployment = JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","bad":1,"labels":{"any":"thing"}},"top":1,
             "spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a","oops":{"x":1}}]}}}}
            """)!.AsObject();

        TypedObjects.Prune(deployment, BuiltInSchemas.Find(new("apps", "v1", "Deployment"))!)
            .ShouldBe(["metadata.bad", "spec.template.spec.containers[0].oops", "top"]);

        deployment.ToJsonString().ShouldBe(
            """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","labels":{"any":"thing"}},"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a"}]}}}}""");
    }

    [Theory]
    [InlineData("""{"spec":{"replicas":"x"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":{}}}}}""", "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":{"paused":"yes"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool")]
    [InlineData("""{"spec":{"replicas":3,"template":{"spec":{"containers":[{"ports":[{"containerPort":80}],"resources":{"limits":{"cpu":1}}}]}}}}""", null)]
    public void CheckTypes_OfDeployment_SpeaksAsGoDoes(string text, string? expected) =>
        TypedObjects.CheckTypes(JsonNode.Parse(text)!.AsObject(), BuiltInSchemas.Find(new("apps", "v1", "Deployment"))!).ShouldBe(expected);

    private static void Walk(TypeSchema type, HashSet<TypeSchema> seen)
    {
        if (!seen.Add(type))
        {
            return;
        }

        foreach (var field in type.Fields.Values)
        {
            Walk(field.Type, seen);
        }

        if (type.Element is { } element)
        {
            Walk(element, seen);
        }
    }
}
