namespace GitOpsToolkit.Runtime;

/// <summary>Where an event goes and how loud it is.</summary>
public enum EventFlavor
{
    /// <summary>Good news: Kubernetes Event of type Normal and a notification of severity info.</summary>
    Normal,

    /// <summary>Bad news: Kubernetes Event of type Warning and a notification of severity error.</summary>
    Warning,

    /// <summary>Detail: Kubernetes Event of type Normal, no notification.</summary>
    Trace,
}
