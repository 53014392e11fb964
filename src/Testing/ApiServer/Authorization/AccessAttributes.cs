namespace GitOpsToolkit.Testing.ApiServer.Authorization;

/// <summary>What somebody wants to do.</summary>
/// <param name="Verb">Verb.</param>
/// <param name="Group">API group.</param>
/// <param name="Resource">Plural, empty for a path that is no resource.</param>
/// <param name="Subresource">Subresource.</param>
/// <param name="Namespace">Namespace, empty for all or none.</param>
/// <param name="Name">Name, empty for none.</param>
internal sealed record AccessAttributes(string Verb, string Group, string Resource, string Subresource, string Namespace, string Name)
{
    /// <summary>Path of a request for no resource.</summary>
    public string Path { get; init; } = "";

    public bool IsResource => Resource.Length > 0;

    public string ResourceAndSubresource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}

/// <summary>Decides who may do what.</summary>
internal interface IAuthorizer
{
    bool Allows(ApiUser user, AccessAttributes attributes);
}

/// <summary>Lets every user do everything who is known at all; without one, only what a load balancer asks is answered.</summary>
internal sealed class AuthenticatedAuthorizer : IAuthorizer
{
    public bool Allows(ApiUser user, AccessAttributes attributes) =>
        user.Name != "system:anonymous" || PublicPaths.Contains(attributes.Path);
}

/// <summary>Paths that everybody may read.</summary>
internal static class PublicPaths
{
    public static bool Contains(string path) => path is "/healthz" or "/livez" or "/readyz" or "/version" or "/version/"
        || path.StartsWith("/livez/", StringComparison.Ordinal) || path.StartsWith("/readyz/", StringComparison.Ordinal) || path.StartsWith("/healthz/", StringComparison.Ordinal);
}
