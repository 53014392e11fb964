using System.Collections.Frozen;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Finds the merge type of a kind.</summary>
internal abstract class MergeSchemas
{
    /// <summary>The kinds kustomize has schemas for.</summary>
    public static MergeSchemas BuiltIn { get; } = new BuiltInMergeSchemas();

    public abstract MergeType? Find(GroupVersionKind gvk);

    /// <summary>The type of an OpenAPI definition, by its full name.</summary>
    public abstract MergeType? FindDefinition(string name);
}

/// <summary>
/// The merge rules of the Kubernetes 1.21 API, which is the one kustomize embeds: kinds that came later have no schema
/// there, so their lists are replaced. Only types that hold a merging list, or lead to one, are named.
/// </summary>
internal sealed class BuiltInMergeSchemas : MergeSchemas
{
    /// <summary>
    /// Type, then its fields: <c>field&gt;Type</c> an object, <c>field&gt;[]Type</c> a list, <c>!keys</c> a list that
    /// merges by those keys (by value when there are none).
    /// </summary>
    private static readonly string[] TypeTable =
    [
        "ObjectMeta finalizers! ownerReferences!uid",
        "Conditions conditions!type",
        "PodSpec containers>[]Container!name ephemeralContainers>[]EphemeralContainer!name hostAliases!ip imagePullSecrets!name initContainers>[]Container!name topologySpreadConstraints!topologyKey+whenUnsatisfiable volumes>[]Volume!name",
        "Container env!name ports!containerPort+protocol volumeDevices!devicePath volumeMounts!mountPath",
        "EphemeralContainer env!name volumeDevices!devicePath volumeMounts!mountPath",
        "Volume ephemeral>EphemeralVolumeSource",
        "EphemeralVolumeSource volumeClaimTemplate>Plain",
        "PodTemplateSpec metadata>ObjectMeta spec>PodSpec",
        "TemplateSpec template>PodTemplateSpec",
        "Plain metadata>ObjectMeta",
        "Workload metadata>ObjectMeta spec>TemplateSpec status>Conditions",
        "StatefulSet metadata>ObjectMeta spec>StatefulSetSpec status>Conditions",
        "StatefulSetSpec template>PodTemplateSpec volumeClaimTemplates>[]WithConditions",
        "WithConditions metadata>ObjectMeta status>Conditions",
        "CronJob metadata>ObjectMeta spec>CronJobSpec",
        "CronJobSpec jobTemplate>JobTemplateSpec",
        "JobTemplateSpec metadata>ObjectMeta spec>TemplateSpec",
        "Pod metadata>ObjectMeta spec>PodSpec status>PodStatus",
        "PodStatus conditions!type podIPs!ip",
        "PodTemplate metadata>ObjectMeta template>PodTemplateSpec",
        "Service metadata>ObjectMeta spec>ServiceSpec status>Conditions",
        "ServiceSpec ports!port+protocol",
        "ServiceAccount metadata>ObjectMeta secrets!name",
        "Node metadata>ObjectMeta spec>NodeSpec status>NodeStatus",
        "NodeSpec podCIDRs!",
        "NodeStatus addresses!type conditions!type",
        "ComponentStatus metadata>ObjectMeta conditions!type",
        "WebhookConfiguration metadata>ObjectMeta webhooks!name",
        "CSINode metadata>ObjectMeta spec>CSINodeSpec",
        "CSINodeSpec drivers!name",
    ];

