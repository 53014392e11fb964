using System.Text.Json.Nodes;
using GitOpsToolkit.Apply.Internal;
using GitOpsToolkit.Resources;

namespace GitOpsToolkit.Apply.Tests.Internal;

public sealed class OwnershipCleanupTests
{
    private static readonly OwnershipCleanup Cleanup = new(
        "kustomize-controller", new ApplierSettings { FieldManager = "kustomize-controller", ControlGroup = "kustomize.toolkit.fluxcd.io" }.AllOverriddenManagers());

    [Fact]
    public void PatchFor_ForeignManagerOnly_IsNull() =>
        Cleanup.PatchFor(With("{manager: flux-client-side-apply, operation: Update, fieldsV1: {'f:data': {}}}")).ShouldBeNull();

    [Fact]
    public void PatchFor_ManagerOfASubresource_IsNull() =>
        Cleanup.PatchFor(With("{manager: kubectl, operation: Update, subresource: status, fieldsV1: {}}")).ShouldBeNull();

    [Fact]
    public void PatchFor_KubectlEditWithoutOwnEntry_RenamesIt()
    {
        var patch = Cleanup.PatchFor(With("{manager: kubectl-edit, operation: Update, apiVersion: v1, time: t, fieldsV1: {'f:data': {'f:a': {}}}}"))!;

        var entry = (JsonObject)patch[0]!["value"]![0]!;
        entry.GetText("manager").ShouldBe("kustomize-controller");
        entry.GetText("operation").ShouldBe("Apply");
        entry["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:data":{"f:a":{}}}""");
    }

    [Fact]
    public void PatchFor_KubectlBesideOwnEntry_FoldsItsFields()
    {
        var patch = Cleanup.PatchFor(With(
            "{manager: kustomize-controller, operation: Apply, fieldsV1: {'f:data': {'f:a': {}}}}",
            "{manager: other, operation: Update, fieldsV1: {}}",
            "{manager: kubectl, operation: Apply, fieldsV1: {'f:data': {'.': {}, 'f:b': {}}, 'f:metadata': {}}}"))!;

        var entries = (JsonArray)patch[0]!["value"]!;
        entries.Select(entry => ((JsonObject)entry!).GetText("manager")).ShouldBe(["other", "kustomize-controller"]);
        entries[1]!["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:data":{"f:a":{},".":{},"f:b":{}},"f:metadata":{}}""");
    }

    [Fact]
    public void PatchFor_LeftoversInMetadata_RemovesThem()
    {
        var live = Manifests.ConfigMap("a");
        live.SetAnnotation("kubectl.kubernetes.io/last-applied-configuration", "{}");
        live.SetLabel("fluxcd.io/sync-gc-mark", "x");

        Cleanup.PatchFor(live)!.Select(operation => ((JsonObject)operation!).GetText("path")).ShouldBe(
            ["/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration", "/metadata/labels/fluxcd.io~1sync-gc-mark"]);
    }

    [Fact]
    public void Union_FieldOwnedWholeAndInPart_KeepsBoth() =>
        FieldSets.Union((JsonObject)JsonNode.Parse("""{"f:a":{}}""")!, (JsonObject)JsonNode.Parse("""{"f:a":{"f:b":{}}}""")!)
            .ToJsonString().ShouldBe("""{"f:a":{".":{},"f:b":{}}}""");

    private static Unstructured With(params string[] managedFields)
    {
        var live = Manifests.ConfigMap("a");
        live.Metadata!["managedFields"] = new JsonArray([.. managedFields.Select(entry => (JsonNode?)Manifests.Yaml(entry).Root)]);
        return live;
    }
}
