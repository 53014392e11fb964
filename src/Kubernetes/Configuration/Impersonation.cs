namespace GitOpsToolkit.Kubernetes;

/// <summary>Who to act as, subject to the <c>impersonate</c> permission of the client's own identity.</summary>
public sealed record Impersonation
{
    /// <summary>Acts as a user.</summary>
    /// <exception cref="ArgumentException">The user is empty: such a request would run with the client's own, usually greater, rights.</exception>
    public Impersonation(string user, IReadOnlyList<string>? groups = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        User = user;
        Groups = groups ?? [];
    }

    /// <summary>User name, for example <c>system:serviceaccount:apps:deployer</c>.</summary>
    public string User { get; }

    /// <summary>Groups of the user.</summary>
    public IReadOnlyList<string> Groups { get; }

    /// <summary>Unique id of the user; null when none is claimed.</summary>
    public string? Uid { get; init; }

    /// <summary>Further claims about the user, by key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
