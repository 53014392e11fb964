using System.Text.Json;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Testing.FieldManagement;

/// <summary>Who an entry of <c>managedFields</c> belongs to. Appliers are the same whatever version they use, updaters are not.</summary>
/// <param name="Manager">Name of the field manager.</param>
/// <param name="IsApply">True for operation Apply, false for Update.</param>
/// <param name="ApiVersion">Version of an updater; empty for appliers.</param>
/// <param name="Subresource">Subresource, empty for the resource itself.</param>
internal readonly record struct ManagerKey(string Manager, bool IsApply, string ApiVersion, string Subresource)
{
    /// <summary>The identifier kube-apiserver sorts conflicts by.</summary>
    public string Identifier =>
        $"{{\"manager\":{JsonSerializer.Serialize(Manager)},\"operation\":\"{(IsApply ? "Apply" : "Update")}\""
        + (ApiVersion.Length == 0 ? "" : $",\"apiVersion\":\"{ApiVersion}\"")
        + (Subresource.Length == 0 ? "" : $",\"subresource\":\"{Subresource}\"") + "}";

    /// <summary>The form of conflict messages.</summary>
    public override string ToString() =>
        GoFormat.Quote(Manager)
        + (Subresource.Length == 0 ? "" : $" with subresource {GoFormat.Quote(Subresource)}")
        + (IsApply ? "" : $" using {ApiVersion}");
}
