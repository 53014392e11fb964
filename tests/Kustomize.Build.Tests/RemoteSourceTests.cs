using System.Text;

namespace GitOpsToolkit.Kustomize.Build.Tests;

public class RemoteSourceTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
    private const string Repository = "https://github.com/org/repo";

    private readonly FakeSource _remote = new();

    [Fact]
    public void Run_RemoteBase_IsBuiltFromItsRepository()
    {
        _remote.Repositories[Repository] = Tree(("deploy/base/kustomization.yaml", "resources: [../shared, a.yaml]\n"), ("deploy/base/a.yaml", ConfigMap), ("deploy/shared/kustomization.yaml", "configMapGenerator: [{name: g, literals: [x=1]}]\n"));

        var result = Build($"resources: ['{Repository}//deploy/base?ref=v1&timeout=5']\nnamePrefix: p-\n");

        result.Resources.Select(r => r.Name[..3]).ShouldBe(["p-a", "p-g"], ignoreOrder: true);
        _remote.Opened.ShouldHaveSingleItem().ShouldBe(new RemoteRepository("https://github.com/", "org/repo", "deploy/base", "v1", TimeSpan.FromSeconds(5), true));
    }

    [Fact]
    public void Run_TwoFoldersOfARepository_OpenItOnce()
    {
        _remote.Repositories[Repository] = Tree(("a/kustomization.yaml", "resources: [a.yaml]\n"), ("a/a.yaml", ConfigMap), ("b/kustomization.yaml", "namePrefix: b-\nresources: [../a]\n"));
        Build($"resources: ['{Repository}/a', '{Repository}//b']\n").Resources.Count.ShouldBe(2);
        _remote.Opened.ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_RemoteComponent_ChangesWhatIsThere()
    {
        _remote.Repositories[Repository] = Tree(("kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -c\n"));
        Build($"resources: [a.yaml]\ncomponents: ['{Repository}']\n").Resources[0].Name.ShouldBe("a-c");
    }

    [Fact]
    public void Run_RootOfTheBuildIsRemote_IsBuilt()
    {
        _remote.Repositories[Repository] = Tree(("app/kustomization.yaml", "resources: [a.yaml]\n"), ("app/a.yaml", ConfigMap));
        KustomizeBuild.Run(Tree(), Repository + "//app", Options(), TestContext.Current.CancellationToken).Resources.ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_RemoteFile_IsReadWhereverAFileIs()
    {
        _remote.Files["https://example.com/a.yaml"] = ConfigMap;
        _remote.Files["https://example.com/p.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";
        Build("resources: ['https://example.com/a.yaml']\npatches: [{path: 'https://example.com/p.yaml'}]\n").ToYaml().ShouldContain("k: v");
    }

    [Fact]
    public void Run_AddressThatGivesAPage_IsTriedAsRepository()
    {
        _remote.Files[Repository] = "<html><body>a: b: c</body></html>";
        _remote.Repositories[Repository] = Tree(("kustomization.yaml", "resources: [a.yaml]\n"), ("a.yaml", ConfigMap));
        Build($"resources: ['{Repository}']\n").Resources.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("//base?ref=v1", "base/a.yaml")]
    [InlineData("?ref=v1", "notCloned/base/a.yaml")]
    public void Run_OriginAnnotations_NameRepositoryAndReference(string address, string path)
    {
        _remote.Repositories[Repository] = Tree(("kustomization.yaml", "resources: [base]\n"), ("base/kustomization.yaml", "resources: [a.yaml]\n"), ("base/a.yaml", ConfigMap));
        Build($"resources: ['{Repository}{address}']\nbuildMetadata: [originAnnotations]\n").Resources[0]
            .Annotation("config.kubernetes.io/origin").ShouldBe($"path: {path}\nrepo: {Repository}\nref: v1\n");
    }

    [Fact]
    public void Run_LocalFolderNamedLikeARepository_IsPreferred()
    {
        var files = Tree(("kustomization.yaml", "resources: [github.com/org/repo]\n"), ("github.com/org/repo/kustomization.yaml", "resources: [a.yaml]\n"), ("github.com/org/repo/a.yaml", ConfigMap));
        KustomizeBuild.Run(files, ".", Options(), TestContext.Current.CancellationToken).Resources.ShouldHaveSingleItem();
        _remote.Opened.ShouldBeEmpty();
    }

    [Fact]
    public void Run_RepositoryThatRefersToItself_IsACycle()
    {
        _remote.Repositories[Repository] = Tree(("kustomization.yaml", $"resources: ['{Repository}']\n"));
        Fails($"resources: ['{Repository}']\n", "cycle detected: URI");
    }

    [Theory]
    [InlineData("resources: [../../../secret.yaml]")]
    [InlineData("resources: [/secret.yaml]")]
    [InlineData("configMapGenerator: [{name: x, files: [../shared.txt]}]")]
    public void Run_RepositoryReachingOut_IsRefusedEvenWithoutRestriction(string kustomization)
    {
        _remote.Repositories[Repository] = Tree(("base/kustomization.yaml", kustomization), ("shared.txt", "x"));
        Should.Throw<KustomizeException>(() => KustomizeBuild.Run(
            Tree(("kustomization.yaml", $"resources: ['{Repository}//base']"), ("secret.yaml", ConfigMap)),
            ".",
            Options() with { LoadRestriction = LoadRestriction.None },
            TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("https://example.com/missing.yaml", "nothing is at 'https://example.com/missing.yaml'")]
    [InlineData("https://github.com/org/none", "no such repository")]
    [InlineData("https://github.com/org/repo//none", "doesn't exist")]
    [InlineData("https://github.com/org/repo//a.yaml", "file is not directory")]
    public void Run_NothingThere_SaysSo(string address, string cause)
    {
        _remote.Repositories[Repository] = Tree(("a.yaml", ConfigMap));
        Fails($"resources: ['{address}']\n", cause);
    }

    [Fact]
    public void Run_ErrorsOfRemoteBases_HideCredentials()
    {
        var error = Should.Throw<KustomizeException>(() => Build("resources: ['https://user:secret@example.com/org/none']\n"));
        error.InnerException!.Message.ShouldNotContain("secret@");
    }

    private BuildOptions Options() => new() { Remote = _remote };

    private BuildResult Build(string kustomization) =>
        KustomizeBuild.Run(Tree(("kustomization.yaml", kustomization), ("a.yaml", ConfigMap)), ".", Options(), TestContext.Current.CancellationToken);

    private void Fails(string kustomization, string cause) =>
        Should.Throw<KustomizeException>(() => Build(kustomization)).Message.ShouldContain(cause);

    private static InMemoryFileTree Tree(params (string Path, string Text)[] files) =>
        InMemoryFileTree.FromText(files.ToDictionary(f => f.Path, f => f.Text));

    private sealed class FakeSource : IRemoteSource
    {
        public Dictionary<string, IFileTree> Repositories { get; } = [];

        public Dictionary<string, string> Files { get; } = [];

        public List<RemoteRepository> Opened { get; } = [];

        public IFileTree OpenRepository(RemoteRepository repository, CancellationToken cancellationToken)
        {
            Opened.Add(repository);
            return Repositories.GetValueOrDefault(repository.Url) ?? throw new KustomizeException("no such repository");
        }

        public ReadOnlyMemory<byte>? ReadFile(Uri url, CancellationToken cancellationToken) =>
            Files.TryGetValue(url.OriginalString, out var text) ? Encoding.UTF8.GetBytes(text) : default(ReadOnlyMemory<byte>?);
    }
}
