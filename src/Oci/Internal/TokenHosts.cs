namespace GitOpsToolkit.Oci;

/// <summary>
/// Decides whether a token service may receive the credentials of a registry. The registry names the service, so a registry that was
/// taken over, or a manifest address that leads to a foreign one, could name any host; only those under the same control are accepted.
/// </summary>
internal static class TokenHosts
{
    private const string DockerHubTokens = "auth.docker.io";

    public static bool MayReceiveCredentials(Uri registry, Uri realm, IReadOnlyCollection<string> trusted)
    {
        if (realm.Scheme != Uri.UriSchemeHttps && !(registry.Scheme == Uri.UriSchemeHttp && IsSame(registry, realm)))
        {
            return false;
        }

        return IsSame(registry, realm)
            || (realm.IsDefaultPort && IsRelated(registry.IdnHost, realm.IdnHost))
            || trusted.Contains(realm.IdnHost, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsSame(Uri registry, Uri realm) =>
        registry.IdnHost.Equals(realm.IdnHost, StringComparison.OrdinalIgnoreCase) && registry.Port == realm.Port;

    /// <summary>Docker Hub's service, hosts below the registry's, and its parent domain when that has a dot itself.</summary>
    private static bool IsRelated(string registry, string realm)
    {
        if (Uri.CheckHostName(registry) != UriHostNameType.Dns || Uri.CheckHostName(realm) != UriHostNameType.Dns)
        {
            return false;
        }

        return (registry == OciReference.DockerHub && realm == DockerHubTokens)
            || registry.Equals(realm, StringComparison.OrdinalIgnoreCase)
            || realm.EndsWith("." + registry, StringComparison.OrdinalIgnoreCase)
            || (realm.Contains('.', StringComparison.Ordinal)
                && registry.EndsWith("." + realm, StringComparison.OrdinalIgnoreCase)
                && !registry[..^(realm.Length + 1)].Contains('.', StringComparison.Ordinal));
    }
}