    /// <summary>Type, then the kinds that have it as <c>group/version:kind,kind</c>.</summary>
    private static readonly string[] KindTable =
    [
        "Workload apps/v1:DaemonSet,Deployment,ReplicaSet batch/v1:Job v1:ReplicationController",
        "StatefulSet apps/v1:StatefulSet",
        "CronJob batch/v1:CronJob batch/v1beta1:CronJob",
        "Pod v1:Pod",
        "PodTemplate v1:PodTemplate",
        "Service v1:Service",
        "ServiceAccount v1:ServiceAccount",
        "Node v1:Node",
        "ComponentStatus v1:ComponentStatus",
        "WithConditions v1:Namespace,PersistentVolumeClaim policy/v1:PodDisruptionBudget policy/v1beta1:PodDisruptionBudget apiregistration.k8s.io/v1:APIService apiregistration.k8s.io/v1beta1:APIService",
        "WebhookConfiguration admissionregistration.k8s.io/v1:MutatingWebhookConfiguration,ValidatingWebhookConfiguration admissionregistration.k8s.io/v1beta1:MutatingWebhookConfiguration,ValidatingWebhookConfiguration",
        "CSINode storage.k8s.io/v1:CSINode storage.k8s.io/v1beta1:CSINode",
        "Plain v1:Binding,ConfigMap,Endpoints,Event,LimitRange,PersistentVolume,ResourceQuota,Secret apps/v1:ControllerRevision",
        "Plain authentication.k8s.io/v1:TokenRequest,TokenReview authentication.k8s.io/v1beta1:TokenReview",
        "Plain authorization.k8s.io/v1:LocalSubjectAccessReview,SelfSubjectAccessReview,SelfSubjectRulesReview,SubjectAccessReview authorization.k8s.io/v1beta1:LocalSubjectAccessReview,SelfSubjectAccessReview,SelfSubjectRulesReview,SubjectAccessReview",
        "Plain autoscaling/v1:HorizontalPodAutoscaler,Scale autoscaling/v2beta1:HorizontalPodAutoscaler autoscaling/v2beta2:HorizontalPodAutoscaler",
        "Plain certificates.k8s.io/v1:CertificateSigningRequest certificates.k8s.io/v1beta1:CertificateSigningRequest coordination.k8s.io/v1:Lease coordination.k8s.io/v1beta1:Lease",
        "Plain discovery.k8s.io/v1:EndpointSlice discovery.k8s.io/v1beta1:EndpointSlice events.k8s.io/v1:Event events.k8s.io/v1beta1:Event extensions/v1beta1:Ingress",
        "Plain flowcontrol.apiserver.k8s.io/v1beta1:FlowSchema,PriorityLevelConfiguration networking.k8s.io/v1:Ingress,IngressClass,NetworkPolicy networking.k8s.io/v1beta1:Ingress,IngressClass",
        "Plain node.k8s.io/v1:RuntimeClass node.k8s.io/v1beta1:RuntimeClass policy/v1beta1:Eviction,PodSecurityPolicy scheduling.k8s.io/v1:PriorityClass scheduling.k8s.io/v1beta1:PriorityClass",
        "Plain rbac.authorization.k8s.io/v1:ClusterRole,ClusterRoleBinding,Role,RoleBinding rbac.authorization.k8s.io/v1beta1:ClusterRole,ClusterRoleBinding,Role,RoleBinding",
        "Plain storage.k8s.io/v1:CSIDriver,StorageClass,VolumeAttachment storage.k8s.io/v1beta1:CSIDriver,CSIStorageCapacity,StorageClass,VolumeAttachment",
        "Plain apiextensions.k8s.io/v1:CustomResourceDefinition apiextensions.k8s.io/v1beta1:CustomResourceDefinition",
    ];

    /// <summary>Definitions that have a row of another name.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DaemonSet"] = "Workload",
        ["Deployment"] = "Workload",
        ["Job"] = "Workload",
        ["ReplicaSet"] = "Workload",
        ["DaemonSetSpec"] = "TemplateSpec",
        ["DeploymentSpec"] = "TemplateSpec",
        ["JobSpec"] = "TemplateSpec",
        ["ReplicaSetSpec"] = "TemplateSpec",
        ["PersistentVolumeClaim"] = "WithConditions",
        ["PersistentVolumeClaimTemplate"] = "Plain",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, ObjectType> _types = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<GroupVersionKind, MergeType> _kinds;

    public BuiltInMergeSchemas()
    {
        foreach (var row in TypeTable)
        {
            _types.Add(row[..row.IndexOf(' ', StringComparison.Ordinal)], new ObjectType());
        }

        foreach (var row in TypeTable)
        {
            var words = row.Split(' ');
            _types[words[0]].Fields = words.Skip(1).Select(w => ParseField(w, _types)).ToFrozenDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal);
        }

        var kinds = new Dictionary<GroupVersionKind, MergeType>();
        foreach (var row in KindTable)
        {
            var words = row.Split(' ');
            foreach (var word in words.Skip(1))
            {
                var colon = word.IndexOf(':', StringComparison.Ordinal);
                foreach (var kind in word[(colon + 1)..].Split(','))
                {
                    kinds.Add(GroupVersionKind.Parse(word[..colon], kind), _types[words[0]]);
                }
            }
        }

        _kinds = kinds.ToFrozenDictionary();
    }

    public override MergeType? Find(GroupVersionKind gvk) => _kinds.GetValueOrDefault(gvk);

    public override MergeType? FindDefinition(string name)
    {
        if (!name.StartsWith("io.k8s.", StringComparison.Ordinal))
        {
            return null;
        }

        var type = name[(name.LastIndexOf('.') + 1)..];
        return _types.GetValueOrDefault(Aliases.GetValueOrDefault(type, type));
    }

    private static (string Name, MergeType Type) ParseField(string word, Dictionary<string, ObjectType> types)
    {
        var bang = word.IndexOf('!', StringComparison.Ordinal);
        var keys = bang < 0 ? null : word[(bang + 1)..].Split('+', StringSplitOptions.RemoveEmptyEntries);
        var field = bang < 0 ? word : word[..bang];
        var arrow = field.IndexOf('>', StringComparison.Ordinal);
        var name = arrow < 0 ? field : field[..arrow];
        var target = arrow < 0 ? "" : field[(arrow + 1)..];
        var isList = keys is not null || target.StartsWith("[]", StringComparison.Ordinal);
        var element = target.Length == 0 ? null : types[target.TrimStart('[', ']')];
        return (name, isList ? new ListType(element, keys) : element!);
    }

    private sealed class ObjectType : MergeType
    {
        public FrozenDictionary<string, MergeType> Fields { get; set; } = FrozenDictionary<string, MergeType>.Empty;

        public override MergeType? Field(string name) => Fields.GetValueOrDefault(name);
    }

    private sealed class ListType(MergeType? items, string[]? keys) : MergeType
    {
        public override MergeType? Items => items;

        public override bool MergesItems => keys is not null;

        public override IReadOnlyList<string> Keys => keys ?? [];

        public override MergeType? Field(string name) => null;
    }
}
