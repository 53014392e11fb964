using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>The latest status of every object waited for, and what follows from them together. Used by one thread.</summary>
internal sealed class HealthBoard(IReadOnlyList<HealthTarget> targets, bool failFast)
{
    private readonly Dictionary<ObjectIdentity, HealthResult> _results = [];

    public bool IsKnown(HealthTarget target) => _results.ContainsKey(target.Identity);

    public bool IsCurrent(HealthTarget target) => StatusOf(target) == ObjectStatus.Current;

    public void Set(ObjectIdentity identity, HealthResult result) => _results[identity] = result;

    /// <summary>True when waiting longer changes nothing: all are current, one has failed and that ends it, or none is on its way.</summary>
    public bool IsSettled
    {
        get
        {
            var anyFailed = false;
            var anyOnItsWay = false;
            foreach (var target in targets)
            {
                var status = StatusOf(target);
                anyFailed |= status == ObjectStatus.Failed;
                anyOnItsWay |= status is not (ObjectStatus.Failed or ObjectStatus.Current);
            }

            return !anyOnItsWay || (failFast && anyFailed);
        }
    }

    /// <exception cref="HealthCheckException">An object has failed.</exception>
    public void ThrowIfFailed()
    {
        var failed = targets.Where(target => StatusOf(target) == ObjectStatus.Failed).Select(Describe).ToList();
        if (failed.Count > 0)
        {
            throw new HealthCheckException($"failed early due to stalled resources: [{string.Join(", ", failed)}]", isTimeout: false);
        }
    }

    public HealthCheckException TimedOut() =>
        new($"timeout waiting for: [{string.Join(", ", targets.Where(target => !IsCurrent(target)).Select(Describe))}]", isTimeout: true);

    private ObjectStatus? StatusOf(HealthTarget target) =>
        !_results.TryGetValue(target.Identity, out var result) ? null
        : result.Status == ObjectStatus.NotFound && target.MayVanish ? ObjectStatus.Current
        : result.Status;

    private string Describe(HealthTarget target) =>
        !_results.TryGetValue(target.Identity, out var result) ? $"can't determine status for {target.Identity}"
        : result.Error is null ? $"{target.Identity} status: '{result.Status}'"
        : $"{target.Identity} status: '{result.Status}': {result.Error}";
}
