using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>What single fields of built-in kinds must be. Rules about several fields at once are with the kinds' other rules.</summary>
internal static class BuiltinFields
{
    private const string Rbac = "rbac.authorization.k8s.io";

    private static readonly string[] AccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    private static readonly Dictionary<GroupKind, FieldRule[]> ByKind = new()
    {
        [new("apps", "Deployment")] =
        [
            .. Template("ReplicaSet"), .. Counts("status", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "observedGeneration"),
            new("status", NotAbove("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")),
            new("spec.strategy.type", StrategyType("spec.strategy", "Recreate", "RollingUpdate")),
            new("spec.strategy.rollingUpdate.maxUnavailable", Must.BeAmount, Must.BeAtMostAll),
            new("spec.strategy.rollingUpdate.maxSurge", Must.BeAmount),
            new("spec.strategy.rollingUpdate", NeedsRoom),
            .. Counts("spec", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"),
            new("spec", DeadlineAfterReady),
        ],
        [new("apps", "ReplicaSet")] =
        [
            .. Template("ReplicaSet"), .. Counts("spec", "minReadySeconds"),
            .. Counts("status", "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"),
            new("status", NotAbove("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas")),
        ],
        [new("apps", "DaemonSet")] =
        [
            .. Template("DaemonSet"), .. Counts("spec", "minReadySeconds", "revisionHistoryLimit"), new("spec.updateStrategy.type", StrategyType("spec.updateStrategy", "RollingUpdate", "OnDelete")),
            new("spec.updateStrategy.rollingUpdate", OneWayToRoll),
            .. Counts("status", "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable"),
        ],
        [new("apps", "StatefulSet")] =
        [
            .. Template("StatefulSet"), .. Counts("spec", "replicas", "minReadySeconds"), .. Counts("spec.ordinals", "start"), .. Counts("spec.updateStrategy.rollingUpdate", "partition"),
            new("spec.podManagementPolicy", Must.Match(static v => v.AsText() is null or "" or "OrderedReady" or "Parallel", "must be 'OrderedReady' or 'Parallel'")),
            new("spec.persistentVolumeClaimRetentionPolicy.whenDeleted", Must.BeOneOf("Retain", "Delete")),
            new("spec.persistentVolumeClaimRetentionPolicy.whenScaled", Must.BeOneOf("Retain", "Delete")),
            .. Counts("status", "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration"),
            new("status", NotAbove("replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas")),
        ],
        [new("", "ReplicationController")] = [.. Counts("spec", "replicas", "minReadySeconds"), .. Counts("status", "replicas", "readyReplicas", "availableReplicas")],
        [new("batch", "Job")] = [.. Job("spec"), .. Counts("status", "active", "succeeded", "failed", "ready", "terminating")],
        [new("batch", "CronJob")] =
        [
            new("spec.timeZone", Must.Match(static v => !string.Equals(v.AsText(), "Local", StringComparison.OrdinalIgnoreCase), "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")),
            new("spec.concurrencyPolicy", Must.BeOneOf("Allow", "Forbid", "Replace")),
            .. Counts("spec", "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"), .. Job("spec.jobTemplate.spec"),
        ],
        [new("", "Service")] =
        [
            new("spec.selector", Must.BeLabels), new("spec.sessionAffinity", Must.BeOneOf("ClientIP", "None")), new("spec.internalTrafficPolicy", Must.BeOneOf("Cluster", "Local")),
            new("spec.ipFamilyPolicy", Must.BeOneOf("PreferDualStack", "RequireDualStack", "SingleStack")), new("spec.externalIPs[]", Must.BeAddress), new("spec.externalName", Must.BeSubdomain),
            new("spec.ports[].protocol", Must.BeOneOf("SCTP", "TCP", "UDP")), new("spec.ports[].name", Must.BeLabel), new("spec.ports[].targetPort", Must.BePortName),
            new("status.loadBalancer.ingress[].ip", Must.BeAddress),
        ],
        [new("", "PersistentVolumeClaim")] =
        [
            new("spec.selector", Must.BeSelector), new("spec.accessModes[]", OneOfList("spec.accessModes", AccessModes)), new("spec.resources.requests.storage", At("spec.resources[storage]", Must.BeQuantityAboveZero)),
            new("spec.storageClassName", Must.BeSubdomain), new("spec.volumeMode", Must.BeOneOf("Block", "Filesystem")),
        ],
        [new("", "PersistentVolume")] =
        [
            new("spec.accessModes", Must.Exist()), new("spec.accessModes[]", OneOfList("spec.accessModes", AccessModes)), new("spec.capacity", Must.Exist()), new("spec.capacity.storage", At("spec.capacity[storage]", Must.BeQuantityAboveZero)),
            new("spec.hostPath.path", Must.Exist()), new("spec.volumeMode", Must.BeOneOf("Block", "Filesystem")), new("spec.persistentVolumeReclaimPolicy", Must.BeOneOf("Delete", "Recycle", "Retain")),
        ],
        [new("networking.k8s.io", "Ingress")] =
        [
            new("spec.defaultBackend", IngressBackend), new("spec.tls[].hosts[]", Must.BeSubdomain), new("spec.tls[].secretName", Must.BeSubdomain), new("spec.rules[].host", IngressHost),
            new("spec.rules[].http.paths", Must.Exist()), new("spec.rules[].http.paths[]", IngressPath), new("spec.rules[].http.paths[].backend", IngressBackend), new("spec.ingressClassName", Must.BeSubdomain),
            new("status.loadBalancer.ingress[].ip", Must.BeAddress),
        ],
        [new("networking.k8s.io", "IngressClass")] =
        [
            new("spec.controller", Must.Exist(), Must.BeDomainPath), new("spec.parameters.kind", Must.Exist()), new("spec.parameters.name", Must.Exist()), new("spec.parameters.scope", Must.BeOneOf("Cluster", "Namespace")),
        ],
        [new("networking.k8s.io", "NetworkPolicy")] =
        [
            new("spec.podSelector", Must.BeSelector), new("spec.ingress[].from[]", Peer), new("spec.ingress[].from[].ipBlock.cidr", Must.BeNetwork),
            new("spec.ingress[].ports[].protocol", Must.BeOneOf("TCP", "UDP", "SCTP")), new("spec.ingress[].ports[].port", Must.BePortOrName), new("spec.egress[].to[]", Peer), new("spec.egress[].to[].ipBlock.cidr", Must.BeNetwork),
            new("spec.egress[].ports[].protocol", Must.BeOneOf("TCP", "UDP", "SCTP")), new("spec.egress[].ports[].port", Must.BePortOrName), new("spec.policyTypes[]", Must.BeOneOf("Ingress", "Egress")),
        ],
        [new(Rbac, "Role")] = [new("rules[]", PolicyRule)],
        [new(Rbac, "ClusterRole")] = [new("rules[]", PolicyRule), new("aggregationRule.clusterRoleSelectors", Must.Exist("at least one clusterRoleSelector required if aggregationRule is non-nil"))],
        [new(Rbac, "RoleBinding")] = Binding("Role", "ClusterRole"),
        [new(Rbac, "ClusterRoleBinding")] = Binding("ClusterRole"),
        [new("autoscaling", "HorizontalPodAutoscaler")] =
        [
            new("spec.scaleTargetRef.kind", Must.Exist()), new("spec.scaleTargetRef.name", Must.Exist()), new("spec.minReplicas", Must.Match(static v => v.AsInteger() is null or >= 1, "must be greater than or equal to 1")),
            new("spec", ReplicaRange), new("spec.behavior.scaleUp.selectPolicy", Must.BeOneOf("Disabled", "Max", "Min")), new("spec.behavior.scaleDown.selectPolicy", Must.BeOneOf("Disabled", "Max", "Min")),
            .. Counts("status", "currentReplicas", "desiredReplicas"),
        ],
        [new("policy", "PodDisruptionBudget")] =
        [
            new("spec.minAvailable", Must.BeAmount, Must.BeAtMostAll), new("spec.maxUnavailable", Must.BeAmount, Must.BeAtMostAll), new("spec.selector", Must.BeSelector),
            new("spec.unhealthyPodEvictionPolicy", Must.BeOneOf("AlwaysAllow", "IfHealthyBudget")), .. Counts("status", "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"),
        ],
        [new("storage.k8s.io", "StorageClass")] = [new("reclaimPolicy", Must.BeOneOf("Delete", "Retain")), new("volumeBindingMode", Must.BeOneOf("Immediate", "WaitForFirstConsumer"))],
        [new("scheduling.k8s.io", "PriorityClass")] = [new("preemptionPolicy", Must.BeOneOf("Never", "PreemptLowerPriority"))],
        [new("discovery.k8s.io", "EndpointSlice")] =
        [
            new("addressType", Must.Exist(), Must.BeOneOf("FQDN", "IPv4", "IPv6")), new("endpoints[].addresses", Must.Exist("must contain at least 1 address")), new("ports[].protocol", Must.BeOneOf("SCTP", "TCP", "UDP")), new("ports[].name", Must.BeLabel),
        ],
        [new("node.k8s.io", "RuntimeClass")] = [new("handler", Must.Exist(), Must.BeLabel)],
        [new("coordination.k8s.io", "Lease")] = [new("spec.leaseDurationSeconds", Must.BePositive), new("spec.leaseTransitions", Must.BeNonNegative)],
        [new("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = Webhooks(),
        [new("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = [.. Webhooks(), new("webhooks[].reinvocationPolicy", Must.BeOneOf("IfNeeded", "Never"))],
        [new("apiregistration.k8s.io", "APIService")] =
        [
            new("spec.groupPriorityMinimum", Must.Match(static v => v.AsInteger() is > 0 and < 20000, "must be positive and less than 20000")), new("spec.versionPriority", Must.Match(static v => v.AsInteger() is > 0 and < 1000, "must be positive and less than 1000")),
            new("spec.service.namespace", Must.Exist()), new("spec.service.name", Must.Exist()),
        ],
    };

    /// <summary>Where a kind has the spec of a pod.</summary>
    private static readonly Dictionary<string, string[]> PodSpecs = new(StringComparer.Ordinal)
    {
        ["Pod"] = ["spec"],
        ["Deployment"] = ["spec", "template", "spec"],
        ["ReplicaSet"] = ["spec", "template", "spec"],
        ["DaemonSet"] = ["spec", "template", "spec"],
        ["StatefulSet"] = ["spec", "template", "spec"],
        ["ReplicationController"] = ["spec", "template", "spec"],
        ["Job"] = ["spec", "template", "spec"],
        ["CronJob"] = ["spec", "jobTemplate", "spec", "template", "spec"],
    };

    /// <summary>Checks the fields of a kind and of the pods it describes.</summary>
    public static void Validate(GroupKind kind, JsonObject tree, FieldErrors errors)
    {
        foreach (var rule in ByKind.GetValueOrDefault(kind) ?? [])
        {
            rule.Check(tree, "", errors);
        }

        if (PodSpecs.TryGetValue(kind.Kind, out var path) && ((JsonNode)tree).At(path) is { } spec)
        {
            foreach (var rule in PodFields.Spec)
            {
                rule.Check(spec, string.Join('.', path), errors);
            }
        }
    }

    private static IEnumerable<FieldRule> Counts(string parent, params string[] names) => names.Select(n => new FieldRule($"{parent}.{n}", Must.BeNonNegative));

    /// <summary>The template of pods that run until they are replaced.</summary>
    private static FieldRule[] Template(string owner) =>
    [
        new("spec.selector", Must.BeSelector),
        new("spec.template.spec.activeDeadlineSeconds", Must.NotExist($"activeDeadlineSeconds in {owner} is not Supported")),
    ];

    private static FieldRule[] Job(string spec) =>
    [
        .. Counts(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"),
        new($"{spec}.managedBy", Must.BeDomainPath),
        new($"{spec}.completionMode", Must.BeOneOf("NonIndexed", "Indexed")),
        new(spec, BackoffPerIndex),
    ];

    private static FieldRule[] Binding(params string[] kinds) =>
    [
        new("roleRef.apiGroup", Must.BeOneOf(Rbac)),
        new("roleRef.kind", kinds.Length > 1 ? static (_, _, _) => { } : Must.BeOneOf(kinds)),
        new("subjects[]", BindingSubject),
        new("subjects[]", kinds.Length > 1 ? static (_, _, _) => { } : NamespacedAccount),
    ];

    private static FieldRule[] Webhooks() =>
    [
        new("webhooks[].name", Must.Match(static v => v.AsText()?.Count(static c => c == '.') >= 2, "should be a domain with at least three segments separated by dots")),
        new("webhooks[].rules[].operations[]", Must.BeOneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE")),
        new("webhooks[].rules[].apiGroups", Must.Exist()),
        new("webhooks[].rules[].apiVersions", Must.Exist()),
        new("webhooks[].rules[].resources", Must.Exist()),
        new("webhooks[].failurePolicy", Must.BeOneOf("Fail", "Ignore")),
        new("webhooks[].matchPolicy", Must.BeOneOf("Equivalent", "Exact")),
        new("webhooks[].sideEffects", Must.Exist("must specify one of None, NoneOnDryRun"), Must.BeOneOf("None", "NoneOnDryRun")),
        new("webhooks[].timeoutSeconds", Must.Match(static v => v.AsInteger() is >= 1 and <= 30, "the timeout value must be between 1 and 30 seconds")),
        new("webhooks[].admissionReviewVersions", Must.Exist("must specify one of v1, v1beta1")),
    ];

    /// <summary>A check that complains about another path than the one it looks at.</summary>
    private static FieldCheck At(string path, FieldCheck check) => (value, _, errors) => check(value, path, errors);

    private static FieldCheck OneOfList(string path, string[] values) => At(path, Must.BeOneOf(values));

    /// <summary>Go shows the whole strategy where only its type is wrong.</summary>
    private static FieldCheck StrategyType(string path, params string[] values) => (value, _, errors) =>
    {
        if (value.AsText() is { } type && !values.Contains(type, StringComparer.Ordinal))
        {
            errors.AddRange([new("FieldValueNotSupported", path, $$"""Unsupported value: {"Type":"{{type}}","RollingUpdate":null}: supported values: {{string.Join(", ", values.Select(static v => $"\"{v}\""))}}""")]);
        }
    };

    private static FieldCheck NotAbove(string whole, params string[] parts) => (value, path, errors) =>
    {
        var most = value.At(whole).AsInteger() ?? 0;
        foreach (var part in parts)
        {
            if ((value.At(part).AsInteger() ?? 0) is var count && count > most)
            {
                errors.Invalid($"{path}.{part}", JsonValue.Create(count), $"cannot be greater than {path}.{whole}");
            }
        }
    };

    private static void NeedsRoom(JsonNode? value, string path, FieldErrors errors)
    {
        if (value is not null && IsNone(value.At("maxSurge")) && IsNone(value.At("maxUnavailable")))
        {
            errors.Invalid($"{path}.maxUnavailable", value.At("maxUnavailable"), "may not be 0 when `maxSurge` is 0");
        }
    }

    /// <summary>Pods of a DaemonSet go before their successors come, or after it.</summary>
    private static void OneWayToRoll(JsonNode? value, string path, FieldErrors errors)
    {
        var (gone, more) = (IsNone(value.At("maxUnavailable")), IsNone(value.At("maxSurge")));
        if (value is null)
        {
            return;
        }

        if (gone && more)
        {
            errors.Required($"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
        else if (!gone && !more)
        {
            errors.Invalid($"{path}.maxSurge", value.At("maxSurge"), "may not be set when maxUnavailable is non-zero");
        }
    }

    private static bool IsNone(JsonNode? amount) => amount is null || amount.AsInteger() == 0 || amount.AsText() is "0%";

    private static void DeadlineAfterReady(JsonNode? value, string path, FieldErrors errors)
    {
        if (value.At("progressDeadlineSeconds").AsInteger() is { } deadline && deadline <= (value.At("minReadySeconds").AsInteger() ?? 0))
        {
            errors.Invalid($"{path}.progressDeadlineSeconds", JsonValue.Create(deadline), "must be greater than minReadySeconds");
        }
    }

    private static void BackoffPerIndex(JsonNode? value, string path, FieldErrors errors)
    {
        if (value.At("backoffLimitPerIndex").AsInteger() is { } limit && value.At("completionMode").AsText() != "Indexed")
        {
            errors.Invalid($"{path}.backoffLimitPerIndex", JsonValue.Create(limit), "requires indexed completion mode");
        }
    }

    private static void IngressHost(JsonNode? value, string path, FieldErrors errors)
    {
        var host = value.AsText() ?? "";
        if (System.Net.IPAddress.TryParse(host, out _))
        {
            errors.Invalid(path, value, "must be a DNS name, not an IP address");
        }
        else if (!host.StartsWith('*'))
        {
            Must.BeSubdomain(value, path, errors);
        }
    }

    private static void IngressPath(JsonNode? value, string path, FieldErrors errors)
    {
        var (type, at) = (value.At("pathType").AsText() ?? "", value.At("path").AsText() ?? "");
        if (type.Length == 0)
        {
            errors.Required($"{path}.pathType", "pathType must be specified");
            return;
        }

        Must.BeOneOf("Exact", "ImplementationSpecific", "Prefix")(value.At("pathType"), $"{path}.pathType", errors);
        if (type is "Exact" or "Prefix" && !at.StartsWith('/'))
        {
            errors.Invalid($"{path}.path", JsonValue.Create(at), "must be an absolute path");
        }
        else if (type is "Exact" or "Prefix" && at.Contains("//", StringComparison.Ordinal))
        {
            errors.Invalid($"{path}.path", JsonValue.Create(at), "must not contain '//'");
        }
    }

    private static void IngressBackend(JsonNode? value, string path, FieldErrors errors)
    {
        if (value is null && path == "spec.defaultBackend")
        {
            return;
        }

        if (value.At("service") is null && value.At("resource") is null)
        {
            errors.Invalid(path, JsonValue.Create(""), "resource or service backend is required");
            return;
        }

        if (value.At("service") is not { } service)
        {
            return;
        }

        Must.Exist()(service.At("name"), $"{path}.service.name", errors);
        Must.BeLabel(service.At("name"), $"{path}.service.name", errors);
        var (name, number) = (service.At("port", "name").AsText() ?? "", service.At("port", "number").AsInteger() ?? 0);
        if (name.Length > 0 && number != 0)
        {
            errors.Invalid(path, JsonValue.Create(""), "cannot set both port name & port number");
        }
        else if (name.Length == 0 && number == 0)
        {
            errors.Required(path, "port name or number is required");
        }
        else if (number != 0)
        {
            Must.BePort(service.At("port", "number"), $"{path}.service.port.number", errors);
        }
    }

    private static void Peer(JsonNode? value, string path, FieldErrors errors)
    {
        if (value is JsonObject { Count: 0 })
        {
            errors.Required(path, "must specify a peer");
        }
    }

    private static void PolicyRule(JsonNode? value, string path, FieldErrors errors)
    {
        Must.Exist("verbs must contain at least one value")(value.At("verbs"), $"{path}.verbs", errors);
        var resources = value.At("resources") is JsonArray { Count: > 0 } || value.At("apiGroups") is JsonArray { Count: > 0 };
        if (value.At("nonResourceURLs") is JsonArray { Count: > 0 } urls)
        {
            if (resources)
            {
                errors.Invalid($"{path}.nonResourceURLs", urls, "rules cannot apply to both regular resources and non-resource URLs");
            }

            return;
        }

        Must.Exist("resource rules must supply at least one api group")(value.At("apiGroups"), $"{path}.apiGroups", errors);
        Must.Exist("resource rules must supply at least one resource")(value.At("resources"), $"{path}.resources", errors);
    }

    private static void BindingSubject(JsonNode? value, string path, FieldErrors errors)
    {
        var kind = value.At("kind").AsText() ?? "";
        switch (kind)
        {
            case "ServiceAccount":
                Must.BeSubdomain(value.At("name"), $"{path}.name", errors);
                if (value.At("apiGroup").AsText() is { Length: > 0 } group)
                {
                    errors.NotSupported($"{path}.apiGroup", group, [""]);
                }

                break;
            case "User" or "Group":
                Must.BeOneOf(Rbac)(value.At("apiGroup"), $"{path}.apiGroup", errors);
                break;
            default:
                errors.NotSupported($"{path}.kind", kind, ["ServiceAccount", "User", "Group"]);
                break;
        }
    }

    /// <summary>Outside a namespace an account needs one.</summary>
    private static void NamespacedAccount(JsonNode? value, string path, FieldErrors errors)
    {
        if (value.At("kind").AsText() == "ServiceAccount")
        {
            Must.Exist()(value.At("namespace"), $"{path}.namespace", errors);
        }
    }

    private static void ReplicaRange(JsonNode? value, string path, FieldErrors errors)
    {
        var most = value.At("maxReplicas").AsInteger() ?? 0;
        if (most < 1)
        {
            errors.Required($"{path}.maxReplicas", "must be set and greater than 0");
        }

        if (most < (value.At("minReplicas").AsInteger() ?? 1))
        {
            errors.Invalid($"{path}.maxReplicas", JsonValue.Create(most), "must be greater than or equal to `minReplicas`");
        }
    }
}
