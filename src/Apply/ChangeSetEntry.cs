using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply;

/// <summary>One object of a pass and what became of it.</summary>
/// <param name="Identity">The object.</param>
/// <param name="Version">API version it was addressed in, without the group.</param>
/// <param name="Action">What became of it.</param>
public sealed record ChangeSetEntry(ObjectIdentity Identity, string Version, ApplyAction Action)
{
    /// <summary>
    /// The object as the API server answered last in this pass, status included; null when no answer carried it. A health
    /// check reads it first and asks the server only about objects that were not healthy here.
    /// </summary>
    public Unstructured? Live { get; init; }

    /// <summary>True when the entry stands for a change: anything but unchanged and skipped.</summary>
    public bool IsChange => Action is not (ApplyAction.Unchanged or ApplyAction.Skipped);

    /// <summary>The line of events and logs, for example <c>ConfigMap/apps/settings configured</c>.</summary>
    public override string ToString() => $"{Identity} {Word}";

    /// <summary>The action as events and logs say it.</summary>
    public string Word => Action switch
    {
        ApplyAction.Created => "created",
        ApplyAction.Configured => "configured",
        ApplyAction.Unchanged => "unchanged",
        ApplyAction.Skipped => "skipped",
        ApplyAction.Deleted => "deleted",
        _ => "unknown",
    };
}
