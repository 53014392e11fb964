using System.Reflection;

namespace GitOpsToolkit.Architecture.Tests;

/// <summary>
/// The dependency law: which package may refer to which. An entry allows what it names and all that those may refer to.
/// The command line (assembly <c>gitops</c>) and the examples sit on top and may refer to everything.
/// </summary>
public sealed class DependencyLawTests
{
    private const string Prefix = "GitOpsToolkit.";

    private static readonly string[] Controllers = ["Source", "Kustomize", "Helm", "Notification", "ImageAutomation"];

    private static readonly string[] Shared =
        ["Api", "Resources", "Versioning", "Cel", "Kubernetes", "Runtime", "Artifacts", "Apply", "Git", "Oci", "Kustomize.Build", "Helm.Templates"];

    private static readonly Dictionary<string, string[]> Law = new(StringComparer.Ordinal)
    {
        ["Api"] = [],
        ["Resources"] = [],
        ["Versioning"] = [],
        ["Cel"] = [],
        ["Kubernetes"] = ["Api", "Resources"],
        ["Runtime"] = ["Kubernetes"],
        ["Artifacts"] = ["Api"],
        ["Git"] = ["Api", "Versioning"],
        ["Oci"] = ["Api"],
        ["Apply"] = ["Kubernetes", "Cel"],
        ["Kustomize.Build"] = ["Resources"],
        ["Helm.Templates"] = ["Resources", "Versioning"],
        ["Source"] = Shared,
        ["Kustomize"] = Shared,
        ["Helm"] = Shared,
        ["Notification"] = Shared,
        ["ImageAutomation"] = Shared,
        ["Testing"] = Shared,
    };

    public static TheoryData<string> Packages => [.. Assemblies().Select(static file => Path.GetFileNameWithoutExtension(file)[Prefix.Length..])];

    [Theory]
    [MemberData(nameof(Packages))]
    public void References_OfPackage_StayInsideTheLaw(string package)
    {
        Law.ShouldContainKey(package, $"a new package needs a line in the law: add {package} to {nameof(DependencyLawTests)} and to the package map of CONTRIBUTING.md");

        var allowed = Reachable(package);
        var references = Assembly.Load(Prefix + package).GetReferencedAssemblies()
            .Select(static reference => reference.Name!)
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static name => name[Prefix.Length..]);

        references.Except(allowed).ShouldBeEmpty($"{package} may refer to [{string.Join(", ", allowed)}] only");
    }

    [Fact]
    public void References_OfController_NameNoOtherController()
    {
        foreach (var controller in Controllers.Intersect(Packages.Select(static row => row.Data)))
        {
            Reachable(controller).Intersect(Controllers).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Packages_Found_IncludeTheControllers() =>
        Packages.Select(static row => row.Data).ShouldContain("Source");

    private static HashSet<string> Reachable(string package)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Law[package]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next) && Law.TryGetValue(next, out var further))
            {
                foreach (var reference in further)
                {
                    open.Push(reference);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> Assemblies() =>
        Directory.GetFiles(AppContext.BaseDirectory, Prefix + "*.dll").Where(static file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
