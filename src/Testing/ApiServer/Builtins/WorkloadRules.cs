using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Testing.ApiServer.Requests;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Kinds that make pods.</summary>
internal static class WorkloadRules
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    private const int CronFields = 5;

    /// <summary>A job's name has the time behind that of its CronJob.</summary>
    private const int MaxCronJobName = 52;

    private const string Immutable = "field is immutable";

    private static readonly string[] MutableInStatefulSet = ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public static KindRules Deployment { get; } = Workload(DefaultDeployment, ValidateSelectable);

    public static KindRules ReplicaSet { get; } = Workload(static spec => spec.Default("replicas", 1), ValidateSelectable);

    public static KindRules DaemonSet { get; } = Workload(DefaultDaemonSet, ValidateSelectable, DefaultTemplateCount) with { Admit = CountTemplate };

    public static KindRules StatefulSet { get; } = Workload(DefaultStatefulSet, ValidateStatefulSet) with { NameRule = NameRule.Label };

    public static KindRules ReplicationController { get; } = Workload(static spec => spec.Default("replicas", 1), static (_, _, _) => { }, DefaultLabels);

    public static KindRules Job { get; } = Workload(DefaultJob, ValidateJob) with { Admit = SelectJob };

    public static KindRules CronJob { get; } = new() { Default = DefaultCronJob, Validate = ValidateCronJob, HasGeneration = true };

    private static KindRules Workload(Action<JsonObject> defaults, Action<JsonObject, JsonObject?, FieldErrors> validate, Action<JsonObject>? defaultObject = null) => new()
    {
        HasGeneration = true,
        Default = tree =>
        {
            var spec = tree.EnsureObject("spec");
            defaults(spec);
            PodRules.DefaultSpec(spec.Child("template").Child("spec"));
            defaultObject?.Invoke(tree);
        },
        Validate = (tree, old, errors) =>
        {
            validate(tree, old, errors);
            PodRules.ValidateSpec(tree.Child("spec").Child("template").Child("spec"), "spec.template.spec", errors);
            if (tree.GetText("kind") != "Job" && tree.At("spec", "template", "spec", "restartPolicy").AsText() is { } policy and not "Always")
            {
                errors.NotSupported("spec.template.spec.restartPolicy", policy, ["Always"]);
            }
        },
    };

    private static void DefaultLabels(JsonObject tree)
    {
        if (tree.Child("spec").Child("template").Child("metadata").Child("labels") is not { Count: > 0 } labels)
        {
            return;
        }

        tree.EnsureObject("spec").Default("selector", labels.DeepClone());
        if (tree.At("metadata", "labels") is not JsonObject { Count: > 0 })
        {
            tree.EnsureObject("metadata")["labels"] = labels.DeepClone();
        }
    }

    private static void DefaultDeployment(JsonObject spec)
    {
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        var strategy = spec.EnsureObject("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.GetText("type") == "RollingUpdate")
        {
            var rolling = strategy.EnsureObject("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }
    }

    private static void DefaultDaemonSet(JsonObject spec)
    {
        spec.Default("revisionHistoryLimit", 10);
        var strategy = spec.EnsureObject("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.GetText("type") == "RollingUpdate")
        {
            var rolling = strategy.EnsureObject("rollingUpdate");
            rolling.Default("maxUnavailable", 1);
            rolling.Default("maxSurge", 0);
        }
    }

    private static void DefaultStatefulSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("podManagementPolicy", "OrderedReady");
        var retention = spec.EnsureObject("persistentVolumeClaimRetentionPolicy");
        retention.Default("whenDeleted", "Retain");
        retention.Default("whenScaled", "Retain");
        var strategy = spec.EnsureObject("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.GetText("type") == "RollingUpdate")
        {
            strategy.EnsureObject("rollingUpdate").Default("partition", 0);
        }

        foreach (var claim in spec.Items("volumeClaimTemplates"))
        {
            claim.Default("apiVersion", "v1");
            claim.Default("kind", "PersistentVolumeClaim");
            claim.EnsureObject("spec").Default("volumeMode", "Filesystem");
            claim.EnsureObject("status").Default("phase", "Pending");
        }
    }

    private static void DefaultJob(JsonObject spec)
    {
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
        }

        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("manualSelector", false);
        spec.Default("podReplacementPolicy", spec["podFailurePolicy"] is null ? "TerminatingOrFailed" : "Failed");
    }

    /// <summary>A job finds its pods by its own uid, unless it brings a selector.</summary>
    private static void SelectJob(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        var spec = tree.EnsureObject("spec");
        if (old is not null)
        {
            return;
        }

        if (spec.GetBoolean("manualSelector") != true)
        {
            var (uid, name) = (tree.At("metadata", "uid").AsText() ?? "", tree.At("metadata", "name").AsText() ?? "");
            var labels = spec.EnsureObject("template").EnsureObject("metadata").EnsureObject("labels");
            labels["controller-uid"] = uid;
            labels["batch.kubernetes.io/controller-uid"] = uid;
            labels["job-name"] = name;
            labels["batch.kubernetes.io/job-name"] = name;
            spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        }

        if (tree.At("metadata", "labels") is not JsonObject { Count: > 0 } && spec.Child("template").Child("metadata").Child("labels") is { } own)
        {
            tree.EnsureObject("metadata")["labels"] = own.DeepClone();
        }
    }

    private static void DefaultCronJob(JsonObject tree)
    {
        var spec = tree.EnsureObject("spec");
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
        PodRules.DefaultSpec(spec.Child("jobTemplate").Child("spec").Child("template").Child("spec"));
    }

    private static void DefaultTemplateCount(JsonObject tree) => tree.EnsureObject("metadata").EnsureObject("annotations").Default(TemplateGeneration, "0");

    /// <summary>kubectl reads which template a DaemonSet is at from an annotation.</summary>
    private static void CountTemplate(JsonObject tree, JsonObject? old, AdmissionContext context)
    {
        var before = old.Child("metadata").Child("annotations")?.GetText(TemplateGeneration);
        var count = long.TryParse(before, out var known) ? known : 0;
        if (old is null || tree.Changed(old, "spec", "template") || count == 0)
        {
            count++;
        }

        tree.EnsureObject("metadata").EnsureObject("annotations")[TemplateGeneration] = count.ToString();
    }

    private static void ValidateSelectable(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        ValidateSelector(tree, errors);
        if (old is not null && tree.Changed(old, "spec", "selector"))
        {
            errors.Invalid("spec.selector", tree.At("spec", "selector"), Immutable);
        }

        if (tree.At("spec", "strategy", "type").AsText() == "Recreate" && tree.At("spec", "strategy", "rollingUpdate") is not null)
        {
            errors.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }

        if (tree.At("spec", "replicas").AsInteger() is < 0 and { } replicas)
        {
            errors.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0");
        }
    }

    private static void ValidateSelector(JsonObject tree, FieldErrors errors)
    {
        if (tree.At("spec", "selector") is not JsonObject selector)
        {
            errors.Required("spec.selector");
            errors.Invalid("spec.template.metadata.labels", tree.At("spec", "template", "metadata", "labels"), "`selector` does not match template `labels`");
            return;
        }

        if (selector.Count == 0)
        {
            errors.Invalid("spec.selector", selector, "empty selector is invalid for deployment");
            return;
        }

        var labels = tree.At("spec", "template", "metadata", "labels") as JsonObject ?? [];
        if ((selector["matchLabels"] as JsonObject ?? []).Any(l => labels.GetText(l.Key) != l.Value.AsText()))
        {
            errors.Invalid("spec.template.metadata.labels", labels.Count == 0 ? null : labels, "`selector` does not match template `labels`");
        }
    }

    private static void ValidateStatefulSet(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        if (old is null)
        {
            ValidateSelector(tree, errors);
            return;
        }

        static JsonObject Fixed(JsonObject tree)
        {
            var spec = (JsonObject)(tree["spec"] ?? new JsonObject()).DeepClone();
            foreach (var name in MutableInStatefulSet)
            {
                spec.Remove(name);
            }

            return spec;
        }

        if (!JsonNode.DeepEquals(Fixed(tree), Fixed(old)))
        {
            errors.Forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    private static void ValidateJob(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        ValidateJobTemplate(tree.Child("spec").Child("template"), "spec.template.spec", errors);
        if (old is null)
        {
            return;
        }

        // A suspended job that has not started may still be given other scheduling directives; nothing runs here, so none has.
        foreach (var field in (string[])["completions", "selector", "template", "completionMode"])
        {
            if (tree.Changed(old, "spec", field))
            {
                errors.Invalid($"spec.{field}", tree.At("spec", field), Immutable);
            }
        }
    }

    private static void ValidateJobTemplate(JsonObject? template, string path, FieldErrors errors)
    {
        if (template.Child("spec")?.GetText("restartPolicy") is null or "" or "Always")
        {
            errors.Required($"{path}.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
    }

    private static void ValidateSchedule(string schedule, FieldErrors errors)
    {
        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (schedule.Length == 0)
        {
            errors.Required("spec.schedule");
        }
        else if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            errors.Invalid("spec.schedule", JsonValue.Create(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (fields.Length != CronFields && !schedule.StartsWith('@'))
        {
            errors.Invalid("spec.schedule", JsonValue.Create(schedule), $"expected exactly {CronFields} fields, found {fields.Length}: [{string.Join(' ', fields)}]");
        }
    }

    private static void ValidateCronJob(JsonObject tree, JsonObject? old, FieldErrors errors)
    {
        ValidateSchedule(tree.At("spec", "schedule").AsText() ?? "", errors);
        if (old is null && tree.At("metadata", "name").AsText()?.Length > MaxCronJobName)
        {
            errors.Invalid("metadata.name", tree.At("metadata", "name"), $"must be no more than {MaxCronJobName} characters");
        }

        var template = tree.Child("spec").Child("jobTemplate").Child("spec").Child("template");
        ValidateJobTemplate(template, "spec.jobTemplate.spec.template.spec", errors);
        PodRules.ValidateSpec(template.Child("spec"), "spec.jobTemplate.spec.template.spec", errors);
    }
}
