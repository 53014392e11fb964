using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Kinds with a few rules each.</summary>
internal static class OtherRules
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    private const long HighestUserPriority = 1_000_000_000;

    private const string Immutable = "field is immutable";

    /// <summary>A kind whose only peculiarity is that an update creates what is missing.</summary>
    public static KindRules Upserted { get; } = new() { CreatesOnUpdate = true };

    public static KindRules Role { get; } = new()
    {
        CreatesOnUpdate = true,
        NameRule = NameRule.PathSegment,
        Admit = static (tree, _, _) =>
        {
            // Go writes a list without content as null where it does not leave it out.
            if (tree["rules"] is not JsonArray { Count: > 0 })
            {
                tree["rules"] = null;
            }
        },
    };

    public static KindRules RoleBinding { get; } = new() { CreatesOnUpdate = true, NameRule = NameRule.PathSegment, Default = DefaultBinding, Validate = ValidateBinding };

    public static KindRules Claim { get; } = new() { Default = DefaultClaim, Admit = static (tree, old, _) => Protect(tree, old, "kubernetes.io/pvc-protection"), Validate = ValidateClaim };

    public static KindRules Volume { get; } = new() { Default = DefaultVolume, Admit = AdmitVolume };

    public static KindRules StorageClass { get; } = new() { Default = DefaultStorageClass, Validate = ValidateStorageClass };

    public static KindRules Autoscaler { get; } = new() { Default = DefaultAutoscaler, Admit = AdmitAutoscaler };

    public static KindRules NetworkPolicy { get; } = new() { Default = DefaultNetworkPolicy, HasGeneration = true };

    public static KindRules Ingress { get; } = new()
    {
        HasGeneration = true,
        Validate = static (tree, _, errors) =>
        {
            if (tree.At("spec", "defaultBackend") is null && tree.At("spec", "rules") is not JsonArray { Count: > 0 })
            {
                errors.Invalid("spec", null, "either `defaultBackend` or `rules` must be specified");
            }
        },
    };

    public static KindRules Event { get; } = new()
    {
        CreatesOnUpdate = true,
        Admit = static (tree, _, _) =>
        {
            foreach (var name in tree.ContainsKey("involvedObject") ? (string[])["eventTime", "firstTimestamp", "lastTimestamp"] : ["eventTime"])
            {
                if (!tree.ContainsKey(name))
                {
                    tree[name] = null;
                }
            }
        },
        Validate = static (tree, _, errors) =>
        {
            var about = tree.Child("involvedObject") ?? tree.Child("regarding");
            var (ns, own) = (about?.GetText("namespace") ?? "", tree.At("metadata", "namespace").AsText());
            if (ns.Length == 0 ? own != "default" : ns != own)
            {
                errors.Invalid("involvedObject.namespace", JsonValue.Create(ns), "does not match event.namespace");
            }
        },
    };

    public static KindRules DisruptionBudget { get; } = new() { HasGeneration = true, AllowUnconditionalUpdate = false, Validate = ValidateBudget };

    public static KindRules Versioned { get; } = new() { HasGeneration = true };

    public static KindRules PriorityClass { get; } = new() { HasGeneration = true, Default = static t => t.Default("preemptionPolicy", "PreemptLowerPriority"), Validate = ValidatePriorityClass };

    public static KindRules LimitRange { get; } = new() { CreatesOnUpdate = true, Default = DefaultLimitRange };

    public static KindRules Webhooks { get; } = new() { Default = DefaultWebhooks, HasGeneration = true };

    public static KindRules IngressClass { get; } = new() { HasGeneration = true, Validate = static (tree, old, errors) => FixedField(tree, old, "controller", errors, "spec") };

    public static KindRules RuntimeClass { get; } = new() { CreatesOnUpdate = true, Validate = static (tree, old, errors) => FixedField(tree, old, "handler", errors) };

    public static KindRules Endpoints { get; } = new()
    {
        CreatesOnUpdate = true,
        Default = static tree =>
        {
            foreach (var port in tree.Items("subsets").SelectMany(static s => s.Items("ports")))
            {
                port.Default("protocol", "TCP");
            }
        },
    };

    public static KindRules EndpointSlice { get; } = new()
    {
        Validate = static (tree, old, errors) => FixedField(tree, old, "addressType", errors),
        HasGeneration = true,
        Default = static tree =>
        {
            foreach (var port in tree.Items("ports"))
            {
                port.Default("name", "");
                port.Default("protocol", "TCP");
            }
        },
    };

    public static KindRules ApiService { get; } = new() { Default = static t => t.Child("spec").Child("service")?.Default("port", 443) };

    /// <summary>Storage is kept while something uses it; what guards it is lifted when it is deleted, as nothing here does.</summary>
    private static void Protect(JsonObject tree, JsonObject? old, string finalizer)
    {
        if (old is null)
        {
            var metadata = tree.EnsureObject("metadata");
            metadata.Default("finalizers", new JsonArray());
            ((JsonArray)metadata["finalizers"]!).Add(finalizer);
        }
    }

    private static void FixedField(JsonObject tree, JsonObject? old, string field, FieldErrors errors, string? parent = null)
    {
        var (now, before) = parent is null ? (tree[field], old?[field]) : (tree.At(parent, field), old.At(parent, field));
        if (old is not null && !JsonNode.DeepEquals(now, before))
        {
            errors.Invalid(parent is null ? field : $"{parent}.{field}", now, Immutable);
        }
    }

    private static void DefaultBinding(JsonObject tree)
    {
        tree.Child("roleRef")?.Default("apiGroup", RbacGroup);
        foreach (var subject in tree.Items("subjects"))
        {
            if (subject.GetText("kind") is "User" or "Group")
            {
                subject.Default("apiGroup", RbacGroup);
            }
        }
    }

    private static void ValidateBinding(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        if (tree.At("roleRef", "kind").AsText() is not ("Role" or "ClusterRole"))
        {
            errors.NotSupported("roleRef.kind", tree.At("roleRef", "kind").AsText() ?? "", ["Role", "ClusterRole"]);
        }

        if (string.IsNullOrEmpty(tree.At("roleRef", "name").AsText()))
        {
            errors.Required("roleRef.name");
        }

        foreach (var (subject, i) in tree.Items("subjects").Select(static (s, i) => (s, i)))
        {
            if (string.IsNullOrEmpty(subject.GetText("name")))
            {
                errors.Required($"subjects[{i}].name");
            }
        }

        if (old is not null && tree.Changed(old, "roleRef"))
        {
            var reference = new JsonObject { ["APIGroup"] = tree.At("roleRef", "apiGroup").AsText(), ["Kind"] = tree.At("roleRef", "kind").AsText(), ["Name"] = tree.At("roleRef", "name").AsText() };
            errors.Invalid("roleRef", reference, "cannot change roleRef");
        }
    }

    private static void DefaultClaim(JsonObject tree)
    {
        tree.EnsureObject("spec").Default("volumeMode", "Filesystem");
        tree.EnsureObject("status").Default("phase", "Pending");
    }

    private static void ValidateClaim(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        if (tree.At("spec", "accessModes") is not JsonArray { Count: > 0 })
        {
            errors.Required("spec.accessModes", "at least 1 access mode is required");
        }

        if (tree.At("spec", "resources", "requests", "storage") is null)
        {
            errors.Required("spec.resources[storage]");
        }

        if (old is null)
        {
            return;
        }

        static JsonObject Fixed(JsonObject tree)
        {
            var spec = (JsonObject)(tree["spec"] ?? new JsonObject()).DeepClone();
            spec.Remove("resources");
            spec.Remove("volumeName");
            spec.Remove("volumeAttributesClassName");
            return spec;
        }

        // The default class may be named afterwards.
        if (old.At("spec", "storageClassName") is null && tree.At("spec", "storageClassName") is not null)
        {
            old = (JsonObject)old.DeepClone();
            old.EnsureObject("spec")["storageClassName"] = tree.At("spec", "storageClassName")!.DeepClone();
        }

        var resized = old.At("status", "phase").AsText() == "Bound";
        if (!JsonNode.DeepEquals(Fixed(tree), Fixed(old)) || (!resized && tree.Changed(old, "spec", "resources")))
        {
            errors.Forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
    }

    private static void DefaultVolume(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("persistentVolumeReclaimPolicy", "Retain");
        spec.Default("volumeMode", "Filesystem");
        spec.Child("hostPath")?.Default("type", "");
        tree.EnsureObject("status").Default("phase", "Pending");
    }

    /// <summary>A volume tells since when it has been in its phase.</summary>
    private static void AdmitVolume(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        Protect(tree, old, "kubernetes.io/pv-protection");
        if (old is null || tree.Changed(old, "status", "phase"))
        {
            tree.EnsureObject("status")["lastPhaseTransitionTime"] = Verbs.ObjectPreparation.Timestamp(context.Now);
        }
    }

    private static void DefaultStorageClass(JsonObject tree)
    {
        tree.Default("reclaimPolicy", "Delete");
        tree.Default("volumeBindingMode", "Immediate");
    }

    private static void ValidateStorageClass(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(tree.GetText("provisioner")))
        {
            errors.Required("provisioner");
        }

        if (old is null)
        {
            return;
        }

        foreach (var field in (string[])["parameters", "provisioner", "reclaimPolicy"])
        {
            if (tree.Changed(old, field))
            {
                errors.Forbidden(field, $"updates to {field} are forbidden.");
            }
        }

        FixedField(tree, old, "volumeBindingMode", errors);
    }

    private static void ValidateBudget(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        var spec = tree.Child("spec");
        if (spec?["minAvailable"] is not { } least || spec["maxUnavailable"] is not { } most)
        {
            return;
        }

        var shown = new JsonObject
        {
            ["MinAvailable"] = least.DeepClone(),
            ["Selector"] = spec["selector"]?.DeepClone(),
            ["MaxUnavailable"] = most.DeepClone(),
            ["UnhealthyPodEvictionPolicy"] = spec["unhealthyPodEvictionPolicy"]?.DeepClone(),
        };
        errors.Invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set");
    }

    private static void ValidatePriorityClass(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        FixedField(tree, old, "preemptionPolicy", errors);
        if (old is null && tree.GetInteger("value") > HighestUserPriority)
        {
            errors.Forbidden("value", $"maximum allowed value of a user defined priority is {HighestUserPriority}");
        }

        if (old is not null && tree.Changed(old, "value"))
        {
            errors.Forbidden("value", "may not be changed in an update.");
        }
    }

    private static void DefaultAutoscaler(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("minReplicas", 1);
        if (tree.GetText("apiVersion") == "autoscaling/v2" && spec["metrics"] is null)
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 } },
            });
        }
    }

    private static void AdmitAutoscaler(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        var status = tree.EnsureObject("status");
        if (tree.GetText("apiVersion") == "autoscaling/v2" && !status.ContainsKey("currentMetrics"))
        {
            status["currentMetrics"] = null;
        }
    }

    private static void DefaultNetworkPolicy(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("podSelector", new JsonObject());
        if (spec["policyTypes"] is null)
        {
            spec["policyTypes"] = spec["egress"] is null ? new JsonArray("Ingress") : new JsonArray("Ingress", "Egress");
        }

        foreach (var port in spec.Items("ingress").Concat(spec.Items("egress")).SelectMany(static r => r.Items("ports")))
        {
            port.Default("protocol", "TCP");
        }
    }

    private static void DefaultLimitRange(JsonObject tree)
    {
        foreach (var limit in tree.Child("spec").Items("limits").Where(static l => l.GetText("type") == "Container"))
        {
            foreach (var (name, value) in limit.Child("max") ?? [])
            {
                limit.EnsureObject("default").Default(name, value!.DeepClone());
            }

            foreach (var (name, value) in limit.Child("default") ?? [])
            {
                limit.EnsureObject("defaultRequest").Default(name, value!.DeepClone());
            }
        }
    }

    private static void DefaultWebhooks(JsonObject tree)
    {
        var mutating = tree.GetText("kind") == "MutatingWebhookConfiguration";
        foreach (var webhook in tree.Items("webhooks"))
        {
            webhook.Default("failurePolicy", "Fail");
            webhook.Default("matchPolicy", "Equivalent");
            webhook.Default("namespaceSelector", new JsonObject());
            webhook.Default("objectSelector", new JsonObject());
            webhook.Default("timeoutSeconds", 10);
            webhook.Child("clientConfig").Child("service")?.Default("port", 443);
            foreach (var rule in webhook.Items("rules"))
            {
                rule.Default("scope", "*");
            }

            if (mutating)
            {
                webhook.Default("reinvocationPolicy", "Never");
            }
        }
    }
}
