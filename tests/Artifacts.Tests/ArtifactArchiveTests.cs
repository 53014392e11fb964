using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GitOpsToolkit.Artifacts.Tests;

public sealed class ArtifactArchiveTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_AnyTree_HasNormalisedHeaders()
    {
        var archive = await TestEntries.ArchiveAsync(("a.yaml", "a"), ("run.sh", "b"));

        var entries = ReadWithFramework(archive);

        entries.Select(e => (e.Name, e.Mode)).ShouldBe(
        [
            (".", Mode(0b111_101_000)), ("a.yaml", Mode(0b110_000_000)), ("run.sh", Mode(0b111_000_000)),
        ]);
        entries.ShouldAllBe(e => e.Uid == 0 && e.Gid == 0 && e.ModificationTime == DateTimeOffset.UnixEpoch);
        entries.ShouldAllBe(e => ((PosixTarEntry)e).UserName == "" && ((PosixTarEntry)e).GroupName == "");
    }

    [Fact]
    public async Task WriteAsync_SameTreeTwice_HasTheSameBytes() =>
        (await TestEntries.ArchiveAsync(("a", "1"), ("b/c", "2"))).ShouldBe(await TestEntries.ArchiveAsync(("a", "1"), ("b/c", "2")));

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(255)]
    [InlineData(400)]
    public async Task WriteAsync_LongNames_SurviveOtherReaders(int length)
    {
        var path = string.Join('/', Enumerable.Repeat("directory", 1 + (length / 10)))[..(length - 1)].TrimEnd('/') + "x";

        var archive = await TestEntries.ArchiveAsync((path, "content"));

        ReadWithFramework(archive)[^1].Name.ShouldBe(path);
        (await ReadAsync(archive)).Files.Keys.ShouldBe([path]);
    }

    [Fact]
    public async Task WriteAsync_OtherAlphabets_Survive()
    {
        var archive = await TestEntries.ArchiveAsync(("日本語/ä.yaml", "x"));

        ReadWithFramework(archive)[^1].Name.ShouldBe("日本語/ä.yaml");
        (await ReadAsync(archive)).Files.Keys.ShouldBe(["日本語/ä.yaml"]);
    }

    [Fact]
    public async Task WriteAsync_ContentOfAnotherLength_Fails()
    {
        static async IAsyncEnumerable<ArchiveEntry> Wrong()
        {
            await Task.Yield();
            yield return ArchiveEntry.File("a", 5, new MemoryStream([1, 2, 3]));
        }

        await Should.ThrowAsync<ArchiveException>(ArtifactArchive.WriteAsync(new MemoryStream(), Wrong(), Ct));
    }

    [Fact]
    public async Task ReadAsync_OwnArchive_HasFilesFoldersAndExecuteBits()
    {
        var content = await ReadAsync(await TestEntries.ArchiveAsync(("apps/a.yaml", "a"), ("run.sh", "bc")));

        content.Files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetString(f.Value.Span))
            .ShouldBe(new Dictionary<string, string> { ["apps/a.yaml"] = "a", ["run.sh"] = "bc" });
        content.Directories.ShouldBe(["apps"]);
        content.Executables.ShouldBe(["run.sh"]);
        content.TotalBytes.ShouldBe(3);
    }

    [Fact]
    public async Task ReadAsync_ArchiveOfOtherWriter_IsRead()
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new System.Formats.Tar.TarWriter(gzip, TarEntryFormat.Gnu))
        {
            var name = "./" + string.Join('/', Enumerable.Repeat("longfolder", 20)) + "/file";
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) });
        }

        (await ReadAsync(output.ToArray())).Files.Single().Value.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a\\b")]
    [InlineData("..")]
    public async Task ReadAsync_PathOutside_IsRefused(string name) =>
        (await Should.ThrowAsync<ArchiveException>(ReadAsync(TestEntries.Raw(name, '0', [1])))).Message.ShouldContain(name);

    [Theory]
    [InlineData('1')]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('6')]
    public async Task ReadAsync_LinksAndDevices_AreRefused(char type) =>
        (await Should.ThrowAsync<ArchiveException>(ReadAsync(TestEntries.Raw("dev", type)))).Message.ShouldContain("dev");

    [Fact]
    public async Task ReadAsync_SymbolicLink_IsLeftOut() => (await ReadAsync(TestEntries.Raw("link", '2'))).Files.ShouldBeEmpty();

    [Fact]
    public async Task ReadAsync_GitFolder_IsLeftOut() => (await ReadAsync(TestEntries.Raw("sub/.git/hooks/x", '0', [1]))).Files.ShouldBeEmpty();

    [Fact]
    public async Task ReadAsync_MoreBytesThanAllowed_NamesEntryAndLimit()
    {
        var archive = await TestEntries.ArchiveAsync(("a", "12345"), ("big", "123456"));

        var error = await Should.ThrowAsync<ArchiveException>(ArtifactArchive.ReadAsync(new MemoryStream(archive), new() { MaxBytes = 10 }, Ct));

        error.Message.ShouldBe("tar \"big\" is bigger than max archive size of 10 bytes");
    }

    [Fact]
    public async Task ReadAsync_MoreEntriesThanAllowed_Fails()
    {
        var archive = await TestEntries.ArchiveAsync(("a", "1"), ("b", "1"));

        await Should.ThrowAsync<ArchiveException>(ArtifactArchive.ReadAsync(new MemoryStream(archive), new() { MaxEntries = 2 }, Ct));
    }

    [Fact]
    public async Task ReadAsync_Bomb_IsStoppedByTheRatio()
    {
        var archive = TestEntries.Raw("zeros", '0', new byte[64 << 20]);

        (await Should.ThrowAsync<ArchiveException>(ReadAsync(archive))).Message.ShouldContain("times its packed size");
    }

    [Fact]
    public async Task ReadAsync_HeaderClaimsMuch_AllocatesOnlyWhatArrives() =>
        await Should.ThrowAsync<ArchiveException>(
            ArtifactArchive.ReadAsync(new MemoryStream(TestEntries.Raw("a", '0', [1], claimedSize: 7L << 30)), new() { MaxBytes = long.MaxValue, MaxRatio = int.MaxValue }, Ct));

    [Fact]
    public async Task ReadAsync_HugeExtendedHeader_IsRefused() =>
        await Should.ThrowAsync<ArchiveException>(ReadAsync(TestEntries.Raw("x", 'x', [1], claimedSize: 1L << 31)));

    [Fact]
    public async Task ReadAsync_NotGzip_SaysSo() =>
        (await Should.ThrowAsync<ArchiveException>(ReadAsync([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))).Message.ShouldContain("gzip");

    [Fact]
    public async Task ReadAsync_CutOff_Fails()
    {
        var archive = await TestEntries.ArchiveAsync(("a", new string('x', 100_000)));

        await Should.ThrowAsync<ArchiveException>(ReadAsync(archive[..(archive.Length / 2)]));
    }

    [Fact]
    public async Task ExtractAsync_OwnArchive_WritesPrivateFiles()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await ArtifactArchive.ExtractAsync(new MemoryStream(await TestEntries.ArchiveAsync(("a/run.sh", "x"), ("b", "y"))), folder.FullName, null, Ct);

            File.ReadAllText(Path.Combine(folder.FullName, "a/run.sh")).ShouldBe("x");
            TestFiles.ModeOf(Path.Combine(folder.FullName, "a/run.sh")).ShouldBe(Mode(0b111_000_000));
            TestFiles.ModeOf(Path.Combine(folder.FullName, "b")).ShouldBe(Mode(0b110_000_000));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<ArchiveContent> ReadAsync(byte[] archive) => ArtifactArchive.ReadAsync(new MemoryStream(archive), null, Ct);

    private static UnixFileMode Mode(int bits) => (UnixFileMode)bits;

    private static List<System.Formats.Tar.TarEntry> ReadWithFramework(byte[] archive)
    {
        using var gzip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
        using var reader = new System.Formats.Tar.TarReader(gzip);
        var entries = new List<System.Formats.Tar.TarEntry>();
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
