using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Pods and pod templates.</summary>
internal static class PodRules
{
    private const int FileMode = 420;

    /// <summary>The kinds of volume; each volume is of one.</summary>
    public static string[] VolumeSources { get; } =
    [
        "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi", "glusterfs", "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs",
        "flocker", "downwardAPI", "fc", "azureFile", "configMap", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "projected", "portworxVolume", "scaleIO", "storageos", "csi", "ephemeral", "image",
    ];

    public static KindRules Pod { get; } = new() { Default = DefaultPod, Admit = AdmitPod, Validate = ValidatePod, HasGeneration = true };

    /// <summary>Defaults of a pod's spec, wherever it stands.</summary>
    public static void DefaultSpec(JsonObject? spec)
    {
        if (spec is null)
        {
            return;
        }

        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("restartPolicy", "Always");
        spec.Default("schedulerName", "default-scheduler");
        spec.Default("securityContext", new JsonObject());
        spec.Default("terminationGracePeriodSeconds", 30);
        if (spec.GetText("serviceAccountName") is { } account)
        {
            spec["serviceAccount"] = account;
        }
        else if (spec.GetText("serviceAccount") is { } deprecated)
        {
            spec["serviceAccountName"] = deprecated;
        }

        foreach (var container in Containers(spec))
        {
            DefaultContainer(container, spec.GetBoolean("hostNetwork") == true);
        }

        foreach (var volume in spec.Items("volumes"))
        {
            DefaultVolume(volume);
        }
    }

    /// <summary>Checks a pod's spec at a path.</summary>
    public static void ValidateSpec(JsonObject? spec, string path, FieldErrors errors)
    {
        if (spec?["containers"] is not JsonArray { Count: > 0 })
        {
            errors.Required($"{path}.containers");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var (container, i) in spec.Items(list).Select(static (c, i) => (c, i)))
            {
                var name = container.GetText("name") ?? "";
                if (name.Length == 0)
                {
                    errors.Required($"{path}.{list}[{i}].name");
                }
                else if (!names.Add(name))
                {
                    errors.Duplicate($"{path}.{list}[{i}].name", name);
                }

                ValidateContainer(container, spec!, $"{path}.{list}[{i}]", errors);
            }
        }

