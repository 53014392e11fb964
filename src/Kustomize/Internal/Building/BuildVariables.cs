namespace GitOpsToolkit.Kustomize.Internal.Building;

/// <summary>Values for the substitution after the build.</summary>
/// <param name="Values">Values by name.</param>
internal sealed record BuildVariables(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>No variables.</summary>
    public static BuildVariables None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>
    /// Why the variables are not known, null when they are. Reported for the first object that needs them: what is wrong with the
    /// artifact or the build comes first.
    /// </summary>
    public string? Failure { get; init; }
}
