using GitOpsToolkit.Apply.Health;

namespace GitOpsToolkit.Apply.Tests.Health;

public sealed class HealthRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private const string DeploymentAtRest =
        "{spec: {replicas: 2, progressDeadlineSeconds: 600}, status: {replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, "
        + "conditions: [{type: Available, status: 'True'}, {type: Progressing, status: 'True', reason: NewReplicaSetAvailable}]}}";

    [Theory]
    [InlineData("{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}}", ObjectStatus.Terminating)]
    [InlineData("{metadata: {generation: 2}, status: {observedGeneration: 1}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 2}, status: {observedGeneration: 2}}", ObjectStatus.Current)]
    [InlineData("{metadata: {generation: 2}}", ObjectStatus.Current)]
    [InlineData("{status: {conditions: [{type: Reconciling, status: 'True'}, {type: Stalled, status: 'True'}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: Stalled, status: 'True'}, {type: Ready, status: 'True'}]}}", ObjectStatus.Failed)]
    [InlineData("{status: {conditions: [{type: Reconciling, status: 'False'}, {type: Ready, status: 'True'}]}}", ObjectStatus.Current)]
    [InlineData("{status: {conditions: [{type: Ready, status: 'False'}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: Ready, status: 'Unknown'}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: Other, status: 'False'}]}}", ObjectStatus.Current)]
    [InlineData("{}", ObjectStatus.Current)]
    public void Evaluate_AnyKind_FollowsTheCommonRules(string rest, ObjectStatus expected) =>
        Evaluate("example.com/v1", "Widget", rest).ShouldBe(expected);

    [Theory]
    [InlineData(DeploymentAtRest, ObjectStatus.Current)]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{spec: {replicas: 2}, status: {replicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{spec: {replicas: 1}, status: {replicas: 2, updatedReplicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, updatedReplicas: 1, availableReplicas: 0}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 0}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'True'}]}}", ObjectStatus.Current)]
    [InlineData("{spec: {progressDeadlineSeconds: 2147483647}, status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'True'}]}}", ObjectStatus.Current)]
    [InlineData("{spec: {progressDeadlineSeconds: 600}, status: {replicas: 1, updatedReplicas: 1, availableReplicas: 1, readyReplicas: 1, conditions: [{type: Available, status: 'True'}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}}", ObjectStatus.Failed)]
    [InlineData("{spec: {replicas: 0}, status: {conditions: [{type: Available, status: 'True'}]}}", ObjectStatus.Current)]
    public void Evaluate_Deployment_FollowsItsRule(string rest, ObjectStatus expected)
    {
        Evaluate("apps/v1", "Deployment", rest).ShouldBe(expected);
        Evaluate("extensions/v1beta1", "Deployment", rest).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{spec: {updateStrategy: {type: OnDelete}}}", ObjectStatus.Current)]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 2, readyReplicas: 1}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, readyReplicas: 1, currentReplicas: 0}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, readyReplicas: 1, currentReplicas: 1, currentRevision: a, updateRevision: b}}", ObjectStatus.InProgress)]
    [InlineData("{status: {replicas: 1, readyReplicas: 1, currentReplicas: 1, currentRevision: a, updateRevision: a}}", ObjectStatus.Current)]
    [InlineData("{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {replicas: 3, readyReplicas: 3, updatedReplicas: 0}}", ObjectStatus.InProgress)]
    [InlineData("{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {replicas: 3, readyReplicas: 3, updatedReplicas: 1}}", ObjectStatus.Current)]
    public void Evaluate_StatefulSet_FollowsItsRule(string rest, ObjectStatus expected) =>
        Evaluate("apps/v1", "StatefulSet", rest).ShouldBe(expected);

    [Theory]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 1}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 1}, status: {observedGeneration: 1}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 0}}", ObjectStatus.Current)]
    [InlineData("{metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {generation: 1}, status: {observedGeneration: 1, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberReady: 1}}", ObjectStatus.Current)]
    public void Evaluate_DaemonSet_FollowsItsRule(string rest, ObjectStatus expected) =>
        Evaluate("apps/v1", "DaemonSet", rest).ShouldBe(expected);

    [Theory]
    [InlineData("{status: {conditions: [{type: ReplicaFailure, status: 'True'}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {fullyLabeledReplicas: 0}}", ObjectStatus.InProgress)]
    [InlineData("{status: {fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1, replicas: 2}}", ObjectStatus.InProgress)]
    [InlineData("{status: {fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1, replicas: 1}}", ObjectStatus.Current)]
    public void Evaluate_ReplicaSet_FollowsItsRule(string rest, ObjectStatus expected) =>
        Evaluate("apps/v1", "ReplicaSet", rest).ShouldBe(expected);

    [Theory]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{status: {startTime: '2026-01-01T00:00:00Z'}}", ObjectStatus.InProgress)]
    [InlineData("{spec: {suspend: true}}", ObjectStatus.Current)]
    [InlineData("{status: {conditions: [{type: Complete, status: 'True'}]}}", ObjectStatus.Current)]
    [InlineData("{status: {conditions: [{type: Failed, status: 'True'}]}}", ObjectStatus.Failed)]
    [InlineData("{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {conditions: [{type: Complete, status: 'True'}]}}", ObjectStatus.Current)]
    public void Evaluate_Job_FollowsItsOwnRuleOnly(string rest, ObjectStatus expected) =>
        Evaluate("batch/v1", "Job", rest).ShouldBe(expected);

    [Theory]
    [InlineData("{status: {phase: Succeeded}}", ObjectStatus.Current)]
    [InlineData("{status: {phase: Failed}}", ObjectStatus.Current)]
    [InlineData("{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", ObjectStatus.Current)]
    [InlineData("{status: {phase: Running}}", ObjectStatus.InProgress)]
    [InlineData("{status: {phase: Running, containerStatuses: [{name: a, state: {waiting: {reason: CrashLoopBackOff}}}]}}", ObjectStatus.Failed)]
    [InlineData("{status: {phase: Pending}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {creationTimestamp: '2026-01-01T11:59:50Z'}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}", ObjectStatus.InProgress)]
    [InlineData("{metadata: {creationTimestamp: '2026-01-01T11:59:40Z'}, status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable}]}}", ObjectStatus.Failed)]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{status: {phase: Odd}}", ObjectStatus.Unknown)]
    public void Evaluate_Pod_FollowsItsRule(string rest, ObjectStatus expected) => Evaluate("v1", "Pod", rest).ShouldBe(expected);

    [Theory]
    [InlineData("{}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: NamesAccepted, status: 'False'}]}}", ObjectStatus.Failed)]
    [InlineData("{status: {conditions: [{type: Established, status: 'False', reason: Installing}]}}", ObjectStatus.InProgress)]
    [InlineData("{status: {conditions: [{type: Established, status: 'False', reason: Other}]}}", ObjectStatus.Failed)]
    [InlineData("{status: {conditions: [{type: Established, status: 'True'}]}}", ObjectStatus.Current)]
    public void Evaluate_CustomResourceDefinition_WaitsUntilEstablished(string rest, ObjectStatus expected) =>
        Evaluate("apiextensions.k8s.io/v1", "CustomResourceDefinition", rest).ShouldBe(expected);

    [Theory]
    [InlineData("v1", "PersistentVolumeClaim", "{status: {phase: Bound}}", ObjectStatus.Current)]
    [InlineData("v1", "PersistentVolumeClaim", "{status: {phase: Pending}}", ObjectStatus.InProgress)]
    [InlineData("v1", "Service", "{spec: {type: ClusterIP}}", ObjectStatus.Current)]
    [InlineData("v1", "Service", "{spec: {type: LoadBalancer}}", ObjectStatus.InProgress)]
    [InlineData("v1", "Service", "{spec: {type: LoadBalancer, clusterIP: 10.0.0.1}}", ObjectStatus.Current)]
    [InlineData("policy/v1", "PodDisruptionBudget", "{metadata: {generation: 1}, status: {observedGeneration: 1}}", ObjectStatus.Current)]
    [InlineData("policy/v1", "PodDisruptionBudget", "{metadata: {generation: 2}, status: {observedGeneration: 1}}", ObjectStatus.InProgress)]
    [InlineData("v1", "Secret", "{status: {conditions: [{type: Ready, status: 'False'}]}}", ObjectStatus.Current)]
    [InlineData("v1", "ConfigMap", "{}", ObjectStatus.Current)]
    [InlineData("batch/v1", "CronJob", "{}", ObjectStatus.Current)]
    public void Evaluate_SmallKinds_FollowTheirRules(string apiVersion, string kind, string rest, ObjectStatus expected) =>
        Evaluate(apiVersion, kind, rest).ShouldBe(expected);

    private static ObjectStatus Evaluate(string apiVersion, string kind, string rest)
    {
        var resource = Manifests.Yaml(rest);
        resource.Root["apiVersion"] = apiVersion;
        resource.Root["kind"] = kind;
        return HealthRules.Evaluate(resource, Now).Status;
    }
}
