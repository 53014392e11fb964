using System.ComponentModel.DataAnnotations;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>Outcome of one or more equal passes.</summary>
public sealed class ReconcileSnapshot
{
    /// <summary>Digest of the built manifests.</summary>
    [Required]
    public string Digest { get; set; } = "";

    /// <summary>When this outcome was first seen.</summary>
    [Required]
    public DateTimeOffset FirstReconciled { get; set; }

    /// <summary>When this outcome was last seen.</summary>
    [Required]
    public DateTimeOffset LastReconciled { get; set; }

    /// <summary>How long the last such pass took.</summary>
    [Required]
    public TimeSpan LastReconciledDuration { get; set; }

    /// <summary>Reason of the outcome.</summary>
    [Required]
    public string LastReconciledStatus { get; set; } = "";

    /// <summary>How many passes had this outcome.</summary>
    [Required]
    public long TotalReconciliations { get; set; }

    /// <summary>Revision and origin revision.</summary>
    public Dictionary<string, string>? Metadata { get; set; }
}
