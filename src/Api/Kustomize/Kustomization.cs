using GitOpsToolkit.Api.Schema;

namespace GitOpsToolkit.Api.Kustomize;

/// <summary>A path in a source that is built with kustomize and applied to a cluster.</summary>
[PrinterColumn("Age", "date", PrinterColumnAttribute.Created)]
[PrinterColumn("Ready", "string", PrinterColumnAttribute.ReadyStatus)]
[PrinterColumn("Status", "string", PrinterColumnAttribute.ReadyMessage)]
public sealed class Kustomization : Resource<KustomizationSpec, KustomizationStatus>, IResource<Kustomization>
{
    /// <inheritdoc/>
    public static ResourceInfo<Kustomization> Info { get; } = new()
    {
        Group = KustomizeApi.Group,
        Version = KustomizeApi.Version,
        Kind = "Kustomization",
        Plural = "kustomizations",
        ShortNames = ["ks"],
        Categories = ["all", "fluxcd", "fluxcd-appliers"],
        Json = ApiJson.Default.Kustomization,
    };
}
