namespace GitOpsToolkit.Runtime;

/// <summary>How far an informer has come.</summary>
internal enum InformerState
{
    /// <summary>The first list is under way.</summary>
    Starting,

    /// <summary>The server does not serve the kind, or does not let us list it; tried again.</summary>
    Unavailable,

    /// <summary>The cache holds what the server holds, give or take what is on its way.</summary>
    Synced,
}
