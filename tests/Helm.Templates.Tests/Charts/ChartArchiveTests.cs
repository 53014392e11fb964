using System.Formats.Tar;
using System.Text;

namespace GitOpsToolkit.Helm.Templates.Tests.Charts;

public class ChartArchiveTests
{
    [Fact]
    public void LoadArchive_OtherTopFolder_TakesTheChartsName()
    {
        var chart = Chart.LoadArchive(ChartBuilder.Archive(("anything/Chart.yaml", ChartBuilder.Yaml), ("anything/templates/a.yaml", "kind: {{ .Chart.Name }}")));

        chart.Name.ShouldBe("app");
        ChartBuilder.Render(chart).Manifests.ShouldHaveSingleItem().Source.ShouldBe("app/templates/a.yaml");
    }

    [Theory]
    [InlineData("app/../../x", "chart illegally references parent directory")]
    [InlineData("app//abs", "chart illegally contains absolute paths")]
    [InlineData("bare", "chart illegally contains content outside the base directory: \"bare\"")]
    [InlineData("app/c:/x", "chart contains illegally named files")]
    [InlineData("app\\..\\..\\x", "chart illegally references parent directory")]
    [InlineData("Chart.yaml/x", "chart yaml not in base directory")]
    public void LoadArchive_HostileName_IsRefused(string name, string message) =>
        Should.Throw<ChartException>(() => Chart.LoadArchive(ChartBuilder.Archive((name, "x")))).Message.ShouldBe(message);

    [Fact]
    public void LoadArchive_NothingInIt_IsRefused() =>
        Should.Throw<ChartException>(() => Chart.LoadArchive(ChartBuilder.ArchiveOf([]))).Message.ShouldBe("no files in chart archive");

    [Fact]
    public void LoadArchive_TwoFilesOfOneName_IsRefused() =>
        Should.Throw<ChartException>(() => Chart.LoadArchive(ChartBuilder.Archive(("app/a", "1"), ("app/./a", "2")))).Message.ShouldContain("two files named \"a\"");

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public void LoadArchive_Link_IsRefused(TarEntryType type) =>
        Should.Throw<ChartException>(() => Chart.LoadArchive(ChartBuilder.ArchiveOf([new PaxTarEntry(type, "app/link") { LinkName = "/etc/passwd" }])))
            .Message.ShouldContain("link or device");

    [Fact]
    public void LoadArchive_FileOverTheLimit_IsRefusedBeforeItIsRead()
    {
        var large = new PaxTarEntry(TarEntryType.RegularFile, "app/large") { DataStream = new MemoryStream(new byte[(5 << 20) + 1]) };

        Should.Throw<ChartException>(() => Chart.LoadArchive(ChartBuilder.ArchiveOf([large])))
            .Message.ShouldBe("decompressed chart file \"app/large\" is larger than the maximum file size 5242880");
    }

    [Fact]
    public void LoadArchive_FileAtTheLimit_IsTaken()
    {
        var largest = new PaxTarEntry(TarEntryType.RegularFile, "app/large") { DataStream = new MemoryStream(new byte[5 << 20]) };
        var chartYaml = new PaxTarEntry(TarEntryType.RegularFile, "app/Chart.yaml") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(ChartBuilder.Yaml)) };

        Chart.LoadArchive(ChartBuilder.ArchiveOf([largest, chartYaml])).Files.ShouldHaveSingleItem().Content.Length.ShouldBe(5 << 20);
    }

    [Fact]
    public void LoadArchive_NoGzip_SaysSo() =>
        Should.Throw<ChartException>(() => Chart.LoadArchive(new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]))).Message.ShouldBe("gzip: invalid header");

    [Fact]
    public void LoadArchive_CutOff_IsAnError()
    {
        var whole = ChartBuilder.Archive(("app/Chart.yaml", ChartBuilder.Yaml), ("app/b", new string('b', 4000))).ToArray();
        for (var length = 0; length < whole.Length - 8; length += 7)
        {
            // The end of a tar is two empty blocks, so a cut within them goes unnoticed, as it does in Helm.
            var problem = Record.Exception(() => Chart.LoadArchive(new MemoryStream(whole, 0, length)));
            (problem is null or ChartException).ShouldBeTrue($"{length}: {problem}");
        }
    }

    [Fact]
    public void LoadArchive_ByteOrderMarks_AreDropped()
    {
        var chart = Chart.LoadArchive(ChartBuilder.Archive(
            ("app/Chart.yaml", "\uFEFF" + ChartBuilder.Yaml), ("app/values.yaml", "\uFEFFa: 1\n"), ("app/templates/a.yaml", "\uFEFFkind: {{ .Values.a }}")));

        ChartBuilder.Render(chart).Manifests.ShouldHaveSingleItem().Content.ShouldBe("kind: 1");
    }

    [Fact]
    public void LoadArchive_SubchartArchive_IsUnpacked()
    {
        var sub = ChartBuilder.Archive(("sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"), ("sub/templates/s.yaml", "kind: Sub"));
        var outer = ChartBuilder.ArchiveOf(
        [
            new PaxTarEntry(TarEntryType.RegularFile, "app/Chart.yaml") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(ChartBuilder.Yaml)) },
            new PaxTarEntry(TarEntryType.RegularFile, "app/charts/sub-0.1.0.tgz") { DataStream = sub },
            new PaxTarEntry(TarEntryType.RegularFile, "app/charts/sub-0.1.0.tgz.prov") { DataStream = new MemoryStream([1]) },
        ]);

        ChartBuilder.Render(Chart.LoadArchive(outer)).Manifests.ShouldHaveSingleItem().Source.ShouldBe("app/charts/sub/templates/s.yaml");
    }
}
