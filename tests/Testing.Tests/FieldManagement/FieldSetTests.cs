using System.Text.Json.Nodes;
using GitOpsToolkit.Testing.FieldManagement;

namespace GitOpsToolkit.Testing.Tests.FieldManagement;

public sealed class FieldSetTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"f:data":{".":{},"f:a":{},"f:b":{}},"f:metadata":{"f:labels":{"f:x":{}}}}""")]
    [InlineData("""{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{}},"k:{\"containerPort\":443,\"protocol\":\"TCP\"}":{".":{}}}}""")]
    [InlineData("""{"f:finalizers":{".":{},"v:\"a.io/x\"":{},"v:\"a.io/y\"":{}}}""")]
    [InlineData("""{"f:list":{"i:0":{},"i:10":{}}}""")]
    public void FieldsV1_ReadAndWritten_IsTheSame(string text)
    {
        var written = FieldsV1.Write(FieldsV1.Read(JsonNode.Parse(text)!.AsObject())).ToJsonString();

        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(text.Replace("""{".":{}}""", "{}", StringComparison.Ordinal))).ShouldBeTrue(written);
    }

    [Fact]
    public void FieldsV1_NumbersInKeys_AreOrderedAsNumbers()
    {
        var set = Read("""{"f:p":{"k:{\"port\":443}":{},"k:{\"port\":80}":{}}}""");

        set.Paths().ShouldBe([".p[port=80]", ".p[port=443]"]);
    }

    [Theory]
    [InlineData("x:y")]
    [InlineData("f:a")]
    public void FieldsV1_UnknownElement_IsIgnored(string key) =>
        Read($$$"""{"{{{key}}}":{}}""").IsEmpty.ShouldBe(key[0] == 'x');

    [Theory]
    [InlineData("f")]
    [InlineData("fx")]
    [InlineData("k:{")]
    public void FieldsV1_MalformedElement_IsRefused(string key) =>
        Should.Throw<FormatException>(() => Read($$$"""{"{{{key}}}":{}}"""));

    [Fact]
    public void Paths_OfAllKinds_ReadAsInMessages() =>
        Read("""{"f:a":{".":{},"k:{\"name\":\"x\",\"n\":1}":{".":{},"f:b":{}},"v:\"s\"":{},"i:3":{}}}""").Paths()
            .ShouldBe([".a", ".a[n=1,name=\"x\"]", ".a[=\"s\"]", ".a[3]", ".a[n=1,name=\"x\"].b"]);

    [Fact]
    public void Operations_OnMembersAndChildren_TreatThemApart()
    {
        var parent = Read("""{"f:a":{}}""");
        var child = Read("""{"f:a":{"f:b":{}}}""");

        parent.Except(child).Paths().ShouldBe([".a"]);
        child.Except(parent).Paths().ShouldBe([".a.b"]);
        child.ExceptTrees(parent).IsEmpty.ShouldBeTrue();
        parent.Union(child).Paths().ShouldBe([".a", ".a.b"]);
        parent.Intersect(child).IsEmpty.ShouldBeTrue();
        parent.Union(child).Intersect(child).Paths().ShouldBe([".a.b"]);
    }

    /// <summary>The laws of sets, on random sets.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Operations_OnRandomSets_KeepTheLaws(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            var (a, b) = (RandomSet(random), RandomSet(random));

            a.Union(b).SetEquals(b.Union(a)).ShouldBeTrue();
            a.Intersect(b).SetEquals(b.Intersect(a)).ShouldBeTrue();
            a.Except(b).Union(a.Intersect(b)).SetEquals(a).ShouldBeTrue();
            a.Except(b).Intersect(b).IsEmpty.ShouldBeTrue();
            FieldsV1.Read(FieldsV1.Write(a)).SetEquals(a).ShouldBeTrue();
        }
    }

    private static FieldSet Read(string text) => FieldsV1.Read(JsonNode.Parse(text)!.AsObject());

    private static FieldSet RandomSet(Random random)
    {
        var set = new FieldSet();
        for (var i = random.Next(8); i >= 0; i--)
        {
            var path = new PathElement[random.Next(1, 4)];
            for (var j = 0; j < path.Length; j++)
            {
                path[j] = random.Next(4) == 0 ? PathElement.Value(JsonValue.Create(random.Next(3))) : PathElement.Field(((char)('a' + random.Next(4))).ToString());
            }

            set.Insert(path);
        }

        return set;
    }
}
