using GitOpsToolkit.Helm.Templates.Rendering;

namespace GitOpsToolkit.Helm.Templates.Tests.Rendering;

public class ManifestTextTests
{
    private const string Two = "\n---\na: 1\n\n---\nb: 2\n\n";

    [Theory]
    [InlineData(ManifestSplitting.Helm3, "a: 1", "b: 2")]
    [InlineData(ManifestSplitting.Helm420, "a: 1", "b: 2\n\n")]
    [InlineData(ManifestSplitting.Helm424, "a: 1\n\n", "b: 2\n\n")]
    public void Split_WhiteSpace_IsKeptAsTheReleaseDoes(ManifestSplitting splitting, string first, string second) =>
        ManifestText.Split(Two, splitting).ShouldBe([first, second]);

    [Theory]
    [InlineData(ManifestSplitting.Helm3)]
    [InlineData(ManifestSplitting.Helm420)]
    [InlineData(ManifestSplitting.Helm424)]
    public void Split_Separators_NeedNoLineOfTheirOwn(ManifestSplitting splitting)
    {
        ManifestText.Split("---a: 1\n---b: 2", splitting).Select(static d => d.Trim()).ShouldBe(["a: 1", "b: 2"]);
        ManifestText.Split("a: 1\n --- b\n", splitting).ShouldHaveSingleItem();
        ManifestText.Split("--- # comment\na: 1", splitting).ShouldBe(["# comment\na: 1"]);
        ManifestText.Split("---\n \n", splitting).ShouldBeEmpty();
        ManifestText.Split("", splitting).ShouldBeEmpty();
    }

    [Fact]
    public void Split_SeparatorRightBehindOne_IsTextBefore424()
    {
        // The white space between the two belongs to the first separator, so the second is not at the beginning of a line any more.
        ManifestText.Split("a: 1\n---\n---\nb: 2", ManifestSplitting.Helm420).ShouldBe(["a: 1", "---\nb: 2"]);
        ManifestText.Split("a: 1\n---\n---\nb: 2", ManifestSplitting.Helm424).ShouldBe(["a: 1\n", "b: 2"]);
    }
}
