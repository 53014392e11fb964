using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GitOpsToolkit.Kustomize.Build.Tests;

public class TarFileTreeTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Archive_CanBeBuilt(bool compressed)
    {
        using var archive = Archive(compressed, ("./app/kustomization.yaml", "resources: [a.yaml]\n"), ("app/a.yaml", ConfigMap));
        KustomizeBuild.Run(TarFileTree.Read(archive), "app", cancellationToken: TestContext.Current.CancellationToken).Resources.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("../a.yaml")]
    [InlineData("app/../../a.yaml")]
    [InlineData("/etc/passwd")]
    public void Read_EntryThatLeadsOut_IsRefused(string path)
    {
        using var archive = Archive(compressed: true, (path, "x"));
        Should.Throw<KustomizeException>(() => TarFileTree.Read(archive)).Message.ShouldContain("leads out");
    }

    [Fact]
    public void Read_Link_IsLeftOut()
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "secret.yaml") { LinkName = "/etc/passwd" });
        }

        archive.Position = 0;
        TarFileTree.Read(archive).Find("/secret.yaml").ShouldBeNull();
    }

    [Fact]
    public void Read_MoreThanTheCap_IsRefused()
    {
        using var archive = Archive(compressed: true, ("a.yaml", new string(' ', 1 << 20)));
        Should.Throw<KustomizeException>(() => TarFileTree.Read(archive, maxBytes: 100_000)).Message.ShouldContain("larger than 100000 bytes");
    }

    [Theory]
    [InlineData("no archive at all, but text that is longer than a header")]
    [InlineData("\u001f\u008bbroken")]
    public void Read_NoArchive_IsAnError(string text)
    {
        using var archive = new MemoryStream(Encoding.Latin1.GetBytes(text.PadRight(2048, 'x')));
        Should.Throw<KustomizeException>(() => TarFileTree.Read(archive));
    }

    private static MemoryStream Archive(bool compressed, params (string Path, string Text)[] files)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var data = new MemoryStream(Encoding.UTF8.GetBytes(text));
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = data });
            }
        }

        archive.Position = 0;
        return compressed ? Compress(archive) : archive;
    }

    private static MemoryStream Compress(MemoryStream archive)
    {
        var compressed = new MemoryStream();
        using (archive)
        {
            using var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
            archive.CopyTo(gzip);
        }

        compressed.Position = 0;
        return compressed;
    }
}
