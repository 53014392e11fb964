using System.ComponentModel.DataAnnotations;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Schema;

namespace CustomController;

/// <summary>Announces the revision a git repository is at, so that a preview can be started from it.</summary>
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Revision", "string", ".status.revision")]
public sealed class PreviewEnvironment : Resource<PreviewEnvironmentSpec, PreviewEnvironmentStatus>, IResource<PreviewEnvironment>
{
    /// <inheritdoc/>
    public static ResourceInfo<PreviewEnvironment> Info { get; } = new()
    {
        Group = "demo.example.com",
        Version = "v1",
        Kind = "PreviewEnvironment",
        Plural = "previewenvironments",
        ShortNames = ["preview"],
    };
}

/// <summary>Which repository to follow and where to announce it.</summary>
public sealed class PreviewEnvironmentSpec
{
    /// <summary>The GitRepository, in the namespace of this object.</summary>
    [Required]
    public LocalObjectReference SourceRef { get; set; } = new();

    /// <summary>Namespace of the ConfigMap that carries the announcement.</summary>
    [Required]
    public string TargetNamespace { get; set; } = "";

    /// <summary>Time between two looks at the ConfigMap.</summary>
    [Required]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>What was announced.</summary>
public sealed class PreviewEnvironmentStatus : ConditionedStatus
{
    /// <summary>The announced revision.</summary>
    public string? Revision { get; set; }
}
