using GitOpsToolkit.Api.Sources;

namespace GitOpsToolkit.Source.GitRepositories;

/// <summary>
/// Whether the artifact was made the way the spec asks now: the same revision has to be archived again when it was not (source.md §5.5).
/// </summary>
internal static class ContentConfiguration
{
    public static bool HasChanged(GitRepository repository, IReadOnlyList<Artifact> includes)
    {
        var (spec, status) = (repository.Spec, repository.Status);
        return spec.Ignore != status.ObservedIgnore
            || (spec.RecurseSubmodules ?? false) != (status.ObservedRecurseSubmodules ?? false)
            || !(spec.SparseCheckout ?? []).SequenceEqual(status.ObservedSparseCheckout ?? [], StringComparer.Ordinal)
            || !(spec.Include ?? []).Select(Key).SequenceEqual((status.ObservedInclude ?? []).Select(Key))
            || HaveChanged(repository, includes);
    }

    /// <summary>True when the included artifacts are not those the artifact was made with.</summary>
    public static bool HaveChanged(GitRepository repository, IReadOnlyList<Artifact> includes) =>
        !includes.Select(a => (a.Revision, a.Digest)).SequenceEqual((repository.Status.IncludedArtifacts ?? []).Select(a => (a.Revision, a.Digest)));

    /// <summary>Takes over what the artifact was made with.</summary>
    public static void Observe(GitRepository repository, IReadOnlyList<Artifact> includes)
    {
        var (spec, status) = (repository.Spec, repository.Status);
        status.ObservedIgnore = spec.Ignore;
        status.ObservedRecurseSubmodules = spec.RecurseSubmodules == true ? true : null;
        status.ObservedSparseCheckout = spec.SparseCheckout is { Count: > 0 } folders ? [.. folders] : null;
        status.ObservedInclude = spec.Include is { Count: > 0 } include ? [.. include] : null;
        status.IncludedArtifacts = includes.Count > 0 ? [.. includes] : null;
    }

    private static (string Name, string? From, string? To) Key(GitRepositoryInclude include) => (include.Repository.Name, include.FromPath, include.ToPath);
}
