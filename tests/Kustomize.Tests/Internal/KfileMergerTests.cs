using System.Text.Json.Nodes;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Internal.Building;

namespace GitOpsToolkit.Kustomize.Tests.Internal;

public sealed class KfileMergerTests
{
    [Fact]
    public void Merge_NamespaceAndAffixes_ReplaceTheFile() =>
        Merge("""{"namespace":"a","namePrefix":"p-"}""", new KustomizationSpec { TargetNamespace = "b", NamePrefix = "q-", NameSuffix = "-s" })
            .ShouldBe("""{"namespace":"b","namePrefix":"q-","nameSuffix":"-s"}""");

    [Fact]
    public void Merge_Patches_AreAppendedInOrder() =>
        Merge(
            """{"patches":[{"path":"p.yaml"}]}""",
            new KustomizationSpec { Patches = [new() { Patch = "a" }, new() { Patch = "b", Target = new() { Kind = "Deployment", LabelSelector = "x=y" } }] })
            .ShouldBe("""{"patches":[{"path":"p.yaml"},{"patch":"a"},{"patch":"b","target":{"kind":"Deployment","labelSelector":"x=y"}}]}""");

    [Theory]
    [InlineData("""{"name":"i","newTag":"1"}""", "n", null, null, """{"name":"i","newTag":"1","newName":"n"}""")]
    [InlineData("""{"name":"i","digest":"sha256:a"}""", "n", null, null, """{"name":"i","digest":"sha256:a","newName":"n"}""")]
    [InlineData("""{"name":"i","digest":"sha256:a"}""", null, "2", null, """{"name":"i","newTag":"2"}""")]
    [InlineData("""{"name":"i","newTag":"1"}""", null, null, "sha256:b", """{"name":"i","digest":"sha256:b"}""")]
    [InlineData("""{"name":"i","newTag":"1"}""", null, "2", "sha256:b", """{"name":"i","newTag":"2","digest":"sha256:b"}""")]
    [InlineData("""{"name":"i","newTag":"1"}""", null, null, null, """{"name":"i","newTag":"1"}""")]
    public void Merge_KnownImage_IsOverridden(string known, string? newName, string? newTag, string? digest, string expected) =>
        Merge($$"""{"images":[{{known}}]}""", new KustomizationSpec { Images = [new() { Name = "i", NewName = newName, NewTag = newTag, Digest = digest }] })
            .ShouldBe($$"""{"images":[{{expected}}]}""");

    [Fact]
    public void Merge_RepeatedImage_Accumulates() =>
        Merge("{}", new KustomizationSpec { Images = [new() { Name = "i", NewTag = "1" }, new() { Name = "i", NewName = "n" }] })
            .ShouldBe("""{"images":[{"name":"i","newTag":"1","newName":"n"}]}""");

    [Theory]
    [InlineData("/abs")]
    [InlineData("https://example.com/x")]
    [InlineData("git@example.com:x")]
    [InlineData("SSH://example.com/x")]
    [InlineData("github.com/a/b")]
    [InlineData("file:///abs")]
    public void Merge_ComponentThatIsNotLocal_Throws(string component) =>
        Should.Throw<BuildException>(() => Merge("{}", new KustomizationSpec { Components = [component] }))
            .Message.ShouldBe($"component path '{component}' must be local and relative");

    [Fact]
    public void Merge_MissingComponent_IsDroppedOnlyWhenAsked()
    {
        Merge("{}", new KustomizationSpec { Components = ["missing", "there", "file://x"] }).ShouldBe("""{"components":["missing","there","file://x"]}""");
        Merge("{}", new KustomizationSpec { Components = ["missing", "there"], IgnoreMissingComponents = true }).ShouldBe("""{"components":["there"]}""");
    }

    [Fact]
    public void Merge_BuildMetadata_ReplacesTheList() =>
        Merge("""{"buildMetadata":["a"]}""", new KustomizationSpec { BuildMetadata = ["originAnnotations"] }).ShouldBe("""{"buildMetadata":["originAnnotations"]}""");

    private static string Merge(string kfile, KustomizationSpec spec)
    {
        var content = (JsonObject)JsonNode.Parse(kfile)!;
        KfileMerger.Merge(content, spec, component => component == "there");
        return content.ToJsonString();
    }
}
