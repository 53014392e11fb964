using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>What the fields of a pod's spec must be, wherever it stands.</summary>
internal static class PodFields
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static IReadOnlyList<FieldRule> Spec { get; } =
    [
        new("volumes", Must.HaveUniqueNames),
        new("volumes[].name", Must.Exist(), Must.BeLabel),
        new("volumes[]", Must.HaveOne(PodRules.VolumeSources, "must specify a volume type", "may not specify more than 1 volume type")),
        new("volumes[].configMap.name", Must.Exist()),
        new("volumes[].secret.secretName", Must.Exist()),
        new("volumes[].persistentVolumeClaim.claimName", Must.Exist()),
        new("volumes[].hostPath.path", Must.Exist()),
        .. Container("initContainers[]", init: true),
        .. Container("containers[]", init: false),
        new("dnsPolicy", Must.BeOneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")),
        new("activeDeadlineSeconds", Must.InRange(1, int.MaxValue)),
        new("nodeSelector", Must.BeLabels),
        new("securityContext.runAsUser", Must.InRange(0, int.MaxValue)),
        new("securityContext.runAsGroup", Must.InRange(0, int.MaxValue)),
        new("securityContext.fsGroup", Must.InRange(0, int.MaxValue)),
        new("affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", Must.Exist("must have at least one node selector term")),
        new("serviceAccountName", Must.BeSubdomain),
        new("nodeName", Must.BeSubdomain),
        new("hostname", Must.BeLabel),
        new("subdomain", Must.BeLabel),
        new("tolerations[]", ValidateToleration),
        new("hostAliases[].ip", Must.BeAddress),
        new("topologySpreadConstraints[].maxSkew", Must.Match(static v => v.AsInteger() > 0, "must be greater than zero")),
        new("topologySpreadConstraints[].topologyKey", Must.Exist("can not be empty")),
        new("topologySpreadConstraints[].whenUnsatisfiable", Must.BeOneOf("DoNotSchedule", "ScheduleAnyway")),
    ];

    private static FieldRule[] Container(string at, bool init) =>
    [
        new($"{at}.name", Must.BeLabel),
        new($"{at}.image", Must.Match(static v => v.AsText() is not { } image || image.Trim() == image, "must not have leading or trailing whitespace")),
        new($"{at}.ports", Must.HaveUniqueNames),
        new($"{at}.ports[].name", Must.BePortName),
        new($"{at}.ports[].protocol", Must.BeOneOf("SCTP", "TCP", "UDP")),
        new($"{at}.env[].name", Must.Exist(), Must.Match(static v => v.AsText()?.All(static c => c is >= ' ' and <= '~' and not '=') != false, "a valid environment variable name must consist only of printable ASCII characters other than '='")),
        new($"{at}.env[]", ValidateVariable),
        new($"{at}.env[].valueFrom.configMapKeyRef.key", Must.Exist()),
        new($"{at}.env[].valueFrom.secretKeyRef.key", Must.Exist()),
        new($"{at}.envFrom[].configMapRef.name", Must.Exist()),
        new($"{at}.envFrom[].secretRef.name", Must.Exist()),
        new($"{at}.volumeMounts[].mountPath", Must.Exist()),
        .. init ? [] : Probe($"{at}.livenessProbe", succeedsOnce: true),
        .. init ? [] : Probe($"{at}.readinessProbe", succeedsOnce: false),
        .. init ? [] : Probe($"{at}.startupProbe", succeedsOnce: true),
        new($"{at}.lifecycle.postStart", Must.HaveOne(Handlers, "must specify a handler type", "may not specify more than 1 handler type")),
        new($"{at}.lifecycle.preStop", Must.HaveOne([.. Handlers, "sleep"], "must specify a handler type", "may not specify more than 1 handler type")),
        new($"{at}.imagePullPolicy", Must.BeOneOf("Always", "IfNotPresent", "Never")),
        new($"{at}.terminationMessagePolicy", Must.BeOneOf("File", "FallbackToLogsOnError")),
        new($"{at}.resources", ValidateResources),
        new($"{at}.securityContext.runAsUser", Must.InRange(0, int.MaxValue)),
    ];

    private static FieldRule[] Probe(string at, bool succeedsOnce) =>
    [
        new(at, Must.HaveOne(Handlers, "must specify a handler type", "may not specify more than 1 handler type")),
        new($"{at}.httpGet.port", Must.BePortOrName),
        new($"{at}.tcpSocket.port", Must.BePortOrName),
        new($"{at}.exec.command", Must.Exist()),
        new($"{at}.initialDelaySeconds", Must.BeNonNegative),
        new($"{at}.timeoutSeconds", Must.BeNonNegative),
        new($"{at}.periodSeconds", Must.BeNonNegative),
        new($"{at}.successThreshold", Must.BeNonNegative),
        new($"{at}.failureThreshold", Must.BeNonNegative),
        .. succeedsOnce ? [new FieldRule($"{at}.successThreshold", Must.Match(static v => v.AsInteger() is null or <= 1, "must be 1"))] : Array.Empty<FieldRule>(),
    ];

    private static void ValidateVariable(JsonNode? value, string path, Requests.FieldErrors errors)
    {
        if (value.At("value").AsText() is { Length: > 0 } && value.At("valueFrom") is not null)
        {
            errors.Invalid($"{path}.valueFrom", JsonValue.Create(""), "may not be specified when `value` is not empty");
        }
    }

    private static void ValidateToleration(JsonNode? value, string path, Requests.FieldErrors errors)
    {
        var (key, op) = (value.At("key").AsText() ?? "", value.At("operator").AsText() ?? "");
        if (key.Length == 0 && op != "Exists")
        {
            errors.Invalid($"{path}.operator", JsonValue.Create(op), "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (op == "Exists" && value.At("value").AsText() is { Length: > 0 } text)
        {
            errors.Invalid($"{path}.operator", JsonValue.Create(text), "value must be empty when `operator` is 'Exists'");
        }

        Must.BeOneOf("Equal", "Exists")(value.At("operator"), $"{path}.operator", errors);
    }

    private static void ValidateResources(JsonNode? value, string path, Requests.FieldErrors errors)
    {
        var limits = value.At("limits") as JsonObject ?? [];
        foreach (var list in (string[])["limits", "requests"])
        {
            foreach (var (name, amount) in value.At(list) as JsonObject ?? [])
            {
                if (Quantity.Value(amount.AsText()) is < 0)
                {
                    errors.Invalid($"{path}.{list}[{name}]", amount, "must be greater than or equal to 0");
                }

                if (list == "requests" && limits[name] is { } limit && Quantity.Value(amount.AsText()) > Quantity.Value(limit.AsText()))
                {
                    errors.Invalid($"{path}.requests", amount, $"must be less than or equal to {name} limit of {limit.AsText()}");
                }
            }
        }
    }
}
