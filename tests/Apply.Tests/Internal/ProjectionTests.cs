using GitOpsToolkit.Apply.Internal;

namespace GitOpsToolkit.Apply.Tests.Internal;

public sealed class ProjectionTests
{
    private const string Base = "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}}, spec: {a: 1, list: [1, 2]}}";

    [Theory]
    [InlineData("{kind: Pod, apiVersion: v1, spec: {list: [1, 2], a: 1}, metadata: {labels: {x: y}, name: a}}")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}, finalizers: [f], generation: 3, resourceVersion: '9', annotations: {}}, spec: {a: 1, list: [1, 2]}, status: {z: 1}}")]
    public void HashOf_DifferencesThatAreNoDrift_IsTheSame(string other) => Hash(other).ShouldBe(Hash(Base));

    [Theory]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {a: 1, list: [1, 2]}}")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}, annotations: {x: y}}, spec: {a: 1, list: [1, 2]}}")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}}, spec: {a: 1, list: [2, 1]}}")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}}, spec: {a: '1', list: [1, 2]}}")]
    [InlineData("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {x: y}}, spec: {a: 1, list: [1, 2], b: {}}}")]
    public void HashOf_Drift_Differs(string other) => Hash(other).ShouldNotBe(Hash(Base));

    [Fact]
    public void HashOf_NullAndEmpty_AreTheSame() => Hash("{kind: A, spec: {a: {}, b: []}}").ShouldBe(Hash("{kind: A, spec: {a: null, b: null}}"));

    [Fact]
    public void HashOf_IgnoredPath_DoesNotCount()
    {
        JsonPointer[] ignored = [JsonPointer.TryParse("/spec/replicas")!, JsonPointer.TryParse("/spec/none/here")!];

        Projection.HashOf(Manifests.Yaml("{kind: A, spec: {replicas: 1}}"), ignored)
            .ShouldBe(Projection.HashOf(Manifests.Yaml("{kind: A, spec: {replicas: 7}}"), ignored));
    }

    [Fact]
    public void HashOf_AutoscalerWithRepeatedMetric_IsTheSame() =>
        Hash("{kind: HorizontalPodAutoscaler, spec: {metrics: [{type: Resource}, {type: Resource}, {}]}}")
            .ShouldBe(Hash("{kind: HorizontalPodAutoscaler, spec: {metrics: [{type: Resource}]}}"));

    private static string Hash(string yaml) => Projection.HashOf(Manifests.Yaml(yaml));
}
