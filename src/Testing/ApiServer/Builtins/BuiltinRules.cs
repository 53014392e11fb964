using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Resources.Schemas;
using GitOpsToolkit.Testing.ApiServer.Requests;
using GitOpsToolkit.Testing.ApiServer.CustomResources;

namespace GitOpsToolkit.Testing.ApiServer.Builtins;

/// <summary>Which rules a built-in kind follows.</summary>
internal static class BuiltinRules
{
    private static readonly Dictionary<GroupKind, KindRules> ByKind = new()
    {
        [new("", "Namespace")] = ConfigurationRules.Namespace,
        [new("", "ConfigMap")] = ConfigurationRules.ConfigMap,
        [new("", "Secret")] = ConfigurationRules.Secret,
        [new("", "Service")] = ServiceRules.Service,
        [new("", "Pod")] = PodRules.Pod,
        [new("", "Endpoints")] = OtherRules.Endpoints,
        [new("", "PersistentVolumeClaim")] = OtherRules.Claim,
        [new("", "PersistentVolume")] = OtherRules.Volume,
        [new("", "ReplicationController")] = WorkloadRules.ReplicationController,
        [new("", "Event")] = OtherRules.Event,
        [new("events.k8s.io", "Event")] = OtherRules.Event,
        [new("", "LimitRange")] = OtherRules.LimitRange,
        [new("coordination.k8s.io", "Lease")] = OtherRules.Upserted,
        [new("apps", "Deployment")] = WorkloadRules.Deployment,
        [new("apps", "ReplicaSet")] = WorkloadRules.ReplicaSet,
        [new("apps", "DaemonSet")] = WorkloadRules.DaemonSet,
        [new("apps", "StatefulSet")] = WorkloadRules.StatefulSet,
        [new("batch", "Job")] = WorkloadRules.Job,
        [new("batch", "CronJob")] = WorkloadRules.CronJob,
        [new("autoscaling", "HorizontalPodAutoscaler")] = OtherRules.Autoscaler,
        [new("policy", "PodDisruptionBudget")] = OtherRules.DisruptionBudget,
        [new("networking.k8s.io", "Ingress")] = OtherRules.Ingress,
        [new("networking.k8s.io", "IngressClass")] = OtherRules.IngressClass,
        [new("networking.k8s.io", "NetworkPolicy")] = OtherRules.NetworkPolicy,
        [new("rbac.authorization.k8s.io", "Role")] = OtherRules.Role,
        [new("rbac.authorization.k8s.io", "ClusterRole")] = OtherRules.Role,
        [new("rbac.authorization.k8s.io", "RoleBinding")] = OtherRules.RoleBinding,
        [new("rbac.authorization.k8s.io", "ClusterRoleBinding")] = OtherRules.RoleBinding,
        [new("storage.k8s.io", "StorageClass")] = OtherRules.StorageClass,
        [new("scheduling.k8s.io", "PriorityClass")] = OtherRules.PriorityClass,
        [new("discovery.k8s.io", "EndpointSlice")] = OtherRules.EndpointSlice,
        [new("node.k8s.io", "RuntimeClass")] = OtherRules.RuntimeClass,
        [new("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = OtherRules.Webhooks,
        [new("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = OtherRules.Webhooks,
        [new("admissionregistration.k8s.io", "ValidatingAdmissionPolicy")] = OtherRules.Versioned,
        [new("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding")] = OtherRules.Versioned,
        [new("apiregistration.k8s.io", "APIService")] = OtherRules.ApiService,
        [new("apiextensions.k8s.io", "CustomResourceDefinition")] = DefinitionRules.Definition,
    };

    /// <summary>The rules of a kind, with its type's own defaults in front of them.</summary>
    public static KindRules Find(GroupKind kind, TypeSchema type)
    {
        var rules = ByKind.GetValueOrDefault(kind, KindRules.None);
        var defaults = rules.Default;
        return rules with { Default = Normalized, Validate = Checked };

        void Checked(JsonObject tree, JsonObject? old, FieldErrors errors)
        {
            rules.Validate?.Invoke(tree, old, errors);
            BuiltinFields.Validate(kind, tree, errors);
        }

        void Normalized(JsonObject tree)
        {
            TypeNormalization.Normalize(tree, type);
            defaults?.Invoke(tree);
        }
    }
}
