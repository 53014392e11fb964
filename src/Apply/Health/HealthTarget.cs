using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Health;

/// <summary>An object whose health is waited for.</summary>
/// <param name="Identity">The object.</param>
/// <param name="Version">API version to read it in, without the group; null for the one the server prefers.</param>
public sealed record HealthTarget(ObjectIdentity Identity, string? Version = null)
{
    /// <summary>The object as it was read moments ago, null when it has to be read.</summary>
    public Unstructured? Live { get; init; }

    /// <summary>True for objects that remove themselves when they are done, such as a Job with a time to live: gone is healthy.</summary>
    public bool MayVanish { get; init; }

    /// <summary>The object of a change set.</summary>
    public static HealthTarget Of(ChangeSetEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new HealthTarget(entry.Identity, entry.Version) { Live = entry.Live };
    }
}
