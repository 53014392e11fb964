using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using GitOpsToolkit.Api;
using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Api.Schema;
using GitOpsToolkit.Resources;
using GitOpsToolkit.Runtime.CustomResources;

namespace GitOpsToolkit.Runtime.Tests.CustomResources;

public sealed class CustomResourceDefinitionGeneratorTests
{
    private static readonly Unstructured Definition = CustomResourceDefinitionGenerator.Generate<Sample>();

    private static JsonNode? Spec(params string[] path) =>
        Definition.Root["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"].At(["properties", "spec", .. path]);

    [Fact]
    public void Generate_Names_ComeFromResourceInfo()
    {
        Definition.Name.ShouldBe("samples.demo.example.com");
        Definition.Root["spec"]!["names"]!.ToJsonString().ShouldBe("""{"kind":"Sample","listKind":"SampleList","plural":"samples","shortNames":["sm"],"singular":"sample"}""");
        Definition.Root["spec"]!["scope"].AsText().ShouldBe("Cluster");
    }

    [Fact]
    public void Generate_Constraints_ComeFromAttributes()
    {
        Spec("properties", "size")!.ToJsonString().ShouldBe("""{"type":"string","description":"How large.","enum":["S","L"],"default":"S"}""");
        Spec("properties", "name")!["maxLength"].AsInteger().ShouldBe(63);
        Spec("properties", "name")!["minLength"].AsInteger().ShouldBe(1);
        Spec("properties", "modes")!["items"]!["enum"]!.ToJsonString().ShouldBe("""["a","b"]""");
        Spec("properties", "count")!["minimum"].AsInteger().ShouldBe(0);
        Spec("required")!.ToJsonString().ShouldBe("""["name"]""");
    }

    [Fact]
    public void Generate_Rules_ComeFromCelRuleAttributes() =>
        Spec("x-kubernetes-validations")!.ToJsonString().ShouldBe("""[{"rule":"self.count \u003E 0","message":"count must be positive"}]""");

    [Fact]
    public void Generate_Types_AreThoseOfTheApi()
    {
        Spec("properties", "wait")!["type"].AsText().ShouldBe("string");
        Spec("properties", "labels")!["additionalProperties"]!["type"].AsText().ShouldBe("string");
        Spec("properties", "free")!["x-kubernetes-preserve-unknown-fields"]!.GetValue<bool>().ShouldBeTrue();
        Spec("properties", "since")!["format"].AsText().ShouldBe("date-time");
    }

    [Fact]
    public void Generate_RecursiveType_NamesTheRemedy() =>
        Should.Throw<InvalidOperationException>(() => CustomResourceDefinitionGenerator.Generate<Endless>()).Message.ShouldContain("JsonNode");

    [Fact]
    public void Generate_Kustomization_DefaultsStatusAndDescribesFields()
    {
        var schema = CustomResourceDefinitionGenerator.Generate<Kustomization>().Root["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"];

        schema.At("properties", "status", "default")!.ToJsonString().ShouldBe("""{"observedGeneration":-1}""");
        schema.At("properties", "spec", "properties", "prune", "description").AsText().ShouldBe("True deletes objects that left the build.");
        schema.At("properties", "status", "properties", "inventory", "properties", "entries", "items", "required")!.ToJsonString().ShouldBe("""["id","v"]""");
    }

    public sealed class Sample : Resource<SampleSpec, ConditionedStatus>, IResource<Sample>
    {
        public static ResourceInfo<Sample> Info { get; } = new() { Group = "demo.example.com", Version = "v1", Kind = "Sample", Plural = "samples", ShortNames = ["sm"], Namespaced = false };
    }

    [CelRule("self.count > 0", "count must be positive")]
    public sealed class SampleSpec
    {
        /// <summary>How large.</summary>
        [AllowedValues("S", "L")]
        [JsonDefault("\"S\"")]
        public string? Size { get; set; }

        [Required]
        [StringLength(63, MinimumLength = 1)]
        public string Name { get; set; } = "";

        [Range(0, long.MaxValue)]
        public long? Count { get; set; }

        [AllowedValues("a", "b")]
        public List<string>? Modes { get; set; }

        public TimeSpan? Wait { get; set; }

        public Dictionary<string, string>? Labels { get; set; }

        public JsonObject? Free { get; set; }

        public DateTimeOffset? Since { get; set; }
    }

    public sealed class Endless : Resource<EndlessSpec, ConditionedStatus>, IResource<Endless>
    {
        public static ResourceInfo<Endless> Info { get; } = new() { Group = "demo.example.com", Version = "v1", Kind = "Endless", Plural = "endlesses" };
    }

    public sealed class EndlessSpec
    {
        public EndlessSpec? Inner { get; set; }
    }
}
