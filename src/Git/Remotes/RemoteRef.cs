namespace GitOpsToolkit.Git;

/// <summary>A ref as a remote lists it.</summary>
/// <param name="Name">Full name, for example <c>refs/heads/main</c> or <c>HEAD</c>.</param>
/// <param name="Hash">Object the ref points to; for an annotated tag the tag object.</param>
/// <param name="Peeled">For an annotated tag the commit it leads to; otherwise null.</param>
public sealed record RemoteRef(string Name, string Hash, string? Peeled = null)
{
    /// <summary>The commit the ref leads to.</summary>
    public string Commit => Peeled ?? Hash;
}
