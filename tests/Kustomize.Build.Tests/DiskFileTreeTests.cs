namespace GitOpsToolkit.Kustomize.Build.Tests;

public sealed class DiskFileTreeTests : IDisposable
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("kustomize-");
    private readonly string _root;

    public DiskFileTreeTests()
    {
        _root = Path.Combine(_scratch.FullName, "root");
        Write("root/app/kustomization.yaml", "resources: [a.yaml]\n");
        Write("root/shared/a.yaml", ConfigMap);
        Write("secret.yaml", ConfigMap);
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public void Run_FileInPlace_IsRead()
    {
        Write("root/app/a.yaml", ConfigMap);
        Build(new DiskFileTree(_root), "app").Resources.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("../../secret.yaml")]
    [InlineData("../../../../../../../../etc/hostname")]
    public void Run_LinkOutOfTheTree_IsRefused(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "app/a.yaml"), target);
        Refused("app");
    }

    [Fact]
    public void Run_AbsoluteLinkOutOfTheTree_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "app/a.yaml"), Path.Combine(_scratch.FullName, "secret.yaml"));
        Refused("app");
    }

    [Fact]
    public void Run_LinkedDirectoryOutOfTheTree_IsRefused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "app/up"), "../..");
        Write("root/app/kustomization.yaml", "resources: [up/secret.yaml]\n");
        Refused("app");
    }

    [Fact]
    public void Run_LinkInsideTheTree_FollowsTheLoadRestriction()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "app/a.yaml"), "../shared/a.yaml");
        Should.Throw<KustomizeException>(() => Build(new DiskFileTree(_root), "app")).Message.ShouldContain("security");
        Build(new DiskFileTree(_root), "app", new BuildOptions { LoadRestriction = LoadRestriction.None }).Resources.ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_LinkLoop_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "app/a.yaml"), "b.yaml");
        File.CreateSymbolicLink(Path.Combine(_root, "app/b.yaml"), "a.yaml");
        Refused("app");
    }

    [Theory]
    [InlineData("../app")]
    [InlineData("../../root/app")]
    public void Run_PathWithDots_StaysInTheTree(string path)
    {
        Write("root/app/a.yaml", ConfigMap);
        if (path.StartsWith("../app", StringComparison.Ordinal))
        {
            Build(new DiskFileTree(_root), path).Resources.ShouldHaveSingleItem();
        }
        else
        {
            Refused(path);
        }
    }

    [Theory]
    [InlineData("../../secret.yaml")]
    [InlineData("/etc/hostname")]
    [InlineData("．．/．．/secret.yaml")]
    public void Run_PathOutOfTheTree_IsNotFound(string resource)
    {
        Write("root/app/kustomization.yaml", $"resources: ['{resource}']\n");
        Should.Throw<KustomizeException>(() => Build(new DiskFileTree(_root), "app", new BuildOptions { LoadRestriction = LoadRestriction.None }))
            .Message.ShouldContain("doesn't exist");
    }

    [Fact]
    public void Constructor_NoDirectory_Throws() =>
        Should.Throw<DirectoryNotFoundException>(() => new DiskFileTree(Path.Combine(_root, "nope")));

    private static BuildResult Build(IFileTree files, string path, BuildOptions? options = null) =>
        KustomizeBuild.Run(files, path, options, TestContext.Current.CancellationToken);

    private void Refused(string path) =>
        Should.Throw<KustomizeException>(() => Build(new DiskFileTree(_root), path, new BuildOptions { LoadRestriction = LoadRestriction.None }));

    private void Write(string path, string text)
    {
        var full = Path.Combine(_scratch.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
