namespace GitOpsToolkit.Kubernetes;

/// <summary>What the server does with fields its schema does not know and with repeated fields.</summary>
public enum FieldValidation
{
    /// <summary>Drops them silently.</summary>
    Ignore,

    /// <summary>Drops them and sends a warning.</summary>
    Warn,

    /// <summary>Refuses the request.</summary>
    Strict,
}