        if (spec?.GetText("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
        {
            errors.NotSupported($"{path}.restartPolicy", policy, ["Always", "Never", "OnFailure"]);
        }
    }

    private static void ValidateContainer(JsonObject container, JsonObject spec, string path, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(container.GetText("image")))
        {
            errors.Required($"{path}.image");
        }

        var volumes = spec.Items("volumes").Select(static v => v.GetText("name")).ToHashSet(StringComparer.Ordinal);
        foreach (var (mount, i) in container.Items("volumeMounts").Select(static (m, i) => (m, i)))
        {
            if (!volumes.Contains(mount.GetText("name")))
            {
                errors.NotFound($"{path}.volumeMounts[{i}].name", mount["name"]);
            }
        }

        foreach (var (port, i) in container.Items("ports").Select(static (p, i) => (p, i)))
        {
            if (port.GetInteger("containerPort") is not (>= 1 and <= 65535))
            {
                errors.Invalid($"{path}.ports[{i}].containerPort", port["containerPort"] ?? JsonValue.Create(0), "must be between 1 and 65535, inclusive");
            }
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject spec) =>
        spec.Items("initContainers").Concat(spec.Items("containers")).Concat(spec.Items("ephemeralContainers"));

    private static void DefaultContainer(JsonObject container, bool hostNetwork)
    {
        container.Default("imagePullPolicy", PullPolicy(container.GetText("image") ?? ""));
        container.Default("resources", new JsonObject());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        foreach (var port in container.Items("ports"))
        {
            port.Default("protocol", "TCP");
            if (hostNetwork && port["containerPort"] is { } number)
            {
                port.Default("hostPort", number.DeepClone());
            }
        }

        foreach (var variable in container.Items("env"))
        {
            variable.Child("valueFrom").Child("fieldRef")?.Default("apiVersion", "v1");
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            DefaultProbe(container.Child(name));
        }

        foreach (var name in (string[])["postStart", "preStop"])
        {
            DefaultHttp(container.Child("lifecycle").Child(name).Child("httpGet"));
        }
    }

    /// <summary>The latest image is pulled anew, one named otherwise is not.</summary>
    private static string PullPolicy(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.Contains('@', StringComparison.Ordinal) ? "IfNotPresent"
            : name.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 && name[(colon + 1)..] != "latest" ? "IfNotPresent" : "Always";
    }

    private static void DefaultProbe(JsonObject? probe)
    {
        if (probe is null)
        {
            return;
        }

        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        DefaultHttp(probe.Child("httpGet"));
    }

    private static void DefaultHttp(JsonObject? http)
    {
        http?.Default("path", "/");
        http?.Default("scheme", "HTTP");
    }

    private static void DefaultVolume(JsonObject volume)
    {
        if (!VolumeSources.Any(volume.ContainsKey))
        {
            volume["emptyDir"] = new JsonObject();
        }

        foreach (var name in (string[])["secret", "configMap", "downwardAPI", "projected"])
        {
            volume.Child(name)?.Default("defaultMode", FileMode);
        }

        volume.Child("hostPath")?.Default("type", "");
        volume.Child("ephemeral").Child("volumeClaimTemplate").Child("spec")?.Default("volumeMode", "Filesystem");
        DefaultDownward(volume.Child("downwardAPI"));
        foreach (var source in volume.Child("projected").Items("sources"))
        {
            source.Child("serviceAccountToken")?.Default("expirationSeconds", 3600);
            DefaultDownward(source.Child("downwardAPI"));
        }
    }

    private static void DefaultDownward(JsonObject? source)
    {
        foreach (var item in source.Items("items"))
        {
            item.Child("fieldRef")?.Default("apiVersion", "v1");
        }
    }

    private static void DefaultPod(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        DefaultSpec(spec);
        spec.Default("enableServiceLinks", true);
        foreach (var resources in Containers(spec).Select(static c => c.Child("resources")).OfType<JsonObject>())
        {
            foreach (var (name, limit) in resources.Child("limits") ?? [])
            {
                resources.EnsureObject("requests").Default(name, limit!.DeepClone());
            }
        }

    }

    /// <summary>What the admission plug-ins of a default installation add.</summary>
    private static void AdmitPod(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("priority", 0);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        DefaultTolerations(spec);
        var status = tree.EnsureObject("status");
        status.Default("phase", "Pending");
        status.Default("qosClass", QosClass(spec));
    }

    private static void DefaultTolerations(JsonObject spec)
    {
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (spec.Items("tolerations").Any(t => t.GetText("key") == key || (t.GetText("key") is null && t.GetText("operator") == "Exists")))
            {
                continue;
            }

            spec.Default("tolerations", new JsonArray());
            ((JsonArray)spec["tolerations"]!).Add(new JsonObject { ["effect"] = "NoExecute", ["key"] = key, ["operator"] = "Exists", ["tolerationSeconds"] = 300 });
        }
    }

    private static string QosClass(JsonObject spec)
    {
        var resources = spec.Items("containers").Select(static c => c.Child("resources")).ToList();
        if (resources.TrueForAll(static r => r.Child("limits") is null && r.Child("requests") is null))
        {
            return "BestEffort";
        }

        return resources.TrueForAll(static r => r.Child("limits") is { } limits && limits.ContainsKey("cpu") && limits.ContainsKey("memory") && JsonNode.DeepEquals(limits, r.Child("requests")))
            ? "Guaranteed"
            : "Burstable";
    }

    private static void ValidatePod(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        var spec = tree.Child("spec");
        if (old is null)
        {
            ValidateSpec(spec, "spec", errors);
            return;
        }

        foreach (var (container, i) in spec.Items("containers").Select(static (c, i) => (c, i)))
        {
            if (string.IsNullOrEmpty(container.GetText("image")))
            {
                errors.Required($"spec.containers[{i}].image");
            }
        }

        if (!JsonNode.DeepEquals(WithoutMutable(spec), WithoutMutable(old.Child("spec"))))
        {
            errors.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
        }
    }

    private static JsonNode? WithoutMutable(JsonObject? spec)
    {
        var copy = (JsonObject?)spec?.DeepClone();
        foreach (var name in (string[])["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"])
        {
            copy?.Remove(name);
        }

        foreach (var container in copy is null ? [] : Containers(copy))
        {
            container.Remove("image");
        }

        return copy;
    }
}
