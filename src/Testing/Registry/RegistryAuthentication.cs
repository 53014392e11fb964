namespace GitOpsToolkit.Testing.Registry;

/// <summary>What a <see cref="RegistryServer"/> asks its callers for.</summary>
public enum RegistryAuthentication
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>User name and password with every request.</summary>
    Basic,

    /// <summary>A token of the registry's own token service, which asks for user name and password or an identity token.</summary>
    Bearer,

    /// <summary>As <see cref="Bearer"/>, but the token service also gives tokens to pull without credentials.</summary>
    BearerAnonymousPull,
}
