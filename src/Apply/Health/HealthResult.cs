namespace GitOpsToolkit.Apply.Health;

/// <summary>The status of an object and why.</summary>
/// <param name="Status">The status.</param>
/// <param name="Message">Why, in a few words.</param>
/// <param name="Error">Set when the status could not be worked out; shown to the user.</param>
public sealed record HealthResult(ObjectStatus Status, string Message, string? Error = null)
{
    internal static HealthResult Current(string message) => new(ObjectStatus.Current, message);

    internal static HealthResult InProgress(string message) => new(ObjectStatus.InProgress, message);

    internal static HealthResult Failed(string message) => new(ObjectStatus.Failed, message);

    internal static HealthResult Unknown(string error) => new(ObjectStatus.Unknown, "", error);

    internal static HealthResult NotFound { get; } = new(ObjectStatus.NotFound, "Resource not found");
}
