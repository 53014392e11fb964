using System.Text.Json.Nodes;
using GitOpsToolkit.Resources.Patching;
using GitOpsToolkit.Resources.Yaml;

namespace GitOpsToolkit.Testing.Tests.Conformance;

/// <summary>What is said about built-in kinds with wrong fields.</summary>
public abstract class ValidationConformance(IConformanceFixture fixture)
{
    private const string NonNegative = "must be greater than or equal to 0";

    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
        "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private ApiTarget Api => fixture.Target;

    [Theory]
    [InlineData("{spec: {minReadySeconds: -1}}", "spec.minReadySeconds: Invalid value: -1: " + NonNegative)]
    [InlineData("{spec: {revisionHistoryLimit: -1}}", "spec.revisionHistoryLimit: Invalid value: -1: " + NonNegative)]
    [InlineData("{spec: {progressDeadlineSeconds: 0}}", "spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds")]
    [InlineData("{spec: {progressDeadlineSeconds: -4}}", "[spec.progressDeadlineSeconds: Invalid value: -4: must be greater than or equal to 0, spec.progressDeadlineSeconds: Invalid value: -4: must be greater than minReadySeconds]")]
    [InlineData("{spec: {strategy: {type: Foo}}}", "spec.strategy: Unsupported value: {\"Type\":\"Foo\",\"RollingUpdate\":null}: supported values: \"Recreate\", \"RollingUpdate\"")]
    [InlineData("{spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [InlineData("{spec: {strategy: {rollingUpdate: {maxUnavailable: 200%}}}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"200%\": must not be greater than 100%")]
    [InlineData("{spec: {template: {spec: {activeDeadlineSeconds: 5}}}}", "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported")]
    [InlineData("{spec: {template: {spec: {containers: [{name: UP, image: x}]}}}}", "spec.template.spec.containers[0].name: Invalid value: \"UP\": " + Label)]
    public Task Deployment_WrongField_SaysWhy(string change, string message) =>
        ShouldBeInvalid("apis/apps/v1/namespaces/{0}/deployments", "Deployment.apps", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}}}", change, message);

    [Theory]
    [InlineData("{spec: {containers: [{name: c, image: i, imagePullPolicy: Foo}]}}", "spec.containers[0].imagePullPolicy: Unsupported value: \"Foo\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [InlineData("{spec: {containers: [{name: c, image: ' x'}]}}", "spec.containers[0].image: Invalid value: \" x\": must not have leading or trailing whitespace")]
    [InlineData("{spec: {containers: [{name: c, image: i, env: [{name: ''}]}]}}", "spec.containers[0].env[0].name: Required value")]
    [InlineData("{spec: {containers: [{name: c, image: i, ports: [{containerPort: 80, name: a}, {containerPort: 81, name: a}]}]}}", "spec.containers[0].ports[1].name: Duplicate value: \"a\"")]
    [InlineData("{spec: {containers: [{name: c, image: i, resources: {requests: {cpu: '2'}, limits: {cpu: '1'}}}]}}", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("{spec: {containers: [{name: c, image: i, livenessProbe: {}}]}}", "spec.containers[0].livenessProbe: Required value: must specify a handler type")]
    [InlineData("{spec: {containers: [{name: c, image: i, livenessProbe: {httpGet: {port: 80}, successThreshold: 2}}]}}", "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1")]
    [InlineData("{spec: {volumes: [{name: v}, {name: v}]}}", "spec.volumes[1].name: Duplicate value: \"v\"")]
    [InlineData("{spec: {volumes: [{name: v, configMap: {}}]}}", "spec.volumes[0].configMap.name: Required value")]
    [InlineData("{spec: {serviceAccountName: UP_}}", "spec.serviceAccountName: Invalid value: \"UP_\": " + Subdomain)]
    [InlineData("{spec: {tolerations: [{key: a, operator: Exists, value: v}]}}", "spec.tolerations[0].operator: Invalid value: \"v\": value must be empty when `operator` is 'Exists'")]
    public Task Pod_WrongField_SaysWhy(string change, string message) =>
        ShouldBeInvalid("api/v1/namespaces/{0}/pods", "Pod", "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}", change, message);

    [Theory]
    [InlineData("{spec: {sessionAffinity: Foo}}", "spec.sessionAffinity: Unsupported value: \"Foo\": supported values: \"ClientIP\", \"None\"")]
    [InlineData("{spec: {externalTrafficPolicy: Local}}", "spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services")]
    [InlineData("{spec: {ports: [{port: 80, protocol: X}]}}", "spec.ports[0].protocol: Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [InlineData("{spec: {ports: [{port: 80, nodePort: 30100}]}}", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'")]
    [InlineData("{spec: {externalIPs: [x]}}", "spec.externalIPs[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("{spec: {loadBalancerSourceRanges: [1.2.3.0/24]}}", "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    public Task Service_WrongField_SaysWhy(string change, string message) =>
        ShouldBeInvalid("api/v1/namespaces/{0}/services", "Service", "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}", change, message);

    [Theory]
    [InlineData("{path: x, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}", "spec.rules[0].http.paths[0].path: Invalid value: \"x\": must be an absolute path")]
    [InlineData("{path: /, backend: {service: {name: s, port: {number: 80}}}}", "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified")]
    [InlineData("{path: /, pathType: Prefix, backend: {}}", "spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service backend is required")]
    [InlineData("{path: /, pathType: Prefix, backend: {service: {name: s, port: {}}}}", "spec.rules[0].http.paths[0].backend: Required value: port name or number is required")]
    public Task Ingress_WrongPath_SaysWhy(string path, string message) =>
        ShouldBeInvalid("apis/networking.k8s.io/v1/namespaces/{0}/ingresses", "Ingress.networking.k8s.io", "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}}", $"{{spec: {{rules: [{{host: a.b, http: {{paths: [{path}]}}}}]}}}}", message);

    [Theory]
    [InlineData("batch/v1", "CronJob", "cronjobs", "{spec: {schedule: foo, jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}", "spec.schedule: Invalid value: \"foo\": expected exactly 5 fields, found 1: [foo]")]
    [InlineData("batch/v1", "Job", "jobs", "{spec: {parallelism: -1, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}", "spec.parallelism: Invalid value: -1: " + NonNegative)]
    [InlineData("rbac.authorization.k8s.io/v1", "Role", "roles", "{rules: [{apiGroups: [''], resources: [pods], verbs: []}]}", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [InlineData("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", "{roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: Foo, name: u}]}", "subjects[0].kind: Unsupported value: \"Foo\": supported values: \"ServiceAccount\", \"User\", \"Group\"")]
    [InlineData("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", "{spec: {minAvailable: 1, maxUnavailable: 1}}", "spec: Invalid value: {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":1,\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set")]
    [InlineData("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", "{spec: {minReplicas: 5, maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}}", "spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`")]
    [InlineData("coordination.k8s.io/v1", "Lease", "leases", "{spec: {leaseDurationSeconds: 0}}", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    public Task Namespaced_WrongField_SaysWhy(string apiVersion, string kind, string resource, string change, string message) =>
        ShouldBeInvalid($"apis/{apiVersion}/namespaces/{{0}}/{resource}", $"{kind}.{apiVersion.Split('/')[0]}", $"{{apiVersion: {apiVersion}, kind: {kind}, metadata: {{name: a}}}}", change, message);

    [Fact]
    public async Task DaemonSet_OnDelete_NeedsNoRollingUpdate()
    {
        var ns = await Api.NamespaceAsync();
        var reply = await Api.PostAsync($"/apis/apps/v1/namespaces/{ns}/daemonsets", """{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"a"},"spec":{"updateStrategy":{"type":"OnDelete"},"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        reply.Code.ShouldBe(201, reply.Text);
    }

    [Fact]
    public async Task Status_MoreReadyThanThere_Invalid()
    {
        var ns = await Api.NamespaceAsync();
        var path = $"/apis/apps/v1/namespaces/{ns}/deployments";
        await Api.PostAsync(path, """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        var reply = await Api.PatchAsync($"{path}/a/status", """{"status":{"replicas":1,"readyReplicas":2}}""", ApiTarget.Merge);
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe("Deployment.apps \"a\" is invalid: status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas");
    }

    private async Task ShouldBeInvalid(string path, string kind, string valid, string change, string message)
    {
        var ns = await Api.NamespaceAsync();
        var body = MergePatch.Apply((JsonObject)YamlReader.ReadDocuments(valid)[0]!, (JsonObject)YamlReader.ReadDocuments(change)[0]!)!;
        var reply = await Api.PostAsync($"/{path.Replace("{0}", ns, StringComparison.Ordinal)}?dryRun=All", body.ToJsonString());
        reply.Code.ShouldBe(422, reply.Text);
        reply.Message.ShouldBe($"{kind} \"a\" is invalid: {message}");
    }
}
