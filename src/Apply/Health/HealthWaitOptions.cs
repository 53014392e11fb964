namespace GitOpsToolkit.Apply.Health;

/// <summary>How long to wait, and when to give up early.</summary>
public sealed record HealthWaitOptions
{
    /// <summary>Longest wait.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>
    /// Give up as soon as one object has failed. When false, the wait still ends once every object is either current or failed.
    /// </summary>
    public bool FailFast { get; init; } = true;

    /// <summary>Rules that take the place of the built-in ones.</summary>
    public CustomHealthRules CustomRules { get; init; } = CustomHealthRules.None;
}
