using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Apply;
using GitOpsToolkit.Apply.Health;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Kustomize.Kustomizations;

/// <summary>Chooses the objects a Kustomization waits for.</summary>
internal static class HealthTargets
{
    private const string DefaultGroup = "apps";

    /// <summary>
    /// Everything applied and not skipped with <c>wait</c>, otherwise the listed health checks, without the Kustomization itself, which
    /// would wait for the end of its own wait.
    /// </summary>
    /// <returns>The targets, and whether nothing was asked for at all.</returns>
    public static (IReadOnlyList<HealthTarget> Targets, bool IsEmpty) Of(
        Kustomization owner, ChangeSet changes, IReadOnlySet<ObjectIdentity> jobsWithTimeToLive)
    {
        var known = changes.Entries.ToDictionary(static entry => entry.Identity);
        var asked = owner.Spec.Wait is true
            ? changes.Entries.Where(static entry => entry.Action != ApplyAction.Skipped).Select(static entry => entry.Identity).ToList()
            : [.. (owner.Spec.HealthChecks ?? []).Select(IdentityOf).Distinct()];
        var targets = asked.Where(identity => !IsItself(owner, identity)).Select(identity =>
        {
            var target = known.TryGetValue(identity, out var entry) ? HealthTarget.Of(entry) : new HealthTarget(identity);
            return target with { MayVanish = jobsWithTimeToLive.Contains(identity) };
        });
        return ([.. targets], asked.Count == 0);
    }

    private static ObjectIdentity IdentityOf(HealthCheckReference reference)
    {
        var group = string.IsNullOrEmpty(reference.ApiVersion) ? DefaultGroup : GroupVersionKind.Parse(reference.ApiVersion, reference.Kind).Group;
        return new ObjectIdentity(new GroupKind(group, reference.Kind), reference.Namespace ?? "", reference.Name);
    }

    private static bool IsItself(Kustomization owner, ObjectIdentity identity) =>
        string.Equals(identity.GroupKind.Kind, "Kustomization", StringComparison.Ordinal)
        && string.Equals(identity.Name, owner.Name, StringComparison.Ordinal)
        && string.Equals(identity.Namespace, owner.Namespace, StringComparison.Ordinal);
}
