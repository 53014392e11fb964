namespace GitOpsToolkit.Apply;

/// <summary>What a <see cref="ResourceApplier"/> is called and whose objects it takes care of.</summary>
public sealed record ApplierSettings
{
    /// <summary>Field manager of every apply, for example <c>kustomize-controller</c>.</summary>
    public required string FieldManager { get; init; }

    /// <summary>The API group that prefixes owner labels and control annotations, see <see cref="ControlMetadata"/>.</summary>
    public required string ControlGroup { get; init; }

    /// <summary>
    /// Managers whose fields are taken over, beside the built-in list: kubectl (both ways of writing), <c>before-first-apply</c>
    /// and earlier writes of <see cref="FieldManager"/> that were no server-side applies.
    /// </summary>
    public IReadOnlyList<FieldManagerRule> OverriddenManagers { get; init; } = [];

    /// <summary>
    /// Names the cluster and the identity the client acts as, so that what one sees is not taken for what another sees in a shared
    /// <see cref="AppliedStateMemo"/>.
    /// </summary>
    public string MemoScope { get; init; } = "";

    internal IReadOnlyList<FieldManagerRule> AllOverriddenManagers() =>
    [
        new("kubectl", FieldManagerRule.Apply),
        new("kubectl", FieldManagerRule.Update),
        new("before-first-apply", FieldManagerRule.Update),
        new(FieldManager, FieldManagerRule.Update),
        .. OverriddenManagers,
    ];
}
