namespace GitOpsToolkit.Runtime;

/// <summary>Which of several replicas works.</summary>
public sealed class LeaderElectionOptions
{
    /// <summary>Default of <see cref="LeaseDuration"/>; the flag <c>--leader-election-lease-duration</c>.</summary>
    public static readonly TimeSpan DefaultLeaseDuration = TimeSpan.FromSeconds(35);

    /// <summary>Default of <see cref="RenewDeadline"/>; the flag <c>--leader-election-renew-deadline</c>.</summary>
    public static readonly TimeSpan DefaultRenewDeadline = TimeSpan.FromSeconds(30);

    /// <summary>Default of <see cref="RetryPeriod"/>; the flag <c>--leader-election-retry-period</c>.</summary>
    public static readonly TimeSpan DefaultRetryPeriod = TimeSpan.FromSeconds(5);

    /// <summary>True lets only the holder of the lease reconcile; the flag <c>--enable-leader-election</c>.</summary>
    /// <value>False.</value>
    public bool Enabled { get; set; }

    /// <summary>One lease for every controller of the process; null means each controller's own (<see cref="ControllerOptions.LeaseName"/>).</summary>
    public string? LeaseName { get; set; }

    /// <summary>Namespace of the lease; null means <see cref="GitOpsOptions.RuntimeNamespace"/>, then the client's default namespace.</summary>
    public string? LeaseNamespace { get; set; }

    /// <summary>Name this replica holds the lease under; null means host name and a random part.</summary>
    public string? Identity { get; set; }

    /// <summary>How long others wait after the last renewal they saw before they take over.</summary>
    /// <value>35 seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = DefaultLeaseDuration;

    /// <summary>How long the holder tries to renew before it stops working.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan RenewDeadline { get; set; } = DefaultRenewDeadline;

    /// <summary>Time between two tries.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan RetryPeriod { get; set; } = DefaultRetryPeriod;

    /// <summary>True gives the lease back on a clean stop, so that another replica starts at once; the flag <c>--leader-election-release-on-cancel</c>.</summary>
    /// <value>True.</value>
    public bool ReleaseOnCancel { get; set; } = true;
}
