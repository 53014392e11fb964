namespace GitOpsToolkit.Kustomize.Build.Tests;

/// <summary>Whatever paths kustomizations and links spell, no byte outside of the root is read.</summary>
public sealed class ContainmentTests : IDisposable
{
    private const string Secret = "outside-of-the-root";

    private static readonly string[] Segments =
    [
        "..", "..", ".", "app", "shared", "up", "out", "abs", "loop", "a.yaml", "secret.yaml", "kustomization.yaml", "", "．．", "‥", "..\u200b", "%2e%2e", "..\\..", "~", "etc", "hostname",
    ];

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("kustomize-");

    public void Dispose() => _scratch.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_ArbitraryPathsAndLinks_StayInTheRoot(int seed)
    {
        var random = new Random(seed);
        var root = Path.Combine(_scratch.FullName, "root");
        Write("secret.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {Secret}}}\n");
        Write("kustomization.yaml", "resources: [secret.yaml]\n");
        Write("root/app/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        Write("root/shared/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
        Write("root/shared/kustomization.yaml", "resources: [a.yaml]\n");
        Directory.CreateSymbolicLink(Path.Combine(root, "app/up"), "..");
        Directory.CreateSymbolicLink(Path.Combine(root, "app/out"), "../..");
        Directory.CreateSymbolicLink(Path.Combine(root, "shared/abs"), _scratch.FullName);
        Directory.CreateSymbolicLink(Path.Combine(root, "shared/loop"), "../app/up/shared/loop");
        File.CreateSymbolicLink(Path.Combine(root, "shared/secret.yaml"), "../app/out/secret.yaml");
        var restriction = new[] { LoadRestriction.None, LoadRestriction.RootOnly };

        for (var i = 0; i < 400; i++)
        {
            Write("root/app/kustomization.yaml", $"""
                resources: [a.yaml, '{Spell(random)}']
                patches: [{"{"}path: '{Spell(random)}', target: {"{"}kind: ConfigMap{"}"}{"}"}]
                configMapGenerator: [{"{"}name: g, files: ['{Spell(random)}']{"}"}]
                """);
            if (random.Next(3) > 0)
            {
                Write("root/app/kustomization.yaml", $"resources: ['{Spell(random)}']\n");
            }

            var files = new RecordingTree(new DiskFileTree(root));
            try
            {
                var options = new BuildOptions { LoadRestriction = restriction[random.Next(2)] };
                KustomizeBuild.Run(files, random.Next(4) == 0 ? Spell(random) : "app", options, TestContext.Current.CancellationToken).ToYaml().ShouldNotContain(Secret);
            }
            catch (KustomizeException e)
            {
                e.Message.ShouldNotContain(Secret);
            }

            foreach (var path in files.Read)
            {
                // What is read is a real path: no link in it, and so nothing but the root above it.
                path.ShouldStartWith("/");
                path.Split('/').ShouldNotContain("..");
                RealPath(root + path).ShouldBe(RealPath(root) + path);
            }
        }
    }

    private static string Spell(Random random) =>
        (random.Next(5) == 0 ? "/" : "") + string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Segments[random.Next(Segments.Length)]));

    private static string RealPath(string path)
    {
        var real = "/";
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, segment);
            real = new FileInfo(next).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real;
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_scratch.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private sealed class RecordingTree(IFileTree inner) : IFileTree
    {
        public List<string> Read { get; } = [];

        public FileTreeEntry? Find(string path) => inner.Find(path);

        ReadOnlyMemory<byte> IFileTree.Read(string path)
        {
            Read.Add(path);
            return inner.Read(path);
        }
    }
}
