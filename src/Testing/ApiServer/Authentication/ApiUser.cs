namespace GitOpsToolkit.Testing;

/// <summary>Who a request comes from.</summary>
/// <param name="Name">User name, for example <c>system:serviceaccount:apps:deployer</c>.</param>
/// <param name="Groups">Groups, without <c>system:authenticated</c>, which every user but the anonymous one gets.</param>
public sealed record ApiUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>Unique id, empty when there is none.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Further attributes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
