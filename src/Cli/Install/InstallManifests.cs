using System.Reflection;
using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Cli.Install;

/// <summary>Makes the objects that install controllers into a cluster: CRDs, permissions, Deployments.</summary>
/// <remarks>
/// Names, ports and labels are those of Flux's own installation, so that one can stand in for the other and the
/// <c>flux</c> CLI finds what it looks for.
/// </remarks>
internal static class InstallManifests
{
    /// <summary>Namespace of the controllers when none is given.</summary>
    public const string DefaultNamespace = "flux-system";

    /// <summary>Repository of the container image.</summary>
    public const string ImageRepository = "ghcr.io/gitopstoolkit/gitops";

    private const string Rbac = "rbac.authorization.k8s.io";
    private const int ArtifactPort = 9090;
    private const int MetricsPort = 8080;
    private const int HealthPort = 9440;

    /// <summary>The image of this version.</summary>
    public static string DefaultImage { get; } =
        $"{ImageRepository}:v{typeof(InstallManifests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}";

    /// <summary>Makes every object of an installation, in the order they must be applied.</summary>
    public static IEnumerable<JsonObject> Create(InstallOptions options, IReadOnlyList<Unstructured> customResourceDefinitions)
    {
        yield return Object("v1", "Namespace", null, options.Namespace);
        foreach (var definition in customResourceDefinitions.Where(d => options.Components.Any(c => c.CustomResources.Any(r => d.Name == $"{r.Plural}.{r.Group}"))))
        {
            yield return definition.Root;
        }

        foreach (var component in options.Components)
        {
            yield return Object("v1", "ServiceAccount", options.Namespace, component.Name);
            foreach (var permission in Permissions(component, options))
            {
                yield return permission;
            }

            if (component.ServesArtifacts)
            {
                yield return ArtifactService(component, options);
            }

            yield return Deployment(component, options);
        }
    }

    private static IEnumerable<JsonObject> Permissions(Component component, InstallOptions options)
    {
        var role = Object($"{Rbac}/v1", "ClusterRole", null, $"{component.Name}-{options.Namespace}");
        role["rules"] = ClusterRules(component);
        yield return role;
        yield return Binding("ClusterRoleBinding", null, $"{component.Name}-{options.Namespace}", "ClusterRole", $"{component.Name}-{options.Namespace}", component, options);

        var leases = Object($"{Rbac}/v1", "Role", options.Namespace, $"{component.Name}-leader-election");
        leases["rules"] = new JsonArray(Rule("coordination.k8s.io", ["leases"], "get", "list", "watch", "create", "update", "patch", "delete"));
        yield return leases;
        yield return Binding("RoleBinding", options.Namespace, $"{component.Name}-leader-election", "Role", $"{component.Name}-leader-election", component, options);

        if (component.Applies && !options.Lockdown)
        {
            // What users put into their repositories can be of any kind. With --lockdown every object is applied as a
            // ServiceAccount of the tenant's namespace instead, and this binding is left out.
            yield return Binding("ClusterRoleBinding", null, $"{component.Name}-{options.Namespace}-applier", "ClusterRole", "cluster-admin", component, options);
        }
    }

    private static JsonArray ClusterRules(Component component)
    {
        var rules = new JsonArray();
        foreach (var group in component.CustomResources.GroupBy(static r => r.Group, static r => r.Plural))
        {
            rules.Add(Rule(group.Key, [.. group], "get", "list", "watch", "patch"));
            rules.Add(Rule(group.Key, [.. group.Select(static p => p + "/status"), .. group.Select(static p => p + "/finalizers")], "get", "patch", "update"));
        }

        if (component.Applies)
        {
            rules.Add(Rule("source.toolkit.fluxcd.io", ["gitrepositories", "ocirepositories", "buckets", "externalartifacts"], "get", "list", "watch"));
            rules.Add(Rule("", ["serviceaccounts"], "get", "list", "watch", "impersonate"));
        }

        if (component.ServesArtifacts)
        {
            // Image pull secrets of a ServiceAccount, and its identity where a cloud provider wants it.
            rules.Add(Rule("", ["serviceaccounts"], "get", "list", "watch"));
            rules.Add(Rule("", ["serviceaccounts/token"], "create"));
        }

        rules.Add(Rule("apiextensions.k8s.io", ["customresourcedefinitions"], "get", "list", "watch"));
        rules.Add(Rule("", ["secrets", "configmaps"], "get", "list", "watch"));
        rules.Add(Rule("", ["events"], "create", "patch"));
        return rules;
    }

    private static JsonObject Binding(string kind, string? ns, string name, string roleKind, string role, Component component, InstallOptions options)
    {
        var binding = Object($"{Rbac}/v1", kind, ns, name);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = Rbac, ["kind"] = roleKind, ["name"] = role };
        binding["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = component.Name, ["namespace"] = options.Namespace });
        return binding;
    }

