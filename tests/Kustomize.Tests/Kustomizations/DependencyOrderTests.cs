using GitOpsToolkit.Api.Kustomize;
using GitOpsToolkit.Kustomize.Kustomizations;

namespace GitOpsToolkit.Kustomize.Tests.Kustomizations;

public sealed class DependencyOrderTests
{
    [Fact]
    public void Sort_Chain_PutsDependenciesFirst() =>
        DependencyOrder.Sort([Of("web", "db", "outside"), Of("db", "base"), Of("base")])!.Select(key => key.Name).ShouldBe(["base", "db", "web"]);

    [Fact]
    public void Sort_Circle_IsNull() => DependencyOrder.Sort([Of("a", "b"), Of("b", "a"), Of("c")]).ShouldBeNull();

    private static Kustomization Of(string name, params string[] dependsOn) => new()
    {
        Metadata = new() { Name = name, Namespace = "apps" },
        Spec = new() { DependsOn = [.. dependsOn.Select(dependency => new KustomizationDependency { Name = dependency })] },
    };
}
