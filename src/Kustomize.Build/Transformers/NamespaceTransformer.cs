using System.Text.Json.Nodes;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Build;

/// <summary>Puts namespaced resources into a namespace, and what refers to namespaces by fields of its own.</summary>
internal sealed class NamespaceTransformer(string ns, IReadOnlyList<FieldSpec> fields, bool unsetOnly = false, SubjectMode subjects = SubjectMode.DefaultOnly) : ITransformer
{
    private const string NamespacePath = "metadata/namespace";
    private const string NamePath = "metadata/name";
    private const string SubjectsPath = "subjects/namespace";

    private readonly List<FieldSpec> _fields = fields.Where(f => f.Path != NamespacePath).ToList();

    public void Transform(ResourceSet resources)
    {
        if (ns.Length == 0)
        {
            return;
        }

        foreach (var resource in resources.All)
        {
            resource.StorePreviousId();
            Transform(resource);
        }

        RefuseConflicts(resources);
        resources.Invalidate();
    }

    public void Transform(Resource resource)
    {
        if (!ClusterScope.IsCertain(resource.Gvk))
        {
            SetIn(resource.Root.EnsureObject("metadata"));
        }

        var isBinding = resource.Kind is "RoleBinding" or "ClusterRoleBinding";
        if (isBinding)
        {
            SetSubjects(resource);
        }

        var isCore = resource.ApiVersion == "v1";
        foreach (var field in _fields)
        {
            if (field.Path == NamePath && !isCore || isBinding && field.Path == SubjectsPath && field.Gvk.Kind is "RoleBinding" or "ClusterRoleBinding")
            {
                continue;
            }

            FieldWalker.Visit(resource, field, CreatedField.Scalar, slot =>
            {
                if (slot.Value is JsonObject or JsonArray)
                {
                    throw new KustomizeException("namespace field specs must target scalar nodes");
                }

                if (!unsetOnly || Scalars.Text(slot.Value).Length == 0)
                {
                    slot.Set(ns);
                }
            });
        }
    }

    private void SetIn(JsonObject map)
    {
        if (!unsetOnly || Scalars.Text(map["namespace"]).Length == 0)
        {
            map["namespace"] = ns;
        }
    }

    private void SetSubjects(Resource resource)
    {
        if (subjects == SubjectMode.None || resource.Root["subjects"] is not JsonArray list)
        {
            return;
        }

        foreach (var subject in list.OfType<JsonObject>())
        {
            if (subjects == SubjectMode.AllServiceAccounts
                ? Scalars.Text(subject["kind"]) == "ServiceAccount"
                : Scalars.Text(subject["name"]) == ResourceId.DefaultNamespace)
            {
                SetIn(subject);
            }
        }
    }

    private static void RefuseConflicts(ResourceSet resources)
    {
        var ids = new HashSet<(GroupVersionKind, string, string)>(resources.All.Count);
        foreach (var resource in resources.All)
        {
            if (!ids.Add(resource.Id.Key))
            {
                throw new KustomizeException($"namespace transformation produces ID conflict: {resource.Id}", field: "namespace");
            }
        }
    }
}

/// <summary>Which subjects of role bindings get the namespace.</summary>
internal enum SubjectMode
{
    /// <summary>Those named <c>default</c>.</summary>
    DefaultOnly,

    /// <summary>Every service account.</summary>
    AllServiceAccounts,

    /// <summary>None.</summary>
    None,
}
