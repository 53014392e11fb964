using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.ApiServer.Simulator;

/// <summary>
/// The status a kind's controller would have written by now. Each method changes the tree and tells whether there was
/// something to change, so that a workload that has arrived is left alone.
/// </summary>
internal static class WorkloadStatus
{
    public static bool Deployment(JsonObject tree, string now)
    {
        var replicas = tree.At("spec", "replicas").AsInteger() ?? 1;
        return Write(tree, status => Wish(tree) switch
        {
            "progressing" => SetReplicas(status, replicas, 0, ["updatedReplicas", "replicas", "unavailableReplicas"])
                | Condition(status, "Progressing", "True", "ReplicaSetUpdated", "ReplicaSet is progressing.", now)
                | Condition(status, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now),
            "fail" => SetReplicas(status, replicas, 0, ["updatedReplicas", "replicas", "unavailableReplicas"])
                | Condition(status, "Progressing", "False", "ProgressDeadlineExceeded", "ReplicaSet has timed out progressing.", now)
                | Condition(status, "Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now),
            _ => SetReplicas(status, replicas, replicas, ["updatedReplicas", "replicas"])
                | Condition(status, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
                | Condition(status, "Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed.", now),
        });
    }

    public static bool ReplicaSet(JsonObject tree, string now)
    {
        var replicas = tree.At("spec", "replicas").AsInteger() ?? 1;
        return Write(tree, status => SetReplicas(status, replicas, Wish(tree).Length > 0 ? 0 : replicas, ["replicas", "fullyLabeledReplicas"]));
    }

    public static bool StatefulSet(JsonObject tree, string now)
    {
        var replicas = tree.At("spec", "replicas").AsInteger() ?? 1;
        var revision = $"{tree["metadata"].At("name").AsText()}-{tree["metadata"].At("generation").AsInteger() ?? 1}";
        return Write(tree, status => SetReplicas(status, replicas, Wish(tree).Length > 0 ? 0 : replicas, ["replicas", "currentReplicas", "updatedReplicas"])
            | Set(status, "currentRevision", revision) | Set(status, "updateRevision", revision) | Set(status, "collisionCount", 0));
    }

    public static bool DaemonSet(JsonObject tree, string now)
    {
        // One node, as it were.
        var ready = Wish(tree).Length > 0 ? 0 : 1;
        return Write(tree, status => Set(status, "currentNumberScheduled", 1) | Set(status, "desiredNumberScheduled", 1) | Set(status, "numberMisscheduled", 0)
            | Set(status, "numberReady", ready) | Set(status, "updatedNumberScheduled", 1) | Set(status, "numberAvailable", ready) | Set(status, "numberUnavailable", 1 - ready));
    }

    public static bool Job(JsonObject tree, string now)
    {
        if (tree.At("spec", "suspend") is JsonValue suspend && suspend.TryGetValue(out bool suspended) && suspended)
        {
            return WriteJob(tree, status => Condition(status, "Suspended", "True", "JobSuspended", "Job suspended", now));
        }

        var completions = tree.At("spec", "completions").AsInteger() ?? 1;
        return WriteJob(tree, status =>
        {
            var changed = status["startTime"] is null && Set(status, "startTime", now);
            switch (Wish(tree))
            {
                case "progressing":
                    return changed | Set(status, "active", 1) | Set(status, "ready", 1);
                case "fail":
                    changed |= Set(status, "failed", 1) | Set(status, "ready", 0);
                    changed |= Condition(status, "FailureTarget", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
                    return changed | Condition(status, "Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
                default:
                    changed |= Set(status, "succeeded", completions) | Set(status, "ready", 0);
                    changed |= status["completionTime"] is null && Set(status, "completionTime", now);
                    changed |= Condition(status, "SuccessCriteriaMet", "True", "CompletionsReached", "Reached expected number of succeeded pods", now);
                    return changed | Condition(status, "Complete", "True", "CompletionsReached", "Reached expected number of succeeded pods", now);
            }
        });
    }

    public static bool Pod(JsonObject tree, string now)
    {
        var wish = Wish(tree);
        if (wish == "progressing")
        {
            return false;
        }

        return WriteJob(tree, status =>
        {
            var ready = wish == "fail" ? "False" : "True";
            var changed = Set(status, "phase", wish == "fail" ? "Failed" : "Running");
            foreach (var type in (string[])["Initialized", "PodScheduled", "ContainersReady", "Ready"])
            {
                changed |= Condition(status, type, type is "Initialized" or "PodScheduled" ? "True" : ready, "", "", now);
            }

            if (status["containerStatuses"] is null && tree.At("spec", "containers") is JsonArray containers)
            {
                status["containerStatuses"] = new JsonArray([.. containers.OfType<JsonObject>().Select(c => ContainerStatus(c, ready == "True", now))]);
                changed = true;
            }

            return changed | (status["startTime"] is null && Set(status, "startTime", now));
        });
    }

    public static bool Claim(JsonObject tree, string now) => Wish(tree).Length == 0 && WriteJob(tree, status =>
    {
        var changed = Set(status, "phase", "Bound");
        if (status["capacity"] is null && tree.At("spec", "resources", "requests", "storage") is { } size)
        {
            status["capacity"] = new JsonObject { ["storage"] = size.DeepClone() };
            status["accessModes"] = tree.At("spec", "accessModes")?.DeepClone();
            changed = true;
        }

        return changed;
    });

    /// <summary>A load balancer gets an address of the range for documentation.</summary>
    public static bool Service(JsonObject tree, string now) => tree.At("spec", "type").AsText() == "LoadBalancer" && Wish(tree).Length == 0 && GiveAddress(tree);

    public static bool Ingress(JsonObject tree, string now) => Wish(tree).Length == 0 && GiveAddress(tree);

    public static bool DisruptionBudget(JsonObject tree, string now) =>
        Write(tree, status => Set(status, "currentHealthy", 1) | Set(status, "desiredHealthy", 0) | Set(status, "disruptionsAllowed", 1) | Set(status, "expectedPods", 1)
            | Condition(status, "DisruptionAllowed", "True", "SufficientPods", "", now));

    private static JsonObject ContainerStatus(JsonObject container, bool ready, string now) => new()
    {
        ["name"] = container.GetText("name"),
        ["image"] = container.GetText("image"),
        ["imageID"] = "",
        ["ready"] = ready,
        ["started"] = ready,
        ["restartCount"] = 0,
        ["state"] = ready
            ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now } }
            : new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 1, ["reason"] = "Error", ["finishedAt"] = now } },
    };