    private static JsonObject ArtifactService(Component component, InstallOptions options)
    {
        var service = Object("v1", "Service", options.Namespace, component.Name);
        service["spec"] = new JsonObject
        {
            ["type"] = "ClusterIP",
            ["selector"] = new JsonObject { ["app"] = component.Name },
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = 80, ["protocol"] = "TCP", ["targetPort"] = "http" }),
        };
        return service;
    }

    private static JsonObject Deployment(Component component, InstallOptions options)
    {
        var deployment = Object("apps/v1", "Deployment", options.Namespace, component.Name);
        ((JsonObject)deployment["metadata"]!["labels"]!)["control-plane"] = "controller";
        deployment["spec"] = new JsonObject
        {
            ["replicas"] = 1,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = component.Name } },
            // A second pod must not serve the same volume.
            ["strategy"] = component.ServesArtifacts ? new JsonObject { ["type"] = "Recreate" } : new JsonObject { ["type"] = "RollingUpdate" },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["labels"] = new JsonObject { ["app"] = component.Name, ["app.kubernetes.io/part-of"] = "flux", ["app.kubernetes.io/component"] = component.Name },
                    ["annotations"] = new JsonObject { ["prometheus.io/scrape"] = "true", ["prometheus.io/port"] = $"{MetricsPort}" },
                },
                ["spec"] = PodSpec(component, options),
            },
        };
        return deployment;
    }

    private static JsonObject PodSpec(Component component, InstallOptions options) => new()
    {
        ["serviceAccountName"] = component.Name,
        ["terminationGracePeriodSeconds"] = component.ServesArtifacts ? 10 : 60,
        ["securityContext"] = new JsonObject { ["fsGroup"] = 1337, ["runAsNonRoot"] = true, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } },
        ["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = "manager",
            ["image"] = options.Image,
            ["imagePullPolicy"] = "IfNotPresent",
            ["args"] = Arguments(component, options),
            ["env"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "RUNTIME_NAMESPACE",
                    ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.namespace" } },
                },
                // Left alone, the collector's second generation grows with every burst of work to many times what a controller keeps.
                // Only the environment can say so; the first generation is bounded in runtimeconfig.template.json.
                new JsonObject { ["name"] = "DOTNET_GCGen1MaxBudget", ["value"] = "0x200000" }),
            ["ports"] = Ports(component),
            ["livenessProbe"] = Probe("/healthz", "healthz"),
            ["readinessProbe"] = component.ServesArtifacts ? Probe("/", "http") : Probe("/readyz", "healthz"),
            ["resources"] = new JsonObject
            {
                ["requests"] = new JsonObject { ["cpu"] = "50m", ["memory"] = "64Mi" },
                ["limits"] = new JsonObject { ["memory"] = "512Mi" },
            },
            ["securityContext"] = new JsonObject
            {
                ["allowPrivilegeEscalation"] = false,
                ["readOnlyRootFilesystem"] = true,
                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
            },
            ["volumeMounts"] = new JsonArray(
                new JsonObject { ["name"] = "data", ["mountPath"] = "/data" },
                new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" }),
        }),
        ["volumes"] = new JsonArray(
            new JsonObject { ["name"] = "data", ["emptyDir"] = new JsonObject() },
            new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject() }),
    };

    private static JsonArray Arguments(Component component, InstallOptions options)
    {
        var arguments = new JsonArray("run", component.RunName, "--watch-all-namespaces=true", "--log-level=info", "--log-encoding=json", "--enable-leader-election", "--storage-path=/data");
        if (component.ServesArtifacts)
        {
            // The trailing dot keeps the resolver from trying the search domains first.
            arguments.Add($"--storage-adv-addr={component.Name}.{options.Namespace}.svc.cluster.local.");
        }

        if (component.Applies && options.Lockdown)
        {
            arguments.Add("--no-cross-namespace-refs=true");
            arguments.Add("--no-remote-bases=true");
            arguments.Add("--default-service-account=default");
        }

        return arguments;
    }

    private static JsonArray Ports(Component component)
    {
        var ports = new JsonArray(Port(MetricsPort, "http-prom"), Port(HealthPort, "healthz"));
        if (component.ServesArtifacts)
        {
            ports.Insert(0, Port(ArtifactPort, "http"));
        }

        return ports;

        static JsonObject Port(int number, string name) => new() { ["containerPort"] = number, ["name"] = name, ["protocol"] = "TCP" };
    }

    private static JsonObject Probe(string path, string port) =>
        new() { ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = port } };

    private static JsonObject Rule(string group, IEnumerable<string> resources, params IEnumerable<string> verbs) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray([.. resources.Select(static r => JsonValue.Create(r))]),
        ["verbs"] = new JsonArray([.. verbs.Select(static v => JsonValue.Create(v))]),
    };

    private static JsonObject Object(string apiVersion, string kind, string? ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        metadata["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = "flux", ["app.kubernetes.io/managed-by"] = "gitops" };
        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
    }
}
