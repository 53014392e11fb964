using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.Storage;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Services: addresses, ports and what depends on their type.</summary>
internal static class ServiceRules
{
    private const int FirstNodePort = 30000;

    private const int NodePorts = 2768;

    private static readonly GroupResource Services = new("", "services");

    public static KindRules Service { get; } = new() { Default = Default, Admit = Allocate, Validate = Validate, NameRule = NameRule.Label, CreatesOnUpdate = true };

    private static void Default(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        if (spec.GetText("sessionAffinity") == "ClientIP")
        {
            spec.EnsureObject("sessionAffinityConfig").EnsureObject("clientIP").Default("timeoutSeconds", 10800);
        }

        foreach (var port in spec.Items("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["targetPort"] is null || port["targetPort"].AsInteger() == 0 || port["targetPort"].AsText() is { Length: 0 })
            {
                port["targetPort"] = port["port"]?.DeepClone();
            }
        }

        var type = spec.GetText("type");
        if (type != "ExternalName")
        {
            spec.Default("internalTrafficPolicy", "Cluster");
        }

        if (type is "NodePort" or "LoadBalancer")
        {
            spec.Default("externalTrafficPolicy", "Cluster");
        }

        if (type == "LoadBalancer")
        {
            spec.Default("allocateLoadBalancerNodePorts", true);
        }

        tree.EnsureObject("status").Default("loadBalancer", new JsonObject());
    }

    private static void Allocate(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        var spec = tree.EnsureObject("spec");
        if (old.Child("spec")?.GetText("type") == "LoadBalancer" && spec.GetText("type") != "LoadBalancer")
        {
            tree["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        }

        if (spec.GetText("type") == "ExternalName")
        {
            return;
        }

        if (old.Child("spec") is { } before && before.GetText("type") != "ExternalName")
        {
            GiveBack(spec, before);

            // What was given out is kept when a client leaves it out.
            foreach (var name in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "healthCheckNodePort"])
            {
                if (before[name] is { } value)
                {
                    spec.Default(name, value.DeepClone());
                }
            }
        }

        spec.Default("ipFamilyPolicy", "SingleStack");
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        if (string.IsNullOrEmpty(spec.GetText("clusterIP")))
        {
            spec["clusterIP"] = FreeAddress(context.Store, tree.At("metadata", "uid").AsText() ?? "");
        }

        spec.Default("clusterIPs", new JsonArray(spec.GetText("clusterIP")));
        CheckNodePorts(spec, old.Child("spec"), context.Store, tree.At("metadata", "name").AsText() ?? "");
        if (spec.GetText("type") is "NodePort" or "LoadBalancer" && spec.GetBoolean("allocateLoadBalancerNodePorts") != false)
        {
            AllocateNodePorts(spec, old.Child("spec"), context.Store);
        }
    }

    /// <summary>A service that needs no node ports any more loses what it had, unless the client changed it as well.</summary>
    private static void GiveBack(JsonObject spec, JsonObject before)
    {
        var (type, old) = (spec.GetText("type"), before.GetText("type"));
        if (old == "LoadBalancer" && type != "LoadBalancer")
        {
            spec.Remove("allocateLoadBalancerNodePorts");
        }

        if (type != "ClusterIP" || old is not ("NodePort" or "LoadBalancer"))
        {
            return;
        }

        spec.Remove("externalTrafficPolicy");
        var known = before.Items("ports").Select(static p => p.GetInteger("nodePort")).ToHashSet();
        foreach (var port in spec.Items("ports").Where(p => known.Contains(p.GetInteger("nodePort"))))
        {
            port.Remove("nodePort");
        }
    }

    private static void AllocateNodePorts(JsonObject spec, JsonObject? before, ObjectStore store)
    {
        HashSet<long>? used = null;
        foreach (var port in spec.Items("ports"))
        {
            if (port.GetInteger("nodePort") is > 0)
            {
                continue;
            }

            var known = before.Items("ports").FirstOrDefault(p => p.GetInteger("port") == port.GetInteger("port") && p.GetText("protocol") == port.GetText("protocol"))?.GetInteger("nodePort");
            used ??= UsedNodePorts(store);
            var number = known ?? Enumerable.Range(0, NodePorts).Select(i => (long)FirstNodePort + ((i + used.Count) % NodePorts)).First(p => !used.Contains(p));
            used.Add(number);
            port["nodePort"] = number;
        }
    }

    /// <summary>A node port that a client chooses must be free.</summary>
    private static void CheckNodePorts(JsonObject spec, JsonObject? before, ObjectStore store, string name)
    {
        var own = before.Items("ports").Select(static p => p.GetInteger("nodePort")).ToHashSet();
        HashSet<long>? used = null;
        var errors = new FieldErrors();
        foreach (var (port, i) in spec.Items("ports").Select(static (p, i) => (p, i)))
        {
            if (port.GetInteger("nodePort") is > 0 and { } number && !own.Contains(number) && (used ??= UsedNodePorts(store)).Contains(number))
            {
                errors.Invalid($"spec.ports[{i}].nodePort", JsonValue.Create(number), "provided port is already allocated");
            }
        }

        errors.ThrowIfAny(new GroupKind("", "Service"), name);
    }

    private static HashSet<long> UsedNodePorts(ObjectStore store) =>
        [.. store.Snapshot(Services).Objects.In(null).SelectMany(static s => s.Parse("v1", "Service").Child("spec").Items("ports")).Select(static p => p.GetInteger("nodePort") ?? 0)];

    /// <summary>An address of 10.96.0.0/16 that no service has; where the search starts depends on the uid, so that it is short.</summary>
    private static string FreeAddress(ObjectStore store, string uid)
    {
        var used = store.Snapshot(Services).Objects.In(null).Select(static s => s.Parse("v1", "Service").At("spec", "clusterIP").AsText() ?? "").ToHashSet(StringComparer.Ordinal);
        var start = uid.GetHashCode(StringComparison.Ordinal) & 0xFFFF;
        return Enumerable.Range(0, 0xFFFF)
            .Select(i => (start + i) & 0xFFFF)
            .Where(static n => n is > 10 and < 0xFFFF)
            .Select(static n => $"10.96.{n >> 8}.{n & 0xFF}")
            .First(a => !used.Contains(a));
    }

    private static void Validate(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        var spec = tree.Child("spec") ?? [];
        var type = spec.GetText("type");
        if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
        {
            errors.NotSupported("spec.type", type ?? "", ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]);
        }

        if (type == "ExternalName" && string.IsNullOrEmpty(spec.GetText("externalName")))
        {
            errors.Required("spec.externalName");
        }

        var headless = spec.GetText("clusterIP") == "None";
        if (type != "ExternalName" && !headless && spec["ports"] is not JsonArray { Count: > 0 })
        {
            errors.Required("spec.ports");
        }

        ValidateType(spec, type, headless, errors);
        if (type != "LoadBalancer" && tree.At("status", "loadBalancer", "ingress") is JsonArray { Count: > 0 })
        {
            errors.Forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'");
        }

        ValidatePorts(spec, errors);
        var before = old?.At("spec", "clusterIP").AsText();
        if (!string.IsNullOrEmpty(before) && type != "ExternalName" && old!.At("spec", "type").AsText() != "ExternalName" && spec.GetText("clusterIP") != before)
        {
            errors.Invalid("spec.clusterIPs[0]", new JsonArray(spec.GetText("clusterIP")), "may not change once set");
        }
    }

    /// <summary>What may be said only of some types of service.</summary>
    private static void ValidateType(JsonObject spec, string? type, bool headless, FieldErrors errors)
    {
        if (headless && type is "NodePort" or "LoadBalancer")
        {
            errors.Invalid("spec.clusterIPs[0]", JsonValue.Create("None"), $"may not be set to 'None' for {type} services");
        }

        if (type == "ClusterIP" && spec["externalTrafficPolicy"] is { } policy && spec["externalIPs"] is not JsonArray { Count: > 0 })
        {
            errors.Invalid("spec.externalTrafficPolicy", policy, "may only be set for externally-accessible services");
        }

        if (type != "LoadBalancer" && spec["loadBalancerSourceRanges"] is JsonArray { Count: > 0 })
        {
            errors.Forbidden("spec.LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
        }

        foreach (var (port, i) in spec.Items("ports").Select(static (p, i) => (p, i)))
        {
            var number = port.GetInteger("nodePort") ?? 0;
            if (number != 0 && type is "ClusterIP")
            {
                errors.Forbidden($"spec.ports[{i}].nodePort", "may not be used when `type` is 'ClusterIP'");
            }
            else if (number is not 0 and (< FirstNodePort or >= FirstNodePort + NodePorts))
            {
                errors.Invalid($"spec.ports[{i}].nodePort", JsonValue.Create(number), $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{FirstNodePort + NodePorts - 1}");
            }
        }
    }

    private static void ValidatePorts(JsonObject spec, FieldErrors errors)
    {
        var ports = spec.Items("ports").ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i].GetInteger("port") is not (>= 1 and <= 65535))
            {
                errors.Invalid($"spec.ports[{i}].port", ports[i]["port"] ?? JsonValue.Create(0), "must be between 1 and 65535, inclusive");
            }

            if (ports[i]["targetPort"].AsInteger() is < 1 or > 65535)
            {
                errors.Invalid($"spec.ports[{i}].targetPort", ports[i]["targetPort"], "must be between 1 and 65535, inclusive");
            }

            var name = ports[i].GetText("name") ?? "";
            if (name.Length == 0 && ports.Count > 1)
            {
                errors.Required($"spec.ports[{i}].name");
            }
            else if (name.Length > 0 && !names.Add(name))
            {
                errors.Duplicate($"spec.ports[{i}].name", name);
            }
        }
    }
}