    private static string Wish(JsonObject tree) => tree["metadata"].At("annotations", KubernetesApiServerOptions.SimulateAnnotation).AsText() ?? "";

    private static bool GiveAddress(JsonObject tree) => WriteJob(tree, static status =>
    {
        var balancer = status.EnsureObject("loadBalancer");
        if (balancer["ingress"] is JsonArray { Count: > 0 })
        {
            return false;
        }

        balancer["ingress"] = new JsonArray(new JsonObject { ["ip"] = "192.0.2.1" });
        return true;
    });

    private static bool Write(JsonObject tree, Func<JsonObject, bool> change)
    {
        var status = tree.EnsureObject("status");
        return change(status) | Set(status, "observedGeneration", tree["metadata"].At("generation").AsInteger() ?? 1);
    }

    /// <summary>Kinds that do not say which generation they have seen.</summary>
    private static bool WriteJob(JsonObject tree, Func<JsonObject, bool> change) => change(tree.EnsureObject("status"));

    private static bool SetReplicas(JsonObject status, long replicas, long ready, string[] counters)
    {
        var changed = Set(status, "readyReplicas", ready) | Set(status, "availableReplicas", ready);
        foreach (var counter in counters)
        {
            changed |= Set(status, counter, replicas);
        }

        if (!counters.Contains("unavailableReplicas", StringComparer.Ordinal))
        {
            changed |= status.Remove("unavailableReplicas");
        }

        return changed;
    }

    private static bool Set(JsonObject status, string key, JsonNode value)
    {
        if (JsonNode.DeepEquals(status[key], value))
        {
            return false;
        }

        status[key] = value;
        return true;
    }

    private static bool Condition(JsonObject status, string type, string value, string reason, string message, string now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var condition = conditions.OfType<JsonObject>().FirstOrDefault(c => c.GetText("type") == type);
        if (condition is not null && condition.GetText("status") == value && (condition.GetText("reason") ?? "") == reason)
        {
            return false;
        }

        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add(condition);
        }

        condition["status"] = value;
        condition["lastTransitionTime"] = now;
        if (reason.Length > 0)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        return true;
    }
}
